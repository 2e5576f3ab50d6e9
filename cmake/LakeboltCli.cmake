# The `lakebolt` command, from src/cli/.

file(GLOB_RECURSE cli_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/cli/*.cc")
if(NOT cli_sources)
  return()
endif()

find_path(LAKEBOLT_CLI11_INCLUDE CLI/CLI.hpp)
if(NOT LAKEBOLT_CLI11_INCLUDE)
  message(FATAL_ERROR "CLI11 is missing. On Debian: apt-get install libcli11-dev")
endif()

# All but main() is linked into the unit tests too.
set(cli_main "${CMAKE_SOURCE_DIR}/src/cli/main.cc")
list(REMOVE_ITEM cli_sources "${cli_main}")
add_library(lakebolt_cli_objects OBJECT ${cli_sources})
target_include_directories(lakebolt_cli_objects SYSTEM PRIVATE "${LAKEBOLT_CLI11_INCLUDE}")
target_compile_definitions(lakebolt_cli_objects PRIVATE LAKEBOLT_VERSION="${PROJECT_VERSION}")
target_link_libraries(lakebolt_cli_objects PUBLIC lakebolt lakebolt_flags lakebolt_text)

add_executable(lakebolt_cli "${cli_main}")
set_target_properties(lakebolt_cli PROPERTIES OUTPUT_NAME lakebolt RUNTIME_OUTPUT_DIRECTORY
                                                                    "${CMAKE_BINARY_DIR}/bin")
target_link_libraries(lakebolt_cli PRIVATE lakebolt_cli_objects)
