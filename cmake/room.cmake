# A room is a folder of src/: one static library, one test program, and a list of the rooms that
# it may use. The order below is the order in which data flows; a room may only use earlier ones.
set(TRIGO_ROOM_ORDER base media source decode batch detect track presence events live snapshots
    sinks metrics engine web report bench app)

# trigo_room(NAME
#   SOURCES   a.cpp …            # empty for a room of headers
#   TESTS     a_test.cpp …       # one program, NAME_test
#   USES      base media …       # rooms whose headers this one may include
#   LIBRARIES target …           # what it links
#   TEST_LIBRARIES target …)     # what only its tests link
function(trigo_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;TESTS;USES;LIBRARIES;TEST_LIBRARIES" ${ARGN})
  if(ROOM_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "room ${name}: unknown words: ${ROOM_UNPARSED_ARGUMENTS}")
  endif()
  list(FIND TRIGO_ROOM_ORDER ${name} own_place)
  if(own_place EQUAL -1)
    message(FATAL_ERROR "room ${name}: not in TRIGO_ROOM_ORDER (cmake/room.cmake)")
  endif()
  foreach(used IN LISTS ROOM_USES)
    list(FIND TRIGO_ROOM_ORDER ${used} place)
    if(place EQUAL -1)
      message(FATAL_ERROR "room ${name}: uses ${used}, which is no room")
    elseif(place GREATER_EQUAL own_place)
      message(FATAL_ERROR "room ${name}: may not use ${used}, which comes after it in the flow")
    endif()
  endforeach()

  set(scope PUBLIC)
  if(ROOM_SOURCES)
    add_library(${name} STATIC ${ROOM_SOURCES})
  else()
    add_library(${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${name} ${scope} ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(${name} ${scope} ${ROOM_USES} ${ROOM_LIBRARIES})

  if(TRIGO_TESTS AND ROOM_TESTS)
    add_executable(${name}_test ${ROOM_TESTS})
    target_link_libraries(${name}_test PRIVATE ${name} ${ROOM_TEST_LIBRARIES} GTest::gtest_main)
    target_compile_definitions(${name}_test PRIVATE TRIGO_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    add_test(NAME ${name} COMMAND ${name}_test)
    set_tests_properties(${name} PROPERTIES TIMEOUT 120)
  endif()
endfunction()
