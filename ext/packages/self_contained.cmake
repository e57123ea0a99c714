# CURL::libcurl as archives, with all that libcurl needs, and simdjson::simdjson as one: the module
# then needs nothing but glibc, and none of its references goes to a copy of OpenSSL or nghttp2 that
# its host exports.
foreach(name curl nghttp2 z simdjson)
  find_library(CF_BILLING_ARCHIVE_${name} lib${name}.a REQUIRED NO_DEFAULT_PATH
               PATHS ${CF_BILLING_SELF_CONTAINED}/lib)
endforeach()
foreach(name ssl crypto brotlidec brotlicommon)
  find_library(CF_BILLING_ARCHIVE_${name} lib${name}.a REQUIRED)
endforeach()
foreach(name curl nghttp2 ssl crypto z brotlidec brotlicommon)
  list(APPEND CURL_ARCHIVES ${CF_BILLING_ARCHIVE_${name}})
endforeach()

add_library(CURL::libcurl INTERFACE IMPORTED GLOBAL)
target_include_directories(CURL::libcurl INTERFACE ${CF_BILLING_SELF_CONTAINED}/include)
target_compile_definitions(CURL::libcurl INTERFACE CURL_STATICLIB)
target_link_libraries(CURL::libcurl INTERFACE ${CURL_ARCHIVES})
# A weak reference alone, as that of abstract classes, takes nothing out of an archive.
target_link_options(CURL::libcurl INTERFACE -static-libstdc++ -static-libgcc -s
                    LINKER:--undefined=__cxa_pure_virtual)

add_library(simdjson::simdjson INTERFACE IMPORTED)
target_include_directories(simdjson::simdjson INTERFACE ${CF_BILLING_SELF_CONTAINED}/include)
target_link_libraries(simdjson::simdjson INTERFACE ${CF_BILLING_ARCHIVE_simdjson})
