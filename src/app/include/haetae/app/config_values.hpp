// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace haetae::app {

/// Everything an operator can set. The defaults stand here; what each option means stands in
/// config_options.cpp, from which docs/configuration.md is generated.
struct Config {
  bool dev = false;
  std::string issuer = "http://localhost:8080";

  struct Data {
    std::string dir = "/var/lib/haetae";
    std::vector<std::string> trusted_keys;
    std::string pull_url;
    std::int64_t pull_every_seconds = 3600;
    std::string activate = "target";
    std::string ca_file;
    bool plain_http = false;
    std::int64_t stall_seconds = 30;
    std::string s3_region = "ap-northeast-2";
    std::string s3_endpoint;
    std::string s3_credentials_file;
  } data;

  struct Site {
    std::string name = "main";
    std::int64_t sites = 1;
    std::int64_t island_token_seconds = 600;
    std::int64_t island_hours = 24;
    std::int64_t stretch_hours = 48;
  } site;

  struct Session {
    std::int64_t hours = 24;
    std::int64_t kept_days = 30;
  } session;

  struct Store {
    std::string kind = "sqlite";
    std::string socket;
    std::string host = "127.0.0.1";
    std::int64_t port = 3306;
    std::string database = "haetae";
    std::string user = "haetae";
    std::string password_file;
    bool tls = false;
    std::string tls_authority;
    std::string tls_certificate;
    std::string tls_private_key;
    std::int64_t connections = 32;
    std::int64_t timeout_seconds = 15;
  } store;

  struct Address {
    std::int64_t keep = 3;
    bool open = false;
    std::int64_t postcode_per_minute = 3'000;
  } address;

  struct Http {
    std::string address = "127.0.0.1";
    std::int64_t port = 8080;
    std::int64_t io_threads = 0;
    std::int64_t pool_threads = 64;
    std::int64_t connections_max = 10'000;
    std::int64_t connections_per_address = 512;
    std::int64_t header_timeout_seconds = 10;
    std::int64_t body_timeout_seconds = 30;
    std::int64_t idle_timeout_seconds = 60;
    std::int64_t drain_seconds = 20;
    std::int64_t drain_delay_seconds = 0;
    std::vector<std::string> trusted_proxies;
    std::string forwarded_by = "x-forwarded";
  } http;

  struct Tls {
    std::string address;
    std::int64_t port = 0;
    std::string certificate;
    std::string private_key;
    bool hsts = true;
  } tls;

  struct Mail {
    std::string smtp_url;
    std::string from = "Haetae <no-reply@localhost>";
    std::string user;
    std::string password_file;
    bool require_tls = true;
  } mail;

  struct SignUp {
    bool open = true;
  } sign_up;

  struct Password {
    std::int64_t memory_kib = 19 * 1024;
    std::int64_t passes = 2;
  } password;

  struct Passkey {
    std::string rp_id;
    std::vector<std::string> origins;
  } passkey;

  struct Keys {
    std::int64_t rotate_days = 90;
  } keys;

  struct Web {
    std::string name = "Haetae";
    std::string language = "ko";
    std::string support_url;
  } web;

  struct Juso {
    std::string open_key;
  } juso;

  struct Metrics {
    std::vector<std::string> allow = {"127.0.0.0/8", "::1/128"};
  } metrics;

  struct Log {
    std::string level = "info";
    bool access = true;
  } log;
};

}  // namespace haetae::app
