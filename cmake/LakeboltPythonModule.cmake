# The Python module lakebolt._lakebolt, and in the build tree a package that can be imported:
# PYTHONPATH=build/release/python.

execute_process(
  COMMAND "${Python_EXECUTABLE}" -m nanobind --cmake_dir
  OUTPUT_VARIABLE nanobind_ROOT
  OUTPUT_STRIP_TRAILING_WHITESPACE
  RESULT_VARIABLE nanobind_status
  ERROR_QUIET)
if(NOT nanobind_status EQUAL 0)
  message(FATAL_ERROR "LAKEBOLT_PYTHON=ON needs nanobind: run "
                      "`${Python_EXECUTABLE} -m pip install nanobind`, "
                      "or configure with -DLAKEBOLT_PYTHON=OFF")
endif()
find_package(nanobind CONFIG REQUIRED)

file(GLOB binding_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/python/bindings/*.cc")
if(NOT binding_sources)
  return()
endif()
set(table_sources duration_text.cc table_writer.cc text_width.cc)
# Results show themselves as the command draws tables.
list(TRANSFORM table_sources PREPEND "${CMAKE_SOURCE_DIR}/src/cli/format/")
nanobind_add_module(_lakebolt NB_STATIC NOMINSIZE ${binding_sources} ${table_sources})
target_include_directories(_lakebolt PRIVATE "${CMAKE_SOURCE_DIR}/python/bindings")
target_compile_definitions(_lakebolt PRIVATE LAKEBOLT_VERSION="${PROJECT_VERSION}")
target_link_libraries(_lakebolt PRIVATE lakebolt lakebolt_flags lakebolt_text)

set(package_dir "${CMAKE_BINARY_DIR}/python/lakebolt")
set_target_properties(_lakebolt PROPERTIES LIBRARY_OUTPUT_DIRECTORY "${package_dir}")
file(GLOB_RECURSE package_files RELATIVE "${CMAKE_SOURCE_DIR}/python/lakebolt" CONFIGURE_DEPENDS
     "${CMAKE_SOURCE_DIR}/python/lakebolt/*.py" "${CMAKE_SOURCE_DIR}/python/lakebolt/py.typed"
     "${CMAKE_SOURCE_DIR}/python/lakebolt/*.pyi")
foreach(file IN LISTS package_files)
  get_filename_component(folder "${package_dir}/${file}" DIRECTORY)
  file(MAKE_DIRECTORY "${folder}")
  file(CREATE_LINK "${CMAKE_SOURCE_DIR}/python/lakebolt/${file}" "${package_dir}/${file}" SYMBOLIC)
endforeach()
