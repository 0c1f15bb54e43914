// SPDX-License-Identifier: Apache-2.0
#include "haetae/app/config.hpp"

namespace haetae::app {

// A slot is a function from a Config to the member that holds the option. A member has no
// parentheses. NOLINTNEXTLINE(bugprone-macro-parentheses)
#define HAETAE_SLOT(member) \
  [](Config & c) -> auto& { \
    return c.member;        \
  }

namespace {

const std::vector<Option> kOptions = {
    {"dev", +HAETAE_SLOT(dev),
     "Development mode: mails are shown at /outbox instead of being sent, and the demo site is "
     "served. Never set it on a public machine: whoever reads /outbox can take any account."},
    {"issuer", +HAETAE_SLOT(issuer),
     "The public base URL, without a slash at its end. It becomes `iss` in tokens; the standard "
     "OpenID Connect issuer is this plus `/oidc`. Set `https://kauth.kakao.com` only where sites "
     "reach this server under that name."},
    {"data.dir", +HAETAE_SLOT(data.dir),
     "Directory of the database and the secret key file. Back up both, separately."},
    {"data.trusted_keys", +HAETAE_SLOT(data.trusted_keys),
     "Public keys (`haetae data keys`) whose signature address data must carry to be pulled."},
    {"data.pull_url", +HAETAE_SLOT(data.pull_url),
     "Where the server looks for newer address data: `https://host/path` or `s3://bucket/path`; "
     "empty: nowhere, and `haetae data pull URL` does it by hand."},
    {"data.pull_every_seconds", +HAETAE_SLOT(data.pull_every_seconds), "How often it looks.", false,
     1, 604'800},
    {"data.activate",
     +HAETAE_SLOT(data.activate),
     "What the server puts in force by itself: `pulled`, each version that it has pulled; "
     "`target`, the version that `haetae data target` names to all sites, once it is here; "
     "`by_hand`, nothing.",
     false,
     0,
     0,
     {"pulled", "target", "by_hand"}},
    {"data.ca_file", +HAETAE_SLOT(data.ca_file),
     "PEM file with the authorities that may vouch for the store of address data; empty: those of "
     "the system."},
    {"data.plain_http", +HAETAE_SLOT(data.plain_http),
     "Read and write that store over http, too. Signatures still hold; who reads along sees what "
     "is "
     "fetched. This machine itself is always spoken to."},
    {"data.stall_seconds", +HAETAE_SLOT(data.stall_seconds),
     "A transfer that brings less than a kilobyte a second for so long is begun again where it "
     "stopped.",
     false, 1, 600},
    {"data.s3_region", +HAETAE_SLOT(data.s3_region), "Region of `s3://` stores."},
    {"data.s3_endpoint", +HAETAE_SLOT(data.s3_endpoint),
     "Server of `s3://` stores, e.g. `https://minio.example.kr`; empty: Amazon's of the region. "
     "Buckets stand in the path."},
    {"data.s3_credentials_file", +HAETAE_SLOT(data.s3_credentials_file),
     "File (mode 0600) with two lines, access key id and secret, that sign requests to `s3://` "
     "stores; empty: requests are not signed."},
    {"site.name", +HAETAE_SLOT(site.name),
     "Name of this site (1–16 of a–z, 0–9, -), another one at each site that shares a database."},
    {"site.sites", +HAETAE_SLOT(site.sites),
     "Sites that share the database. From 2 on, a site that loses the majority goes on as an "
     "island (docs/adr/0013-island-mode.md).",
     false, 1, 9},
    {"site.island_token_seconds", +HAETAE_SLOT(site.island_token_seconds),
     "Longest life of an access token that an island issues.", false, 60, 3600},
    {"site.island_hours", +HAETAE_SLOT(site.island_hours),
     "An island that lasts longer signs nobody in any more.", false, 1, 720},
    {"site.stretch_hours", +HAETAE_SLOT(site.stretch_hours),
     "Sessions and refresh tokens that would end during an incident live on to its end, at most "
     "this long after it began; 0: they end.",
     false, 0, 720},
    {"session.hours", +HAETAE_SLOT(session.hours), "How long a sign-in lasts.", false, 1, 720},
    {"session.kept_days", +HAETAE_SLOT(session.kept_days),
     "How long it lasts with \"keep me signed in\"; more than `session.hours`.", false, 1, 365},
    {"store.kind",
     +HAETAE_SLOT(store.kind),
     "Where people, apps and grants are kept: `sqlite`, one file in `data.dir`, for one machine; "
     "`galera`, this site's MariaDB, alone or replicated to other sites. `haetae store copy` moves "
     "from one to the other.",
     false,
     0,
     0,
     {"sqlite", "galera"}},
    {"store.socket", +HAETAE_SLOT(store.socket),
     "Unix socket of this site's MariaDB; empty means `store.host` and `store.port`."},
    {"store.host", +HAETAE_SLOT(store.host),
     "Host of this site's MariaDB. Name this site's own node alone, not a balancer over sites."},
    {"store.port", +HAETAE_SLOT(store.port), "Port of this site's MariaDB.", false, 1, 65535},
    {"store.database", +HAETAE_SLOT(store.database), "Database of MariaDB; made when missing."},
    {"store.user", +HAETAE_SLOT(store.user), "User of MariaDB, with all rights on the database."},
    {"store.password_file", +HAETAE_SLOT(store.password_file),
     "File that holds that user's password; empty means none (a unix socket that knows the "
     "user)."},
    {"store.tls", +HAETAE_SLOT(store.tls),
     "Speak TLS with `store.host`, which must show a certificate for that name."},
    {"store.tls_authority", +HAETAE_SLOT(store.tls_authority),
     "PEM file of the authority that signed that certificate; empty means the system's."},
    {"store.tls_certificate", +HAETAE_SLOT(store.tls_certificate),
     "PEM file of a client certificate, where MariaDB asks for one."},
    {"store.tls_private_key", +HAETAE_SLOT(store.tls_private_key), "PEM file of its private key."},
    {"store.connections", +HAETAE_SLOT(store.connections),
     "Connections to MariaDB that write; half as many, and at least four, read. A commit waits for "
     "the other sites, so that throughput comes from writers side by side.",
     false, 1, 256},
    {"store.timeout_seconds", +HAETAE_SLOT(store.timeout_seconds),
     "How long to wait for MariaDB: longer than a cluster pauses when it loses a site.", false, 3,
     300},
    {"address.keep", +HAETAE_SLOT(address.keep),
     "How many versions of the address data stay on disk after an import; the one in force and the "
     "one before it always do.",
     false, 1, 100},
    {"http.address", +HAETAE_SLOT(http.address), "Address that plain HTTP listens on."},
    {"http.port", +HAETAE_SLOT(http.port), "Port of plain HTTP; 0 turns it off.", false, 0, 65535},
    {"http.io_threads", +HAETAE_SLOT(http.io_threads),
     "Threads that read and write sockets and answer from memory; 0 means one per core.", false, 0,
     256},
    {"http.pool_threads", +HAETAE_SLOT(http.pool_threads),
     "Threads for work that waits (database, password hashes, upstream calls).", false, 4, 1024},
    {"http.connections_max", +HAETAE_SLOT(http.connections_max),
     "Open connections in all; more are closed at once.", false, 16, 1'000'000},
    {"http.connections_per_address", +HAETAE_SLOT(http.connections_per_address),
     "Open connections from one client address (a trusted proxy is not counted).", false, 1,
     1'000'000},
    {"http.header_timeout_seconds", +HAETAE_SLOT(http.header_timeout_seconds),
     "A client has this long to send a request's head.", false, 1, 3600},
    {"http.body_timeout_seconds", +HAETAE_SLOT(http.body_timeout_seconds),
     "A client has this long to send a request's body, and to take an answer.", false, 1, 3600},
    {"http.idle_timeout_seconds", +HAETAE_SLOT(http.idle_timeout_seconds),
     "A connection without a request is closed after this.", false, 1, 3600},
    {"http.drain_seconds", +HAETAE_SLOT(http.drain_seconds),
     "After SIGTERM, requests in flight have this long to finish.", false, 0, 3600},
    {"http.drain_delay_seconds", +HAETAE_SLOT(http.drain_delay_seconds),
     "After SIGTERM, /readyz says 503 for this long while everything is still served, so that "
     "front "
     "ends send new requests elsewhere first: longer than two of their checks. A second SIGTERM "
     "ends the wait.",
     false, 0, 3600},
    {"http.trusted_proxies", +HAETAE_SLOT(http.trusted_proxies),
     "Networks (CIDR) whose Forwarded and X-Forwarded-* headers are believed. Nobody else's "
     "are."},
    {"http.forwarded_by",
     +HAETAE_SLOT(http.forwarded_by),
     "Which header the trusted proxies set: X-Forwarded-For and its kin, or Forwarded (RFC 7239). "
     "The other is ignored, since a proxy passes on what clients send.",
     false,
     0,
     0,
     {"x-forwarded", "forwarded"}},
    {"tls.address", +HAETAE_SLOT(tls.address),
     "Address that HTTPS listens on; empty means the one of `http.address`."},
    {"tls.port", +HAETAE_SLOT(tls.port), "Port of HTTPS (TLS 1.3); 0 turns it off.", false, 0,
     65535},
    {"tls.certificate", +HAETAE_SLOT(tls.certificate),
     "PEM file with the certificate chain; read again at SIGHUP.", true},
    {"tls.private_key", +HAETAE_SLOT(tls.private_key),
     "PEM file with the private key; read again at SIGHUP.", true},
    {"tls.hsts", +HAETAE_SLOT(tls.hsts), "Send Strict-Transport-Security over HTTPS.", false},
    {"mail.smtp_url", +HAETAE_SLOT(mail.smtp_url),
     "Where mail goes: `smtp://host:587` or `smtps://host:465`. Empty: mail cannot be sent, and "
     "sign-up and reset say so (in development mode, mails are shown at /outbox)."},
    {"mail.from", +HAETAE_SLOT(mail.from), "Sender of every mail: `Name <address>`."},
    {"mail.user", +HAETAE_SLOT(mail.user), "SMTP user name; empty means no authentication."},
    {"mail.password_file", +HAETAE_SLOT(mail.password_file), "File that holds the SMTP password."},
    {"mail.require_tls", +HAETAE_SLOT(mail.require_tls),
     "Refuse to send over a connection that STARTTLS did not protect."},
    {"sign_up.open", +HAETAE_SLOT(sign_up.open), "Whether people may make an account themselves."},
    {"password.memory_kib", +HAETAE_SLOT(password.memory_kib),
     "Argon2id memory for one hash (KiB). Stored passwords move to a new cost at sign-in.", false,
     1024, 4 * 1024 * 1024},
    {"password.passes", +HAETAE_SLOT(password.passes), "Argon2id passes.", false, 1, 100},
    {"passkey.rp_id", +HAETAE_SLOT(passkey.rp_id),
     "WebAuthn relying party id; empty means the host of `issuer`. A change loses every "
     "passkey."},
    {"passkey.origins", +HAETAE_SLOT(passkey.origins),
     "Origins on which passkeys may be used; empty means the origin of `issuer`."},
    {"keys.rotate_days", +HAETAE_SLOT(keys.rotate_days),
     "A signing key is replaced after this; its successor is published a day ahead.", false, 1,
     3650},
    {"web.name", +HAETAE_SLOT(web.name), "The service's name on pages and in mails."},
    {"web.language",
     +HAETAE_SLOT(web.language),
     "Language of pages when the browser asks for neither.",
     false,
     0,
     0,
     {"ko", "en"}},
    {"web.support_url", +HAETAE_SLOT(web.support_url),
     "Where error pages send people for help; empty means no link."},
    {"address.open", +HAETAE_SLOT(address.open),
     "Whether `/v1/address` answers without a REST API key. In development mode it always does."},
    {"address.postcode_per_minute", +HAETAE_SLOT(address.postcode_per_minute),
     "Searches and completions of the postcode service that one client address (IPv6: /64) may "
     "make in a minute; more get 429. An office behind one address types as one. 0: no limit.",
     false, 0, 1'000'000},
    {"juso.open_key", +HAETAE_SLOT(juso.open_key),
     "An approval key of juso.go.kr that `/addrlink/` takes from anybody, so that a site which "
     "already has one changes the host name alone; empty: none."},
    {"metrics.allow", +HAETAE_SLOT(metrics.allow),
     "Networks (CIDR) that may read /metrics; others get 404."},
    {"log.level",
     +HAETAE_SLOT(log.level),
     "Least level that is logged.",
     true,
     0,
     0,
     {"debug", "info", "warning", "error"}},
    {"log.access", +HAETAE_SLOT(log.access), "Write one log line for each request.", true},
};

}  // namespace

#undef HAETAE_SLOT

const std::vector<Option>& options() {
  return kOptions;
}

}  // namespace haetae::app
