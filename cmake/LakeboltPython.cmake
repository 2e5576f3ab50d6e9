# Chooses the Python that answers for Arrow and that the module is built for: -DPython_EXECUTABLE,
# else the project's .venv, else the first one found.

if(NOT Python_EXECUTABLE AND EXISTS "${CMAKE_SOURCE_DIR}/.venv/bin/python")
  set(Python_EXECUTABLE "${CMAKE_SOURCE_DIR}/.venv/bin/python" CACHE FILEPATH "Python interpreter")
endif()
set(Python_FIND_VIRTUALENV FIRST)

if(LAKEBOLT_PYTHON)
  if(SKBUILD)
    find_package(Python 3.9 REQUIRED COMPONENTS Interpreter Development.Module)
  else()
    find_package(Python 3.9 COMPONENTS Interpreter Development.Module)
    if(NOT Python_Development.Module_FOUND)
      message(FATAL_ERROR "LAKEBOLT_PYTHON=ON needs Python's headers (Debian: python3-dev), "
                          "or configure with -DLAKEBOLT_PYTHON=OFF")
    endif()
  endif()
else()
  find_package(Python 3.9 COMPONENTS Interpreter)
endif()
