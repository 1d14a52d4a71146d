# Compiler settings and the two functions every folder uses.
#
#   tollgate_library(NAME [LINK lib...])   one library from every .cc below the calling folder
#   tollgate_test(NAME DIR [LINK lib...] [SERVERS] [TIMEOUT s])
#                                          one GoogleTest program from every *_test.cc in DIR;
#                                          SERVERS keeps it out of tests/run --fast
#
# Sources are globbed so that adding a file edits no list: the folder is the list.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# Files of a target are compiled eight together, which reads the headers of libraries once for all of
# them: docs/decisions/0020-files-are-compiled-together.md has the figures. A change of one file compiles
# its eight; with -DTOLLGATE_UNITY=OFF it compiles one.
option(TOLLGATE_UNITY "Compile the files of a target eight together" ON)
set(CMAKE_UNITY_BUILD ${TOLLGATE_UNITY})
set(CMAKE_UNITY_BUILD_BATCH_SIZE 8)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Release, Debug, RelWithDebInfo" FORCE)
endif()
# -g1: a core dump and a sanitizer name functions and lines; assertions (CHECK) do not depend on
# NDEBUG. The debug build is there for its sanitizers, and CI makes it cold: without optimizing and the
# types of variables it takes a third less. For a debugger: cmake --preset debug -DTOLLGATE_DEBUG_INFO=-g
set(TOLLGATE_DEBUG_INFO "-g1" CACHE STRING "-g1: lines only; -g: variables too")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 ${TOLLGATE_DEBUG_INFO}")

find_program(TOLLGATE_CCACHE ccache)
if(TOLLGATE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${TOLLGATE_CCACHE}")
  set(CMAKE_C_COMPILER_LAUNCHER "${TOLLGATE_CCACHE}")
endif()

add_compile_options(-Wall -Wextra -fstack-protector-strong)
add_link_options(-Wl,-z,relro,-z,now)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 takes the pair of allocation functions of Asio's coroutine frames for a mismatch.
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wno-mismatched-new-delete>)
  # Of the frames of coroutines in a file that is not the unit's own: the unit is the only one that has it.
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wno-subobject-linkage>)
  # Lets a plugin be unloaded in tests, and keeps its statics apart from the host's.
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fno-gnu-unique>)
endif()
find_program(TOLLGATE_LLD ld.lld)
if(TOLLGATE_LLD)
  add_link_options(-fuse-ld=lld)
endif()

set(TOLLGATE_SANITIZE "" CACHE STRING "address,undefined or thread")
if(TOLLGATE_SANITIZE)
  add_compile_options(-fsanitize=${TOLLGATE_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TOLLGATE_SANITIZE})
endif()

# What `tests/run --fast` builds: a test program's target adds itself here.
add_custom_target(fast_tests)
function(tollgate_fast_test name)
  add_dependencies(fast_tests ${name})
endfunction()

function(tollgate_library name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cc")
  if(sources)
    add_library(${name} STATIC ${sources})
    target_include_directories(${name} PUBLIC "${PROJECT_SOURCE_DIR}")
    target_link_libraries(${name} PUBLIC ${ARG_LINK})
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE "${PROJECT_SOURCE_DIR}")
    target_link_libraries(${name} INTERFACE ${ARG_LINK})
  endif()
endfunction()

function(tollgate_test name dir)
  cmake_parse_arguments(ARG "SERVERS" "TIMEOUT" "LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${dir}/*_test.cc")
  if(NOT sources)
    return()
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} GTest::gmock_main)
  # The product that it links is as it is shipped; the tests' own code need not be fast. At -O1 GCC 12
  # takes an empty std::optional for a filled one; at -O2, as the product is compiled, it does not.
  target_compile_options(${name} PRIVATE
    $<$<CONFIG:Release>:-O1> $<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU>>:-Wno-maybe-uninitialized>)
  target_compile_definitions(${name} PRIVATE
    TOLLGATE_SOURCE_DIR="${PROJECT_SOURCE_DIR}" TOLLGATE_BINARY_DIR="${PROJECT_BINARY_DIR}")
  string(REPLACE "/" "." prefix "${dir}")
  set(label fast)
  if(ARG_SERVERS)
    set(label servers)
  else()
    tollgate_fast_test(${name})
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST TEST_PREFIX "${prefix}."
                       PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS ${label})
endfunction()
