// SPDX-License-Identifier: Apache-2.0
// `haetae doctor`: is everything as it must be, and what to do if not.
#include "commands.hpp"
#include "database.hpp"
#include "haetae/base/time_text.hpp"
#include "haetae/crypto/certificate.hpp"
#include "haetae/wire/uri.hpp"
#include "mailer.hpp"

#include <fmt/format.h>
#include <sys/statvfs.h>

namespace haetae::app {
namespace {

using wire::Json;

enum class State { good, warning, bad };

struct Finding {
  std::string name;
  State state = State::good;
  std::string words;   ///< what was seen
  std::string advice;  ///< what to do; empty when good
};

constexpr std::uint64_t kDiskBytesMin = 512ULL * 1024 * 1024;
/// Nothing was built before this; a clock before it has not been set (2026-01-01).
constexpr base::Instant kClockMin{base::Milliseconds{1'767'225'600'000}};
constexpr base::Seconds kCertificateWarning = std::chrono::hours{24 * 14};

Finding check_clock(const base::Clock& clock) {
  const std::string now = base::to_rfc3339(clock.now());
  if (clock.now() < kClockMin) {
    return {"clock", State::bad, now,
            "set the clock and run an NTP service; tokens carry the time"};
  }
  return {"clock", State::good, now, ""};
}

Finding check_disk(const DataDir& dir) {
  struct statvfs status {};
  if (::statvfs(dir.path.c_str(), &status) != 0) {
    return {"disk", State::bad, "cannot be asked", "check that data.dir is mounted"};
  }
  const std::uint64_t free = std::uint64_t{status.f_bavail} * status.f_frsize;
  const std::string words = fmt::format("{} MiB free in {}", free >> 20, dir.path.string());
  if (free < kDiskBytesMin) {
    return {"disk", State::bad, words, "free some space; writes fail when the disk is full"};
  }
  return {"disk", State::good, words, ""};
}

Finding check_file(Services& services) {
  const auto complaints = services.store->integrity_check();
  if (!complaints)
    return {"store", State::bad, complaints.error().words, "restore the last backup"};
  if (!complaints->empty()) {
    return {"store", State::bad,
            fmt::format("{} faults, first: {}", complaints->size(), complaints->front()),
            "stop the server and restore the last backup"};
  }
  return {"store", State::good, services.data_dir.database().string() + " is sound", ""};
}

/// The nodes are not read through: that takes its time, and `haetae store check` does it.
Finding check_node(const Services& services, const storage::NodeState& node) {
  const std::string place = describe_database(services.config, services.data_dir);
  if (!node.reachable) {
    return {"store", State::bad, fmt::format("{}: {}", place, node.words),
            "start this site's MariaDB: haetae site start"};
  }
  if (!node.replicated) {
    return {"store", State::warning, place + " answers and belongs to no cluster",
            "one machine lost is everything lost: haetae site init makes it one of several"};
  }
  const std::string words = fmt::format("{}: {}, {}, {} nodes, write {}", place, node.state,
                                        node.primary ? "sees the majority" : "sees no majority",
                                        node.cluster_size, node.last_committed);
  if (!node.writable()) {
    return {"store", State::bad, words, "haetae site status says what each site sees"};
  }
  if (node.cluster_size < 3) {
    return {"store", State::warning, words,
            "a site more may not be lost now: bring the others back (haetae site status)"};
  }
  return {"store", State::good, words, ""};
}

Finding check_store(Services& services) {
  const auto node = services.store->node_state();
  return node ? check_node(services, *node) : check_file(services);
}

Finding check_keys(Services& services) {
  std::size_t signing = 0;
  for (const auto& key : services.keys.list())
    signing += key.signs_now ? 1U : 0U;
  if (signing < 2) {
    return {"keys", State::bad, fmt::format("{} of 2 algorithms have a key", signing),
            "run haetae keys rotate --at-once"};
  }
  return {"keys", State::good, "RS256 and ES256 keys sign", ""};
}

Finding check_issuer(const Config& config) {
  const auto issuer = wire::Uri::parse(config.issuer);
  if (issuer && issuer->scheme == "http" && !issuer->is_loopback()) {
    return {"issuer", State::bad, config.issuer,
            "use https: browsers offer no passkeys over plain http, and cookies are not safe"};
  }
  if (issuer && issuer->is_loopback() && !config.dev) {
    return {"issuer", State::warning, config.issuer, "set issuer to the public URL"};
  }
  return {"issuer", State::good, config.issuer, ""};
}

Finding check_development(const Config& config) {
  if (!config.dev) return {"mode", State::good, "production", ""};
  return {"mode", State::warning, "development",
          "never on a public machine: /outbox shows every mail; remove dev = true"};
}

Finding check_mail(const Config& config) {
  if (config.dev && config.mail.smtp_url.empty()) {
    return {"mail", State::good, "shown at /outbox (development)", ""};
  }
  if (config.mail.smtp_url.empty()) {
    return {"mail", State::bad, "mail.smtp_url is empty",
            "set it: without mail nobody can sign up or reset a password"};
  }
  base::SecretText password;
  if (!config.mail.password_file.empty()) {
    auto read = read_secret_file(config.mail.password_file);
    if (!read) return {"mail", State::bad, read.error().message, "set mail.password_file right"};
    password = base::SecretText{std::move(*read)};
  }
  const auto answer = SmtpSender{config.mail, std::move(password)}.check();
  if (!answer) {
    return {"mail", State::bad, fmt::format("{}: {}", config.mail.smtp_url, answer.error()),
            "check mail.smtp_url, mail.user, mail.password_file and the firewall"};
  }
  return {"mail", State::good, config.mail.smtp_url + " answers", ""};
}

Finding check_tls(const Config& config, base::Instant now) {
  if (config.tls.port == 0) {
    return {"tls", State::good, "off; a proxy in front must end TLS", ""};
  }
  const auto pem = read_secret_file(config.tls.certificate);
  const auto until = pem ? crypto::certificate_end(*pem) : std::nullopt;
  if (!until) {
    return {"tls", State::bad, config.tls.certificate + " holds no certificate",
            "set tls.certificate to a PEM certificate chain that haetae may read"};
  }
  const std::string words = "certificate valid until " + base::to_rfc3339(*until);
  if (*until <= now) return {"tls", State::bad, words, "renew it, then send SIGHUP"};
  if (*until < now + kCertificateWarning) {
    return {"tls", State::warning, words, "renew it soon, then send SIGHUP"};
  }
  return {"tls", State::good, words, ""};
}

std::string_view to_text(State state) {
  switch (state) {
    case State::good:
      return "ok";
    case State::warning:
      return "warning";
    case State::bad:
      return "bad";
  }
  return "bad";
}

void examine(Context& context) {
  std::vector<Finding> findings;
  const auto config = context.load();
  if (!config) {
    findings.push_back({"configuration", State::bad, config.error().message, "mend that line"});
  } else {
    findings.push_back({"configuration", State::good, "can be read", ""});
    findings.push_back(check_issuer(*config));
    findings.push_back(check_development(*config));
    findings.push_back(check_clock(context.clock));
    findings.push_back(check_mail(*config));
    findings.push_back(check_tls(*config, context.clock.now()));
    auto services = Services::open(*config, context.clock, context.entropy);
    if (!services) {
      findings.push_back({"data", State::bad, services.error().message, "see above"});
    } else {
      findings.push_back(check_disk((*services)->data_dir));
      findings.push_back(check_store(**services));
      findings.push_back(check_keys(**services));
    }
  }
  Json document = Json::array();
  std::string text;
  for (const Finding& finding : findings) {
    if (finding.state == State::bad) context.exit = Exit::refused;
    Json one = Json::object();
    one.set("check", finding.name)
        .set("state", to_text(finding.state))
        .set("seen", finding.words)
        .set("advice", finding.advice);
    document.push(std::move(one));
    text += fmt::format("{:<14}{:<9}{}\n", finding.name, to_text(finding.state), finding.words);
    if (!finding.advice.empty()) text += fmt::format("{:<23}→ {}\n", "", finding.advice);
  }
  context.print(document, text);
}

}  // namespace

void add_doctor_command(CLI::App& root, Context& context) {
  add_command(root, "doctor",
              "Check configuration, store, keys, clock, mail and TLS, and say what to do",
              [&context] { examine(context); });
}

}  // namespace haetae::app
