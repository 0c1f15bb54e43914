// SPDX-License-Identifier: Apache-2.0
#include "client.hpp"

#include <fmt/format.h>
#include <memory>
#include <mysql.h>

namespace haetae::site {

using base::fail;

base::Outcome<std::map<std::string, std::string>, SiteError> query_pairs(
    const std::filesystem::path& socket, const std::string& user, const std::string& password,
    std::string_view statement) {
  const std::unique_ptr<MYSQL, void (*)(MYSQL*)> session{mysql_init(nullptr), mysql_close};
  const unsigned int limit = 1;
  for (const mysql_option option :
       {MYSQL_OPT_CONNECT_TIMEOUT, MYSQL_OPT_READ_TIMEOUT, MYSQL_OPT_WRITE_TIMEOUT}) {
    mysql_options(session.get(), option, &limit);
  }
  const auto refused = [&] {
    return fail(
        SiteError{fmt::format("the database at {} does not answer: {} ({})", socket.string(),
                              mysql_error(session.get()), mysql_errno(session.get()))});
  };
  if (mysql_real_connect(session.get(), nullptr, user.c_str(), password.c_str(), nullptr, 0,
                         socket.c_str(), 0) == nullptr) {
    return refused();
  }
  if (mysql_real_query(session.get(), statement.data(), statement.size()) != 0) return refused();
  std::map<std::string, std::string> out;
  const std::unique_ptr<MYSQL_RES, void (*)(MYSQL_RES*)> result{mysql_store_result(session.get()),
                                                                mysql_free_result};
  if (!result || mysql_num_fields(result.get()) < 2) return out;
  while (MYSQL_ROW row = mysql_fetch_row(result.get())) {
    if (row[0] != nullptr && row[1] != nullptr) out[row[0]] = row[1];
  }
  return out;
}

}  // namespace haetae::site
