# The `lakebolt` command, from src/cli/.

file(GLOB_RECURSE cli_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/cli/*.cc")
if(NOT cli_sources)
  return()
endif()

find_path(LAKEBOLT_CLI11_INCLUDE CLI/CLI.hpp)
if(NOT LAKEBOLT_CLI11_INCLUDE)
  message(FATAL_ERROR "CLI11 is missing. On Debian: apt-get install libcli11-dev")
endif()

# libedit and what it needs, as archives where there are some: the command then needs no Debian
# package at run time.
find_path(LAKEBOLT_EDIT_INCLUDE histedit.h)
find_library(LAKEBOLT_EDIT_LIBRARY NAMES libedit.a edit)
if(NOT LAKEBOLT_EDIT_INCLUDE OR NOT LAKEBOLT_EDIT_LIBRARY)
  message(FATAL_ERROR "libedit is missing. On Debian: apt-get install libedit-dev")
endif()
set(edit_libraries "${LAKEBOLT_EDIT_LIBRARY}")
if(LAKEBOLT_EDIT_LIBRARY MATCHES "\\.a$")
  foreach(name IN ITEMS bsd md tinfo)
    find_library(LAKEBOLT_EDIT_${name} NAMES lib${name}.a ${name} REQUIRED)
    list(APPEND edit_libraries "${LAKEBOLT_EDIT_${name}}")
  endforeach()
endif()

add_executable(lakebolt_cli ${cli_sources})
set_target_properties(lakebolt_cli PROPERTIES OUTPUT_NAME lakebolt RUNTIME_OUTPUT_DIRECTORY
                                                                    "${CMAKE_BINARY_DIR}/bin")
target_include_directories(lakebolt_cli SYSTEM PRIVATE "${LAKEBOLT_CLI11_INCLUDE}"
                                                         "${LAKEBOLT_EDIT_INCLUDE}")
target_compile_definitions(lakebolt_cli PRIVATE LAKEBOLT_VERSION="${PROJECT_VERSION}")
target_link_libraries(lakebolt_cli PRIVATE lakebolt lakebolt_flags lakebolt_text
                                           ${edit_libraries})
