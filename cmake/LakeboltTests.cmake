# Unit tests (test/unit/**/*_test.cc) and the SQL test runner (test/sqllogic/*.cc).

file(GLOB_RECURSE unit_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/test/unit/*_test.cc")
if(unit_sources)
  find_package(GTest QUIET)
  if(NOT GTest_FOUND)
    message(FATAL_ERROR "GoogleTest is missing. On Debian: apt-get install libgtest-dev, "
                        "or configure with -DLAKEBOLT_TESTS=OFF")
  endif()
  include(GoogleTest)
  add_executable(lakebolt_unit_tests ${unit_sources})
  target_include_directories(lakebolt_unit_tests PRIVATE "${CMAKE_SOURCE_DIR}/test/unit")
  target_link_libraries(lakebolt_unit_tests PRIVATE lakebolt lakebolt_flags GTest::gtest_main)
  gtest_discover_tests(lakebolt_unit_tests DISCOVERY_MODE PRE_TEST)
endif()

file(GLOB sqllogic_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/test/sqllogic/*.cc")
if(sqllogic_sources)
  add_executable(lakebolt_sqllogic ${sqllogic_sources})
  target_link_libraries(lakebolt_sqllogic PRIVATE lakebolt lakebolt_flags)
  set_target_properties(lakebolt_sqllogic PROPERTIES RUNTIME_OUTPUT_DIRECTORY
                                                     "${CMAKE_BINARY_DIR}/bin")
endif()
