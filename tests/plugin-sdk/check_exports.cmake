# Fails unless the library PLUGIN exports tollgate_channel_entry and nothing else.
execute_process(COMMAND "${NM}" -D --defined-only --format=posix "${PLUGIN}"
                OUTPUT_VARIABLE symbols RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "nm cannot read ${PLUGIN}.")
endif()
string(REGEX REPLACE " [^\n]*" "" names "${symbols}")
string(STRIP "${names}" names)
if(NOT names STREQUAL "tollgate_channel_entry")
  message(FATAL_ERROR "${PLUGIN} exports more or less than tollgate_channel_entry:\n${names}")
endif()
