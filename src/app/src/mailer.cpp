// SPDX-License-Identifier: Apache-2.0
#include "mailer.hpp"

#include "haetae/base/log.hpp"
#include "haetae/base/time_text.hpp"
#include "haetae/crypto/hash.hpp"
#include "haetae/wire/base64url.hpp"

#include <algorithm>
#include <cstring>
#include <curl/curl.h>
#include <fmt/format.h>
#include <memory>

namespace haetae::app {
namespace {

using base::fail;
using base::Outcome;

constexpr std::uint32_t kAttemptsMax = 10;
constexpr std::size_t kBatch = 50;
/// Longer than one sending may take. A mail whose claim ran out is sent by whoever comes next: when
/// a site dies with one in its hands, somebody waits for the code in it.
constexpr base::Milliseconds kClaim{std::chrono::seconds{25}};
/// How many of the oldest each site chooses from.
constexpr std::size_t kLookAhead = 8;
/// Longer than clocks of sites differ.
constexpr base::Milliseconds kTurnKept{std::chrono::hours{1}};
constexpr long kConnectSeconds = 10;
constexpr long kTotalSeconds = 20;

using Curl = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

struct Upload {
  std::string_view rest;
};

std::size_t give(char* to, std::size_t size, std::size_t count, void* from) {
  auto& upload = *static_cast<Upload*>(from);
  const std::size_t bytes = std::min(size * count, upload.rest.size());
  std::memcpy(to, upload.rest.data(), bytes);
  upload.rest.remove_prefix(bytes);
  return bytes;
}

/// Header text with anything but ASCII as an encoded word (RFC 2047), and never a line break.
std::string header_text(std::string_view text) {
  const bool plain =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 127; });
  if (plain) return std::string{text};
  return fmt::format("=?UTF-8?B?{}?=", wire::base64_encode(base::as_bytes(text)));
}

std::string base64_lines(std::string_view text) {
  const std::string encoded = wire::base64_encode(base::as_bytes(text));
  std::string out;
  for (std::size_t at = 0; at < encoded.size(); at += 76) {
    out += encoded.substr(at, 76);
    out += "\r\n";
  }
  return out;
}

/// `Name <address>` with the name made safe for a header.
std::string mailbox_text(std::string_view mailbox) {
  const std::size_t open = mailbox.rfind('<');
  if (open == std::string_view::npos) return address_of(mailbox);
  std::string_view name = mailbox.substr(0, open);
  while (!name.empty() && name.back() == ' ')
    name.remove_suffix(1);
  return fmt::format("{} <{}>", header_text(name), address_of(mailbox));
}

}  // namespace

std::string address_of(std::string_view mailbox) {
  const std::size_t open = mailbox.rfind('<');
  const std::size_t close = mailbox.rfind('>');
  std::string address{open != std::string_view::npos && close != std::string_view::npos &&
                              close > open
                          ? mailbox.substr(open + 1, close - open - 1)
                          : mailbox};
  std::erase_if(address, [](char c) { return c <= ' ' || c == '<' || c == '>'; });
  return address;
}

std::string to_rfc5322(const accounts::Mail& mail, std::string_view from) {
  const std::string boundary = "haetae-" + mail.id;
  const auto part = [&](std::string_view type, std::string_view body) {
    return fmt::format(
        "--{}\r\nContent-Type: {}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
        boundary, type, base64_lines(body));
  };
  const std::string sender = address_of(from);
  const std::size_t at = sender.rfind('@');
  const std::string host = at == std::string::npos ? "localhost" : sender.substr(at + 1);
  std::string out = fmt::format(
      "Date: {}\r\nFrom: {}\r\nTo: {}\r\nSubject: {}\r\nMessage-ID: <{}@{}>\r\n"
      "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
      "Content-Type: multipart/alternative; boundary=\"{}\"\r\n\r\n",
      base::to_http_date(mail.created_at), mailbox_text(from), address_of(mail.to),
      header_text(mail.subject), mail.id, host, boundary);
  out += part("text/plain", mail.text);
  if (!mail.html.empty()) out += part("text/html", mail.html);
  out += fmt::format("--{}--\r\n", boundary);
  return out;
}

SmtpSender::SmtpSender(const Config::Mail& config, base::SecretText password)
    : config_(config), password_(std::move(password)) {}

