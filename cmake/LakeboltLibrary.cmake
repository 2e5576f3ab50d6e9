# The engine: liblakebolt.so, from every folder of src/ but cli/. Sources are found, not listed.

set(LAKEBOLT_ARROW_FOLDERS io format server)

file(GLOB LAKEBOLT_FOLDERS RELATIVE "${CMAKE_SOURCE_DIR}/src" CONFIGURE_DEPENDS
     "${CMAKE_SOURCE_DIR}/src/*")
set(core_sources "")
set(arrow_sources "")
foreach(folder IN LISTS LAKEBOLT_FOLDERS)
  if(NOT IS_DIRECTORY "${CMAKE_SOURCE_DIR}/src/${folder}" OR folder STREQUAL "cli")
    continue()
  endif()
  file(GLOB_RECURSE folder_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/${folder}/*.cc")
  if(folder IN_LIST LAKEBOLT_ARROW_FOLDERS)
    list(APPEND arrow_sources ${folder_sources})
  else()
    list(APPEND core_sources ${folder_sources})
  endif()
endforeach()

lakebolt_batch(core_sources "${CMAKE_SOURCE_DIR}/src")
lakebolt_batch(arrow_sources "${CMAKE_SOURCE_DIR}/src")

add_library(lakebolt SHARED)
add_library(Lakebolt::lakebolt ALIAS lakebolt)
target_include_directories(
  lakebolt PUBLIC $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/src>
                  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
                  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/lakebolt>)
target_compile_features(lakebolt PUBLIC cxx_std_20)
if(NOT SKBUILD)  # a wheel cannot hold the symbolic links that versioned names need
  set_target_properties(
    lakebolt PROPERTIES VERSION ${PROJECT_VERSION}
                        SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
endif()

# Arrow's headers are slow to compile and pin an ABI: only the folders that need them see them.
foreach(part IN ITEMS core arrow)
  if(${part}_sources)
    add_library(lakebolt_${part}_objects OBJECT ${${part}_sources})
    target_include_directories(lakebolt_${part}_objects PRIVATE "${CMAKE_SOURCE_DIR}/src")
    target_link_libraries(lakebolt_${part}_objects PRIVATE lakebolt_flags lakebolt_text
                                                           Threads::Threads)
    target_sources(lakebolt PRIVATE $<TARGET_OBJECTS:lakebolt_${part}_objects>)
  endif()
endforeach()
if(arrow_sources)
  target_link_libraries(lakebolt_arrow_objects PRIVATE lakebolt_arrow)
endif()

# Only what users may call comes out of the bundled archives.
target_link_options(lakebolt PRIVATE -Wl,--exclude-libs,ALL -Wl,-Bsymbolic-functions)
if(NOT LAKEBOLT_SANITIZE)
  target_link_options(lakebolt PRIVATE -Wl,-z,defs)
endif()
target_link_libraries(lakebolt PRIVATE $<BUILD_INTERFACE:lakebolt_flags>
                                       $<BUILD_INTERFACE:lakebolt_arrow>
                                       $<BUILD_INTERFACE:lakebolt_text>
                               PUBLIC Threads::Threads)
