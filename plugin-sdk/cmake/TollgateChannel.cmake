# tollgate_add_channel(NAME SOURCES file... [LINK lib...])
#
# One channel plugin: ${PROJECT_BINARY_DIR}/plugins/NAME.so, target channel_NAME. It exports the
# one symbol tollgate_channel_entry, and keeps everything else, statics of templates included,
# apart from the host's. Needs the target tollgate::sdk.
set(TOLLGATE_CHANNEL_MAP "${CMAKE_CURRENT_LIST_DIR}/channel.map" CACHE INTERNAL "")

function(tollgate_add_channel name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  if(NOT ARG_SOURCES)
    message(FATAL_ERROR "tollgate_add_channel(${name}) names no SOURCES; list the channel's files.")
  endif()
  set(target channel_${name})
  add_library(${target} MODULE ${ARG_SOURCES})
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE tollgate::sdk ${ARG_LINK})
  target_compile_features(${target} PRIVATE cxx_std_20)
  target_compile_options(${target} PRIVATE -Wall -Wextra)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fno-gnu-unique>)
  endif()
  target_link_options(${target} PRIVATE "-Wl,--version-script=${TOLLGATE_CHANNEL_MAP}")
  if(NOT TOLLGATE_SANITIZE)
    # A missing symbol must stop the build, not the gateway. (Sanitizers leave theirs to the host.)
    target_link_options(${target} PRIVATE -Wl,-z,defs)
  endif()
  set_target_properties(${target} PROPERTIES
    PREFIX "" OUTPUT_NAME "${name}" SUFFIX ".so"
    LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/plugins"
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LINK_DEPENDS "${TOLLGATE_CHANNEL_MAP}")
endfunction()
