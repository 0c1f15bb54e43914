// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace haetae::drill {

struct MailedCodeText {
  std::string recipient;
  std::string code;  ///< six digits
};

/// Finds the recipient and the code in a mail as the server sends it (RFC 5322 with a base64
/// text/plain part); nothing in any other text.
[[nodiscard]] std::optional<MailedCodeText> find_code(std::string_view mail);

/// One conversation by SMTP (RFC 5321): bytes in, answers out. Takes every mail.
class SmtpSession {
 public:
  static constexpr std::size_t kBytesMax = 256 * 1024;

  /// What to send back. `mails` grows by every mail that is complete.
  [[nodiscard]] std::string take(std::string_view bytes, std::vector<std::string>& mails);
  [[nodiscard]] bool is_over() const { return over_; }

 private:
  [[nodiscard]] std::string answer(std::string_view line);

  std::string buffer_;
  bool in_data_ = false;
  bool over_ = false;
};

/// A mail server that keeps the codes of what it is sent, for people who read their mail.
class Mailbox {
 public:
  /// Listens on every address of the network that `start` puts threads into.
  /// Throws std::runtime_error when the port is taken.
  Mailbox(std::uint16_t port, const std::function<std::thread(std::function<void()>)>& start);
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;
  ~Mailbox();

  /// How many codes somebody has got so far.
  [[nodiscard]] std::size_t count(const std::string& recipient) const;
  /// The newest code when there are more than `seen`; nothing when `limit` passed.
  [[nodiscard]] std::optional<std::string> wait_code(const std::string& recipient, std::size_t seen,
                                                     std::chrono::milliseconds limit);
  /// Mails in all, and how many of them came more than once.
  [[nodiscard]] std::size_t mails() const;
  [[nodiscard]] std::size_t repeated() const;
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  void listen(std::uint16_t port);
  void run();
  void accept_one();
  void serve(int fd);
  void keep(const std::string& mail);

  mutable std::mutex mutex_;
  std::condition_variable came_;
  std::map<std::string, std::vector<std::string>> codes_;
  std::map<std::string, std::size_t> ids_;  ///< by Message-ID
  std::size_t mails_ = 0;

  int listener_ = -1;
  int wake_ = -1;
  std::uint16_t port_ = 0;
  std::map<int, SmtpSession> sessions_;
  std::string failure_;
  bool ready_ = false;
  std::thread thread_;
};

}  // namespace haetae::drill
