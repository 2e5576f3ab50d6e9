# Two layouts. A wheel: everything in the Python package, the command in the scripts folder, found
# by paths relative to each other. Else the usual prefix with headers and find_package(Lakebolt).

if(SKBUILD)
  set(package_dir "${SKBUILD_PLATLIB_DIR}/lakebolt")
  set_target_properties(lakebolt PROPERTIES INSTALL_RPATH "$ORIGIN;$ORIGIN/../pyarrow")
  install(TARGETS lakebolt LIBRARY DESTINATION "${package_dir}")
  # The soname, not the development link's name, is what the loader will ask for.
  file(REAL_PATH "${LAKEBOLT_RE2_LIBRARY}" re2_file)
  execute_process(
    COMMAND "${CMAKE_OBJDUMP}" -p "${re2_file}"
    OUTPUT_VARIABLE re2_headers
    COMMAND_ERROR_IS_FATAL ANY)
  if(re2_headers MATCHES "SONAME +([^ \n]+)")
    install(FILES "${re2_file}" DESTINATION "${package_dir}" RENAME "${CMAKE_MATCH_1}")
  endif()
  if(TARGET _lakebolt)
    set_target_properties(_lakebolt PROPERTIES INSTALL_RPATH "$ORIGIN")
    install(TARGETS _lakebolt LIBRARY DESTINATION "${package_dir}")
  endif()
  if(TARGET lakebolt_cli)
    set(python_lib "$ORIGIN/../lib/python${Python_VERSION_MAJOR}.${Python_VERSION_MINOR}")
    set_target_properties(
      lakebolt_cli PROPERTIES INSTALL_RPATH
                              "${python_lib}/site-packages/lakebolt;${python_lib}/dist-packages/lakebolt")
    install(TARGETS lakebolt_cli RUNTIME DESTINATION "${SKBUILD_SCRIPTS_DIR}")
  endif()
  return()
endif()

include(CMakePackageConfigHelpers)
set(install_rpath "$ORIGIN")
if(LAKEBOLT_ARROW_LIBDIR)
  list(APPEND install_rpath "${LAKEBOLT_ARROW_LIBDIR}")
endif()
set_target_properties(lakebolt PROPERTIES INSTALL_RPATH "${install_rpath}")
install(
  TARGETS lakebolt
  EXPORT LakeboltTargets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(
  DIRECTORY "${CMAKE_SOURCE_DIR}/src/"
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/lakebolt
  FILES_MATCHING
  PATTERN "*.h"
  PATTERN "cli" EXCLUDE)
if(TARGET lakebolt_cli)
  set_target_properties(lakebolt_cli PROPERTIES INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}")
  install(TARGETS lakebolt_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/Lakebolt")
install(
  EXPORT LakeboltTargets
  NAMESPACE Lakebolt::
  DESTINATION ${package_dir})
configure_package_config_file(cmake/LakeboltConfig.cmake.in "${CMAKE_BINARY_DIR}/LakeboltConfig.cmake"
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file("${CMAKE_BINARY_DIR}/LakeboltConfigVersion.cmake"
                                 COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_BINARY_DIR}/LakeboltConfig.cmake"
              "${CMAKE_BINARY_DIR}/LakeboltConfigVersion.cmake" DESTINATION ${package_dir})
