# Read by CPack once a generator: each packs the component of its name.
string(TOLOWER ${CPACK_GENERATOR} CPACK_COMPONENTS_ALL)
