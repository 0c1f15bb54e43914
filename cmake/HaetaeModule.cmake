# SPDX-License-Identifier: Apache-2.0
# One static library per module, with its own include path, so that an include that the module
# did not declare does not compile.

# The ranks of design: a module links only to lower ranks. Same-rank edges are listed by name.
set(HAETAE_RANK_base 0)
set(HAETAE_RANK_wire 0)
set(HAETAE_RANK_crypto 0)
set(HAETAE_RANK_geo 0)
set(HAETAE_RANK_oidc 1)
set(HAETAE_RANK_address 1)
set(HAETAE_RANK_tiles 1)
set(HAETAE_RANK_accounts 2)
set(HAETAE_RANK_broker 2)
set(HAETAE_RANK_api 3)
set(HAETAE_RANK_juso 3)
set(HAETAE_RANK_kakao 3)
set(HAETAE_RANK_web 3)
set(HAETAE_RANK_status 3)
set(HAETAE_RANK_intake 4)
set(HAETAE_RANK_storage 4)
set(HAETAE_RANK_http 4)
set(HAETAE_RANK_site 4)
set(HAETAE_RANK_drill 4)
set(HAETAE_RANK_app 5)
set(HAETAE_RANK_sim 5)
set(HAETAE_SAME_RANK wire>base crypto>wire crypto>base geo>base drill>site)

# haetae_module(NAME SOURCES a.cpp… HEADERS x.hpp… DEPENDS module… LIBRARIES target…
#               PRIVATE_LIBRARIES target… ALONE a.cpp…)
# HEADERS are paths below include/haetae/NAME/; each is compiled alone, without the
# precompiled header.
# ALONE: sources whose local names others of the module have too, so that they cannot share a unit
# where sources are compiled together (presets asan, tsan, fuzz). `ALONE *`: all of them.
function(haetae_module name)
  cmake_parse_arguments(arg "" "" "SOURCES;HEADERS;DEPENDS;LIBRARIES;PRIVATE_LIBRARIES;ALONE"
                        ${ARGN})
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "haetae_module(${name}): what is '${arg_UNPARSED_ARGUMENTS}'?")
  endif()
  set(target haetae_${name})
  add_library(${target} STATIC ${arg_SOURCES})
  if(arg_ALONE STREQUAL "*")
    set_target_properties(${target} PROPERTIES UNITY_BUILD OFF)
  elseif(arg_ALONE)
    set_source_files_properties(${arg_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  endif()
  target_include_directories(${target} PUBLIC include PRIVATE src)
  target_link_libraries(${target} PUBLIC haetae_options fmt::fmt ${arg_LIBRARIES}
                                  PRIVATE ${arg_PRIVATE_LIBRARIES})
  target_precompile_headers(${target} REUSE_FROM haetae_pch)
  foreach(dependency IN LISTS arg_DEPENDS)
    if(NOT HAETAE_RANK_${dependency} LESS HAETAE_RANK_${name}
       AND NOT "${name}>${dependency}" IN_LIST HAETAE_SAME_RANK)
      message(FATAL_ERROR "rank breach: ${name} must not depend on ${dependency}")
    endif()
    target_link_libraries(${target} PUBLIC haetae_${dependency})
  endforeach()

  # An empty program that links the whole archive: an undefined symbol shows here, in the
  # module that has it, and not in whoever happens to use it first.
  set(whole "${CMAKE_CURRENT_BINARY_DIR}/whole_${name}.cpp")
  if(NOT EXISTS "${whole}")
    file(WRITE "${whole}" "int main() { return 0; }\n")
  endif()
  add_executable(whole_${name} EXCLUDE_FROM_ALL "${whole}")
  target_link_libraries(whole_${name} PRIVATE
    -Wl,--whole-archive ${target} -Wl,--no-whole-archive)
  set_property(GLOBAL APPEND PROPERTY HAETAE_WHOLE whole_${name})

  # Header self-check: each public header compiles alone.
  set(checks)
  foreach(header IN LISTS arg_HEADERS)
    string(REPLACE "/" "_" flat "${header}")
    set(check "${CMAKE_CURRENT_BINARY_DIR}/header_${flat}.cpp")
    if(NOT EXISTS "${check}")
      file(WRITE "${check}" "#include \"haetae/${name}/${header}\"  // IWYU pragma: keep\n")
    endif()
    list(APPEND checks "${check}")
  endforeach()
  if(checks)
    add_library(headers_${name} OBJECT EXCLUDE_FROM_ALL ${checks})
    target_link_libraries(headers_${name} PRIVATE ${target})
    set_property(GLOBAL APPEND PROPERTY HAETAE_HEADER_CHECKS headers_${name})
  endif()
endfunction()

# haetae_test(NAME SOURCES a.cpp… LIBRARIES target…): one GoogleTest program, one ctest.
function(haetae_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBRARIES" ${ARGN})
  if(HAETAE_FUZZ OR NOT GTest_FOUND)
    return()
  endif()
  add_executable(${name} ${arg_SOURCES})
  # Tests of one program name their fixtures as they like.
  set_target_properties(${name} PROPERTIES UNITY_BUILD OFF)
  target_link_libraries(${name} PRIVATE haetae_options ${arg_LIBRARIES} GTest::gmock
                                        GTest::gtest_main)
  target_precompile_headers(${name} REUSE_FROM haetae_pch)
  target_compile_definitions(${name} PRIVATE HAETAE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  add_test(NAME ${name} COMMAND ${name})
  set(seconds 120)
  if(HAETAE_SANITIZE)
    set(seconds 720)
  endif()
  set_tests_properties(${name} PROPERTIES LABELS unit TIMEOUT ${seconds})
endfunction()
