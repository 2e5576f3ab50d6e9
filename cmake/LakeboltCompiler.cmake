# Compiler, linker and cache settings shared by every target.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -DNDEBUG")
# The sanitizer presets keep assertions. Most of a build's time goes into what the checks add to the
# code: without optimization it halves, and stacks need no more than lines.
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O0 -gline-tables-only")
else()
  set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O0 -g1")
endif()

find_program(LAKEBOLT_CCACHE ccache)
if(LAKEBOLT_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # These settings let clones in different directories share cached objects. Precompiled headers would
  # not: clang's options for them name their directory.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=time_macros ${LAKEBOLT_CCACHE})
endif()

find_program(LAKEBOLT_MOLD mold)
if(LAKEBOLT_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# Everything a Lakebolt target is compiled with, and nothing that a user of the library inherits.
add_library(lakebolt_flags INTERFACE)
target_compile_options(lakebolt_flags INTERFACE -Wall -Wextra)
if(LAKEBOLT_WERROR)
  target_compile_options(lakebolt_flags INTERFACE -Werror)
endif()
if(LAKEBOLT_ARCH AND CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(lakebolt_flags INTERFACE -march=${LAKEBOLT_ARCH})
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # gcc 12's own library headers trip these at -O3; newer versions are fixed.
  target_compile_options(lakebolt_flags INTERFACE -Wno-maybe-uninitialized -Wno-array-bounds
                                                  -Wno-stringop-overflow -Wno-restrict)
  if(LAKEBOLT_BATCH GREATER 1)
    # A batch includes its files, whose anonymous namespaces are none of a header all the same.
    target_compile_options(lakebolt_flags INTERFACE -Wno-subobject-linkage)
  endif()
endif()
# Lets the compiler inline across functions of a shared library as it does in an executable.
target_compile_options(lakebolt_flags INTERFACE -fno-semantic-interposition)

if(LAKEBOLT_SANITIZE)
  add_compile_options(-fsanitize=${LAKEBOLT_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${LAKEBOLT_SANITIZE})
  if(LAKEBOLT_SANITIZE MATCHES "undefined")
    # vptr checks need type information that the prebuilt Arrow libraries hide.
    add_compile_options(-fno-sanitize=vptr)
  endif()
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    # A shared run-time library can be loaded before Python, which then loads our module.
    set(runtime asan)
    if(LAKEBOLT_SANITIZE MATCHES "thread")
      set(runtime tsan)
    endif()
    execute_process(
      COMMAND "${CMAKE_CXX_COMPILER}"
              "-print-file-name=libclang_rt.${runtime}-${CMAKE_SYSTEM_PROCESSOR}.so"
      OUTPUT_VARIABLE runtime_library
      OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
    get_filename_component(runtime_folder "${runtime_library}" DIRECTORY)
    add_link_options(-shared-libsan)
    list(APPEND CMAKE_BUILD_RPATH "${runtime_folder}")
  endif()
endif()

if(LAKEBOLT_FUZZERS)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "LAKEBOLT_FUZZERS=ON needs clang, whose libFuzzer they are run by")
  endif()
  # Counts what the engine's code does, which steers the fuzzers.
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
