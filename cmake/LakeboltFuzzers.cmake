# Fuzzers: test/fuzz/NAME_fuzzer.cc becomes bin/lakebolt_fuzz_NAME; test/fuzz/README.md.

file(GLOB fuzzer_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/test/fuzz/*_fuzzer.cc")
file(GLOB fuzzer_parts CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/test/fuzz/parts/*.cc")
add_library(lakebolt_fuzzer_parts OBJECT ${fuzzer_parts})
target_link_libraries(lakebolt_fuzzer_parts PRIVATE lakebolt lakebolt_flags)
target_include_directories(lakebolt_fuzzer_parts PUBLIC "${CMAKE_SOURCE_DIR}/test/fuzz"
                                                         "${CMAKE_SOURCE_DIR}/test/unit")
foreach(source IN LISTS fuzzer_sources)
  get_filename_component(name "${source}" NAME_WE)
  string(REGEX REPLACE "_fuzzer$" "" name "${name}")
  add_executable(lakebolt_fuzz_${name} "${source}")
  target_link_libraries(lakebolt_fuzz_${name} PRIVATE lakebolt_fuzzer_parts lakebolt
                                                      lakebolt_flags)
  target_link_options(lakebolt_fuzz_${name} PRIVATE -fsanitize=fuzzer)
  set_target_properties(lakebolt_fuzz_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY
                                                         "${CMAKE_BINARY_DIR}/bin")
endforeach()
