# Builds old_host.cc with COMPILER, optimised, as a plugin author would, and runs it. Where clang may
# take a whole struct for readable, it reads all of it at -O2; GCC and -O0 hide that.
execute_process(COMMAND "${COMPILER}" -std=c++20 -O2 -I "${SDK_INCLUDE}" "${SOURCE}" -o "${PROGRAM}"
                RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${COMPILER} does not build ${SOURCE}.")
endif()
execute_process(COMMAND "${PROGRAM}" RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "The glue reads more of an older host's request than its size covers: ${status}.")
endif()
