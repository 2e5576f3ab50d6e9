# Unit tests: test/unit/**/*_test.cc. SQL tests run through Python (test/python/sql/test_sqllogic.py).

file(GLOB_RECURSE unit_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/test/unit/*_test.cc")
if(unit_sources)
  find_package(GTest QUIET)
  if(NOT GTest_FOUND)
    message(FATAL_ERROR "GoogleTest is missing. On Debian: apt-get install libgtest-dev, "
                        "or configure with -DLAKEBOLT_TESTS=OFF")
  endif()
  include(GoogleTest)
  if(NOT TARGET lakebolt_cli_objects)
    list(FILTER unit_sources EXCLUDE REGEX "/test/unit/cli/")
  endif()
  lakebolt_batch(unit_sources "${CMAKE_SOURCE_DIR}/test/unit")
  add_executable(lakebolt_unit_tests ${unit_sources})
  target_include_directories(lakebolt_unit_tests PRIVATE "${CMAKE_SOURCE_DIR}/test/unit")
  target_link_libraries(lakebolt_unit_tests PRIVATE lakebolt lakebolt_flags lakebolt_text
                                                  GTest::gtest_main)
  if(LAKEBOLT_SANITIZE)
    # The sanitizers' memory is not the C library's.
    target_compile_definitions(lakebolt_unit_tests PRIVATE LAKEBOLT_SANITIZED)
  endif()
  if(TARGET lakebolt_cli_objects)
    target_link_libraries(lakebolt_unit_tests PRIVATE lakebolt_cli_objects)
  endif()
  gtest_discover_tests(lakebolt_unit_tests DISCOVERY_MODE PRE_TEST)
  # The kernels of older processors, too.
  foreach(level none avx2)
    add_test(NAME unit_tests_simd_${level} COMMAND lakebolt_unit_tests --gtest_brief=1)
    set_tests_properties(unit_tests_simd_${level} PROPERTIES ENVIRONMENT
                                                             "LAKEBOLT_SIMD_LEVEL=${level}")
  endforeach()
endif()

# Loaded first into a process, it makes chosen allocations fail (test/python/faults).
if(NOT LAKEBOLT_SANITIZE)
  add_library(lakebolt_failing_new MODULE "${CMAKE_SOURCE_DIR}/test/fault/failing_new.cc")
  target_link_libraries(lakebolt_failing_new PRIVATE lakebolt_flags)
  set_target_properties(lakebolt_failing_new PROPERTIES PREFIX "")
endif()
