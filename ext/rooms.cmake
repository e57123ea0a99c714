# Rooms: each folder of ext/ is a library that can include only itself and the rooms it names.
#
# Sources say `#include "core/day.h"`. A room's include path therefore is a folder with one link in it,
# named like the room: an include of a room that is not linked does not compile.

# What depends on the operating system is in a folder of the room for each: posix/ and windows/ implement the
# same headers.
set(CF_SYSTEM posix)
if(WIN32)
  set(CF_SYSTEM windows)
endif()

# cf_room(NAME [BELOW room…] [PUBLIC_LIBRARIES target…] [LIBRARIES target…])
function(cf_room name)
  cmake_parse_arguments(ROOM "" "" "BELOW;PUBLIC_LIBRARIES;LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cc
       ${CMAKE_CURRENT_SOURCE_DIR}/${name}/${CF_SYSTEM}/*.cc)
  set(path ${CMAKE_CURRENT_BINARY_DIR}/rooms/${name})
  file(MAKE_DIRECTORY ${path})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR}/${name} ${path}/${name} SYMBOLIC)
  add_library(cf_${name} STATIC ${sources})
  target_include_directories(cf_${name} PUBLIC ${path})
  list(TRANSFORM ROOM_BELOW PREPEND cf_)
  target_link_libraries(cf_${name} PUBLIC ${ROOM_BELOW} ${ROOM_PUBLIC_LIBRARIES}
                        PRIVATE ${ROOM_LIBRARIES} cf_options)
endfunction()
