// SPDX-License-Identifier: Apache-2.0
// Who writes into a database of the laboratory, as the application's user.
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/site/lab.hpp"

#include <atomic>
#include <fstream>
#include <map>
#include <mysql.h>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace haetae::site {

inline std::string read_all(const std::filesystem::path& file) {
  std::ifstream stream{file};
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// One connection of the application's user to one site.
class Session {
 public:
  explicit Session(const LabSite& site) : site_(site) {}
  ~Session() { close(); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// 0, or the native error code.
  unsigned int run(const std::string& sql, std::vector<std::string>* rows = nullptr) {
    if (session_ == nullptr && !open()) return 2002;
    if (mysql_real_query(session_, sql.data(), sql.size()) != 0) {
      const unsigned int code = mysql_errno(session_);
      if (code >= 2000) close();
      return code;
    }
    if (MYSQL_RES* result = mysql_store_result(session_)) {
      while (MYSQL_ROW row = mysql_fetch_row(result))
        if (rows != nullptr) rows->emplace_back(row[0]);
      mysql_free_result(result);
    }
    return 0;
  }

 private:
  bool open() {
    std::string password = read_all(site_.password_file);
    password.pop_back();
    session_ = mysql_init(nullptr);
    const unsigned int limit = 10;
    mysql_options(session_, MYSQL_OPT_READ_TIMEOUT, &limit);
    if (mysql_real_connect(session_, nullptr, site_.user.c_str(), password.c_str(),
                           site_.database.c_str(), 0, site_.database_socket.c_str(), 0)) {
      return true;
    }
    close();
    return false;
  }
  void close() {
    if (session_ != nullptr) mysql_close(session_);
    session_ = nullptr;
  }

  const LabSite& site_;
  MYSQL* session_ = nullptr;
};

/// Writes row after row at one site until it is told to stop; remembers what was acknowledged.
class Writer {
  static constexpr unsigned kNoMajority = 1047;
  /// The commit met a change of members: it may be done or not, and is repeated under its id.
  static constexpr unsigned kUnknown = 1180;
  static constexpr unsigned kDuplicate = 1062;

 public:
  Writer(const LabSite& site, const base::Clock& clock)
      : session_(site), clock_(clock), thread_([this] { write(); }) {}
  ~Writer() { stop(); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  void stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
  }
  std::vector<std::string> acknowledged;
  int failed = 0;
  int refused = 0;                 ///< told at once that there was no majority
  int unknown = 0;                 ///< commits that nobody could tell the end of
  std::map<unsigned, int> errors;  ///< MariaDB's numbers, how often each
  std::chrono::nanoseconds longest{0};

 private:
  void write() {
    auto last = clock_.steady();
    bool repeated = false;
    for (int number = 0; !stopping_; number += repeated ? 0 : 1) {
      const std::string id = std::to_string(number);
      const unsigned error = session_.run("INSERT INTO acts (id) VALUES ('" + id + "')");
      const bool was_done = repeated && error == kDuplicate;
      repeated = error == kUnknown || (repeated && error == kNoMajority);
      if (error == 0 || was_done) {
        acknowledged.push_back(id);
        longest = std::max(longest, clock_.steady() - last);
        last = clock_.steady();
      } else if (error == kNoMajority) {
        ++refused;  // certainly not done: a busy machine may lose sight of a site for a moment
      } else if (error == kUnknown) {
        ++unknown;
      } else {
        ++failed;
        ++errors[error];
      }
    }
  }
  Session session_;
  const base::Clock& clock_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace haetae::site
