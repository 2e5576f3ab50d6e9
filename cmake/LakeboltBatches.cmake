# Compiles source files in batches where LAKEBOLT_BATCH says so: make_batches.py says why and how.

# Replaces the sources in the variable `variable`, which lie under `folder`, by batches of them.
function(lakebolt_batch variable folder)
  if(LAKEBOLT_BATCH LESS 2 OR NOT ${variable})
    return()
  endif()
  if(NOT Python_EXECUTABLE)
    message(FATAL_ERROR "LAKEBOLT_BATCH needs Python, which puts the batches together")
  endif()
  set(script "${CMAKE_SOURCE_DIR}/cmake/make_batches.py")
  # Which files fit together depends on what is in them.
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${${variable}} "${script}")
  set(out "${CMAKE_BINARY_DIR}/batches/${variable}")
  file(WRITE "${out}.txt" "${${variable}}")
  execute_process(
    COMMAND "${Python_EXECUTABLE}" "${script}" "${folder}" "${out}" "${LAKEBOLT_BATCH}"
    INPUT_FILE "${out}.txt"
    OUTPUT_VARIABLE batches
    OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE "\n" ";" batches "${batches}")
  set(${variable} "${batches}" PARENT_SCOPE)
endfunction()
