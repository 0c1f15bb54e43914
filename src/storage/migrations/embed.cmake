# SPDX-License-Identifier: Apache-2.0
# haetae_embed_migrations(OUT file.sql…): writes OUT, a C++ source that holds the steps, their
# names ("0001_accounts.sql" is step 1, "accounts") and checksums.
function(haetae_embed_migrations out)
  set(rows "")
  set(version 0)
  foreach(file IN LISTS ARGN)
    math(EXPR version "${version} + 1")
    get_filename_component(stem "${file}" NAME_WE)
    if(NOT stem MATCHES "^([0-9][0-9][0-9][0-9])_([a-z0-9_]+)$")
      message(FATAL_ERROR "a migration is named 0001_word.sql, not ${file}")
    endif()
    set(number "${CMAKE_MATCH_1}")
    set(name "${CMAKE_MATCH_2}")
    string(REGEX REPLACE "^0+" "" number "${number}")
    if(NOT number EQUAL version)
      message(FATAL_ERROR "migration ${file} should have number ${version}")
    endif()
    file(READ "${file}" sql)
    file(SHA256 "${file}" checksum)
    string(APPEND rows "    {${version}, \"${name}\",\n     \"${checksum}\",\n"
                       "     R\"sql(${sql})sql\"},\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
  endforeach()
  string(CONCAT text
    "// Generated from the migrations; do not edit.\n"
    "#include \"haetae/storage/migrations.hpp\"\n\n"
    "namespace haetae::storage {\n\n"
    "namespace {\n"
    "constexpr Migration kMigrations[] = {\n${rows}};\n"
    "}  // namespace\n\n"
    "std::span<const Migration> migrations() { return kMigrations; }\n"
    "int schema_version() { return static_cast<int>(std::size(kMigrations)); }\n\n"
    "}  // namespace haetae::storage\n")
  file(CONFIGURE OUTPUT "${out}" CONTENT "${text}" @ONLY)
endfunction()
