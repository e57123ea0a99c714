# Read by CPack once a generator: each packs the component of its name, and archives are one for all.
string(TOLOWER ${CPACK_GENERATOR} CPACK_COMPONENTS_ALL)
if(NOT CPACK_GENERATOR STREQUAL "DEB")
  set(CPACK_COMPONENTS_ALL archive)
elseif(CPACK_CF_BILLING_MODULE)
  execute_process(COMMAND ${CPACK_CF_BILLING_OBJDUMP} -T ${CPACK_CF_BILLING_MODULE} OUTPUT_VARIABLE symbols
                  COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "GLIBC_[0-9.]+" versions "${symbols}")
  list(TRANSFORM versions REPLACE "GLIBC_" "")
  list(SORT versions COMPARE NATURAL ORDER DESCENDING)
  list(GET versions 0 newest)
  set(CPACK_DEBIAN_PACKAGE_DEPENDS "libc6 (>= ${newest})")
endif()
