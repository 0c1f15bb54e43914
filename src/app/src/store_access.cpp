// SPDX-License-Identifier: Apache-2.0
#include "haetae/wire/uri.hpp"
#include "http_store.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <sys/stat.h>

namespace haetae::app {
namespace {

using base::fail;
using base::Outcome;

ConfigError wrong(std::string message) {
  return {std::move(message)};
}

/// What becomes part of a path or of a signature's scope, literally.
bool is_plain(std::string_view text, std::string_view more) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [more](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           more.find(c) != std::string_view::npos;
  });
}

std::string without_slash(std::string_view text) {
  while (!text.empty() && text.back() == '/')
    text.remove_suffix(1);
  return std::string{text};
}

/// Two lines: the access key's id and its secret.
Outcome<void, ConfigError> read_credentials(StoreAccess& access, const std::string& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) == 0 && (facts.st_mode & 077) != 0) {
    return fail(wrong(fmt::format("{} may be read by others; run chmod 600 {}", path, path)));
  }
  auto text = read_secret_file(path);
  if (!text) return fail(text.error());
  const std::size_t end = text->find('\n');
  std::string user = text->substr(0, end);
  if (!user.empty() && user.back() == '\r') user.pop_back();
  std::string secret = end == std::string::npos ? "" : text->substr(end + 1);
  if (!is_plain(user, "-_+/=.") || secret.empty() || secret.find('\n') != std::string::npos) {
    return fail(wrong(fmt::format("{} must hold two lines: access key id, secret", path)));
  }
  access.user = std::move(user);
  access.secret = base::SecretText{std::move(secret)};
  return {};
}

Outcome<void, ConfigError> bucket_url(StoreAccess& access, const Config::Data& options,
                                      std::string_view place) {
  const std::size_t slash = place.find('/');
  const std::string_view bucket = place.substr(0, slash);
  const std::string path =
      slash == std::string_view::npos ? "" : without_slash(place.substr(slash));
  if (!is_plain(bucket, "-.") || (!path.empty() && !is_plain(path, "-._/"))) {
    return fail(
        wrong(fmt::format("s3://{}: want s3://bucket/path of letters, digits, - . _", place)));
  }
  if (!is_plain(options.s3_region, "-")) return fail(wrong("data.s3_region is no region"));
  access.s3 = true;
  access.region = options.s3_region;
  const std::string endpoint = options.s3_endpoint.empty()
                                   ? fmt::format("https://s3.{}.amazonaws.com", options.s3_region)
                                   : without_slash(options.s3_endpoint);
  access.url = fmt::format("{}/{}{}", endpoint, bucket, path);
  if (options.s3_credentials_file.empty()) return {};
  return read_credentials(access, options.s3_credentials_file);
}

}  // namespace

Outcome<StoreAccess, ConfigError> store_access(const Config& config, std::string_view url) {
  const Config::Data& options = config.data;
  StoreAccess access;
  access.plain_http = options.plain_http;
  access.ca_file = options.ca_file;
  access.stall_seconds = options.stall_seconds;
  constexpr std::string_view kBucket = "s3://";
  if (url.substr(0, kBucket.size()) == kBucket) {
    if (auto made = bucket_url(access, options, url.substr(kBucket.size())); !made) {
      return fail(made.error());
    }
  } else {
    access.url = without_slash(url);
  }
  const auto uri = wire::Uri::parse(access.url);
  if (!uri || !uri->is_http() || uri->query || uri->fragment || uri->user) {
    return fail(
        wrong(fmt::format("'{}' is no URL of a store: want https://host/path or "
                          "s3://bucket/path, without user, '?' and '#'",
                          url)));
  }
  if (uri->scheme == "http" && !uri->is_loopback() && !access.plain_http) {
    return fail(
        wrong(fmt::format("'{}' would be read in the clear; use https, or say --plain-http "
                          "(data.plain_http)",
                          url)));
  }
  return access;
}

}  // namespace haetae::app
