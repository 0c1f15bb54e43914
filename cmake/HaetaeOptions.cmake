# SPDX-License-Identifier: Apache-2.0
# Compiler settings shared by every target, as one INTERFACE library.

set(HAETAE_SANITIZE "" CACHE STRING "Sanitizers to build with, e.g. address,undefined or thread")
option(HAETAE_FUZZ "Build the fuzz targets with libFuzzer (needs clang)" OFF)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}")

# The two jobs of a small machine: linking is the memory-hungry one.
set_property(GLOBAL PROPERTY JOB_POOLS link=1)
set(CMAKE_JOB_POOL_LINK link)

add_library(haetae_options INTERFACE)
target_compile_features(haetae_options INTERFACE cxx_std_20)
target_compile_options(haetae_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Werror -fstack-protector-strong
  # g++ 12 sees uninitialised values in std::optional inside Outcome that are none.
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op -Wno-missing-field-initializers
    -fpch-preprocess>
  $<$<CXX_COMPILER_ID:Clang>:-Wno-missing-field-initializers>
  $<$<CONFIG:Debug>:-O1 -g1>
  $<$<CONFIG:Release>:-O2 -g1 -D_FORTIFY_SOURCE=2>)
# Assertions stay on in release builds: a broken invariant must stop, not go on.
string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
string(REPLACE "-O3" "" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
string(REPLACE "-g" "" CMAKE_CXX_FLAGS_DEBUG "${CMAKE_CXX_FLAGS_DEBUG}")
# Only programs are linked, never shared objects: one model for all, so that libraries and programs
# share the precompiled header.
target_compile_options(haetae_options INTERFACE -fPIE)
target_link_options(haetae_options INTERFACE -fuse-ld=lld -pie)

if(HAETAE_SANITIZE)
  # The checks that sanitizers add make g++ 12 see uninitialised values that are none.
  target_compile_options(haetae_options INTERFACE
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
    -fsanitize=${HAETAE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(haetae_options INTERFACE -fsanitize=${HAETAE_SANITIZE})
endif()
if(HAETAE_FUZZ)
  target_compile_options(haetae_options INTERFACE
    -fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(haetae_options INTERFACE -fsanitize=address,undefined)
endif()

# One precompiled header of standard headers, made once and reused by every target with the
# same flags. It hides missing includes, so haetae_module() also compiles each header alone.
add_library(haetae_pch OBJECT "${CMAKE_SOURCE_DIR}/cmake/pch.cpp")
target_link_libraries(haetae_pch PRIVATE haetae_options)
target_precompile_headers(haetae_pch PRIVATE
  <algorithm> <array> <atomic> <chrono> <cstdint> <functional> <map> <memory> <mutex> <optional>
  <span> <string> <string_view> <unordered_map> <utility> <variant> <vector> <tl/expected.hpp>
  <fmt/format.h>)

find_package(fmt REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
# Only tests need it: ./run builds without.
find_package(GTest)

# The precompiled header holds fmt, so everything that reuses it needs fmt's definitions.
target_link_libraries(haetae_options INTERFACE fmt::fmt)
