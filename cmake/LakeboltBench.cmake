# Micro benchmarks: bench/micro/NAME.cc becomes bin/lakebolt_bench_NAME.

file(GLOB micro_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/bench/micro/*.cc")
foreach(source IN LISTS micro_sources)
  get_filename_component(name "${source}" NAME_WE)
  add_executable(lakebolt_bench_${name} "${source}")
  target_link_libraries(lakebolt_bench_${name} PRIVATE lakebolt lakebolt_arrow lakebolt_flags)
  set_target_properties(lakebolt_bench_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY
                                                          "${CMAKE_BINARY_DIR}/bin")
endforeach()
