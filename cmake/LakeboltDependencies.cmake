# Finds the libraries Lakebolt links. docs/dependencies.md gives the reason for each one.

# Threads ------------------------------------------------------------------------------------------
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

# Arrow and Parquet --------------------------------------------------------------------------------
# An installed Arrow C++ wins; else the libraries and headers inside the pyarrow wheel serve.
set(LAKEBOLT_ARROW_SONAME 2600)
set(LAKEBOLT_ARROW_LIBDIR "")
if(NOT LAKEBOLT_ARROW_FROM_PYARROW)
  find_package(Arrow QUIET)
  find_package(Parquet QUIET)
endif()
if(TARGET Arrow::arrow_shared AND TARGET Parquet::parquet_shared)
  message(STATUS "Arrow: ${Arrow_VERSION} from ${Arrow_DIR}")
  add_library(lakebolt_arrow INTERFACE)
  target_link_libraries(lakebolt_arrow INTERFACE Parquet::parquet_shared Arrow::arrow_shared)
else()
  if(NOT Python_EXECUTABLE)
    message(FATAL_ERROR "No Arrow C++ found, and no Python to ask for pyarrow's. "
                        "Install Arrow C++ with CMake files, or `pip install 'pyarrow>=26,<27'`.")
  endif()
  execute_process(
    COMMAND "${Python_EXECUTABLE}" -c
            "import os, pyarrow; print(pyarrow.__version__, os.path.dirname(pyarrow.__file__), sep=';')"
    OUTPUT_VARIABLE pyarrow_answer
    OUTPUT_STRIP_TRAILING_WHITESPACE
    RESULT_VARIABLE pyarrow_status
    ERROR_QUIET)
  if(NOT pyarrow_status EQUAL 0)
    message(FATAL_ERROR "No Arrow C++ found, and ${Python_EXECUTABLE} cannot import pyarrow. "
                        "Run `${Python_EXECUTABLE} -m pip install 'pyarrow>=26,<27'`, or name "
                        "another Python with -DPython_EXECUTABLE=...")
  endif()
  list(GET pyarrow_answer 0 pyarrow_version)
  list(GET pyarrow_answer 1 LAKEBOLT_ARROW_LIBDIR)
  foreach(name IN ITEMS arrow parquet)
    set(file "${LAKEBOLT_ARROW_LIBDIR}/lib${name}.so.${LAKEBOLT_ARROW_SONAME}")
    if(NOT EXISTS "${file}")
      message(FATAL_ERROR "${file} is missing: pyarrow ${pyarrow_version} is installed, "
                          "but Lakebolt needs pyarrow>=26,<27")
    endif()
    add_library(lakebolt_${name}_so SHARED IMPORTED)
    set_target_properties(
      lakebolt_${name}_so
      PROPERTIES IMPORTED_LOCATION "${file}"
                 INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${LAKEBOLT_ARROW_LIBDIR}/include"
                 INTERFACE_INCLUDE_DIRECTORIES "${LAKEBOLT_ARROW_LIBDIR}/include")
  endforeach()
  message(STATUS "Arrow: ${pyarrow_version} from ${LAKEBOLT_ARROW_LIBDIR}")
  add_library(lakebolt_arrow INTERFACE)
  target_link_libraries(lakebolt_arrow INTERFACE lakebolt_parquet_so lakebolt_arrow_so)
endif()

# RE2 and utf8proc ---------------------------------------------------------------------------------
# Debian's libre2.a cannot go into a shared library (its thread-local storage is not position
# independent), so RE2 is linked shared and, in a wheel, shipped beside liblakebolt.so. utf8proc's
# archive can, and does.
find_path(LAKEBOLT_RE2_INCLUDE re2/re2.h)
find_library(LAKEBOLT_RE2_LIBRARY NAMES re2)
find_path(LAKEBOLT_UTF8PROC_INCLUDE utf8proc.h)
find_library(LAKEBOLT_UTF8PROC_LIBRARY NAMES libutf8proc.a utf8proc)
foreach(name IN ITEMS RE2 UTF8PROC)
  if(NOT LAKEBOLT_${name}_INCLUDE OR NOT LAKEBOLT_${name}_LIBRARY)
    string(TOLOWER ${name} lower)
    message(FATAL_ERROR "${name} is missing. On Debian: apt-get install lib${lower}-dev")
  endif()
endforeach()
add_library(lakebolt_text INTERFACE)
target_include_directories(lakebolt_text SYSTEM INTERFACE "${LAKEBOLT_RE2_INCLUDE}"
                                                          "${LAKEBOLT_UTF8PROC_INCLUDE}")
target_link_libraries(lakebolt_text INTERFACE "${LAKEBOLT_RE2_LIBRARY}"
                                              "${LAKEBOLT_UTF8PROC_LIBRARY}")