namespace {

void set_common(CURL* curl, const Config::Mail& config, const base::SecretText& password) {
  curl_easy_setopt(curl, CURLOPT_URL, config.smtp_url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kTotalSeconds);
  curl_easy_setopt(curl, CURLOPT_USE_SSL,
                   static_cast<long>(config.require_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
  if (!config.user.empty()) {
    curl_easy_setopt(curl, CURLOPT_USERNAME, config.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, std::string{password.reveal()}.c_str());
  }
}

}  // namespace

Outcome<void, std::string> SmtpSender::send(const accounts::Mail& mail) const {
  const Curl curl{curl_easy_init(), curl_easy_cleanup};
  if (!curl) return fail(std::string{"libcurl has no memory"});
  set_common(curl.get(), config_, password_);
  const std::string from = address_of(config_.from);
  const std::string to = address_of(mail.to);
  const List recipients{curl_slist_append(nullptr, to.c_str()), curl_slist_free_all};
  const std::string message = to_rfc5322(mail, config_.from);
  Upload upload{message};
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, give);
  curl_easy_setopt(curl.get(), CURLOPT_READDATA, &upload);
  const CURLcode code = curl_easy_perform(curl.get());
  if (code != CURLE_OK) return fail(std::string{curl_easy_strerror(code)});
  return {};
}

Outcome<void, std::string> SmtpSender::check() const {
  const Curl curl{curl_easy_init(), curl_easy_cleanup};
  if (!curl) return fail(std::string{"libcurl has no memory"});
  set_common(curl.get(), config_, password_);
  curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, "NOOP");
  curl_easy_setopt(curl.get(), CURLOPT_NOBODY, 1L);
  const CURLcode code = curl_easy_perform(curl.get());
  if (code != CURLE_OK) return fail(std::string{curl_easy_strerror(code)});
  return {};
}

std::optional<base::Milliseconds> mail_retry_delay(std::uint32_t attempts) {
  if (attempts >= kAttemptsMax) return std::nullopt;
  const base::Milliseconds delay = base::Seconds{10} * (std::int64_t{1} << attempts);
  return std::min<base::Milliseconds>(delay, std::chrono::hours{1});
}

namespace {

/// One INSERT decides who has it. Its row is not read in the same transaction: other sites change
/// its neighbours, and what is read is locked.
bool take(accounts::Store& store, accounts::Mail& mail, base::Instant now) {
  const std::string turn =
      fmt::format("mail {} {}", mail.id, base::to_unix_milliseconds(mail.due_at));
  accounts::Mail claimed = mail;
  claimed.due_at = now + kClaim;
  bool is_ours = false;
  const auto done = store.write([&](accounts::Transaction& transaction) {
    is_ours = transaction.spent.spend(turn, now + kTurnKept) && transaction.mails.update(claimed);
    return is_ours ? accounts::Verdict::commit : accounts::Verdict::roll_back;
  });
  if (done && is_ours) mail = std::move(claimed);
  return done && is_ours;
}

}  // namespace

std::optional<accounts::Mail> claim_mail(accounts::Store& store, const base::Clock& clock,
                                         std::string_view site) {
  const base::Instant now = clock.now();
  std::vector<accounts::Mail> due;
  const auto looked = store.read(
      [&](accounts::Transaction& transaction) { due = transaction.mails.due(now, kLookAhead); });
  if (!looked) return std::nullopt;
  const auto place = [&](const accounts::Mail& mail) {
    return crypto::sha256(fmt::format("{} {}", site, mail.id));
  };
  std::sort(due.begin(), due.end(),
            [&](const accounts::Mail& a, const accounts::Mail& b) { return place(a) < place(b); });
  for (accounts::Mail& mail : due) {
    if (take(store, mail, now)) return std::move(mail);
  }
  return std::nullopt;
}

void MailQueue::deliver() {
  if (sender_ == nullptr) return;
  for (std::size_t i = 0; i < kBatch; ++i) {
    std::optional<accounts::Mail> mail = claim_mail(store_, clock_, site_);
    if (!mail) return;
    const auto sent = sender_->send(*mail);
    const base::Instant now = clock_.now();
    if (sent) {
      mail->sent_at = now;
      mail->last_error.clear();
    } else {
      mail->last_error = sent.error();
      const auto delay = mail_retry_delay(mail->attempts);
      mail->due_at = delay ? now + *delay : base::Instant::max();
      base::log(base::LogLevel::warning, delay ? "mail_delayed" : "mail_given_up",
                {{"mail", mail->id},
                 {"why", mail->last_error},
                 {"advice", "check mail.smtp_url, mail.user and the mail server's log"}});
    }
    ++mail->attempts;
    const auto noted = store_.write([&](accounts::Transaction& transaction) {
      return transaction.mails.update(*mail) ? accounts::Verdict::commit
                                             : accounts::Verdict::roll_back;
    });
    if (!noted) return;  // the store is gone: a mail may go out twice, never get lost
  }
}

}  // namespace haetae::app
