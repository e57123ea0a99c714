# CURL::libcurl as archives, with all that libcurl needs, and simdjson::simdjson as one: the module
# then needs nothing but what the system itself has, glibc or Windows' own libraries, and none of its
# references goes to a copy of OpenSSL or nghttp2 that its host exports.
foreach(name curl nghttp2 z simdjson)
  find_library(CF_BILLING_ARCHIVE_${name} lib${name}.a REQUIRED NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH
               PATHS ${CF_BILLING_SELF_CONTAINED}/lib)
endforeach()
# Of Debian's own archives those that are fit for it; Windows brings its TLS.
set(DEBIANS ssl crypto brotlidec brotlicommon)
if(WIN32)
  set(DEBIANS)
endif()
foreach(name IN LISTS DEBIANS)
  find_library(CF_BILLING_ARCHIVE_${name} lib${name}.a REQUIRED)
endforeach()
foreach(name curl nghttp2 ${DEBIANS} z)
  list(APPEND CURL_ARCHIVES ${CF_BILLING_ARCHIVE_${name}})
endforeach()
if(WIN32)
  list(APPEND CURL_ARCHIVES ws2_32 crypt32 bcrypt)
endif()

add_library(CURL::libcurl INTERFACE IMPORTED GLOBAL)
target_include_directories(CURL::libcurl INTERFACE ${CF_BILLING_SELF_CONTAINED}/include)
target_compile_definitions(CURL::libcurl INTERFACE CURL_STATICLIB)
target_link_libraries(CURL::libcurl INTERFACE ${CURL_ARCHIVES})
target_link_options(CURL::libcurl INTERFACE -static-libstdc++ -static-libgcc -s)
if(WIN32)
  # What -fstack-protector-strong calls is in a library of the compiler there.
  target_link_options(CURL::libcurl INTERFACE -static -fstack-protector-strong LINKER:--no-insert-timestamp)
else()
  # A weak reference alone, as that of abstract classes, takes nothing out of an archive.
  target_link_options(CURL::libcurl INTERFACE LINKER:--undefined=__cxa_pure_virtual)
endif()

add_library(simdjson::simdjson INTERFACE IMPORTED GLOBAL)
target_include_directories(simdjson::simdjson INTERFACE ${CF_BILLING_SELF_CONTAINED}/include)
target_link_libraries(simdjson::simdjson INTERFACE ${CF_BILLING_ARCHIVE_simdjson})
