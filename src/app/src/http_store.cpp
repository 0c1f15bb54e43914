// SPDX-License-Identifier: Apache-2.0
#include "http_store.hpp"

#include "haetae/crypto/hash.hpp"
#include "haetae/intake/mapped_file.hpp"
#include "haetae/wire/base64url.hpp"
#include "haetae/wire/uri.hpp"
#include "version.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <curl/curl.h>
#include <fmt/format.h>

namespace haetae::app {
namespace {

using base::fail;
using base::Outcome;
using intake::FetchError;
using intake::IntakeError;

constexpr long kRedirectsMax = 3;
constexpr long kConnectMilliseconds = 10'000;
constexpr long kSlowBytesPerSecond = 1024;
constexpr std::uint64_t kPutBytesMax = 5ULL << 30;  // S3 takes no longer object in one request

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == '\r' || text.back() == '\n' || text.back() == ' '))
    text.remove_suffix(1);
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  return text;
}

FetchError::Kind kind_of(long status) {
  if (status == 404 || status == 410) return FetchError::Kind::missing;
  // 412 and 416: the file is shorter than it was, or another one.
  if (status == 412 || status == 416) return FetchError::Kind::changed;
  if (status == 408 || status == 425 || status == 429 || status >= 500) {
    return FetchError::Kind::broken;
  }
  return FetchError::Kind::refused;
}

/// What no further attempt mends: certificates, redirects and addresses of the wrong kind.
bool is_final(CURLcode code) {
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_TOO_MANY_REDIRECTS:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
      return true;
    default:
      return false;
  }
}

}  // namespace

struct HttpStore::Handle {
  CURL* curl = curl_easy_init();
  Handle() = default;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { curl_easy_cleanup(curl); }
};

/// One request and its answer.
struct HttpStore::Transfer {
  Transfer() = default;
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer() {
    // The handle must not keep pointers into this.
    if (curl != nullptr) curl_easy_reset(curl);
    curl_slist_free_all(fields);
  }

  CURL* curl = nullptr;
  const std::function<bool()>* stopping = nullptr;
  intake::FetchSink* sink = nullptr;  ///< nullptr: the body does not matter
  std::uint64_t from = 0;
  base::BytesView upload;
  curl_slist* fields = nullptr;
  std::array<char, CURL_ERROR_SIZE> words{};

  // The answer.
  std::string content_range, etag;
  std::optional<std::uint64_t> length;
  bool begun = false, sink_stopped = false, nonsense = false;
  long status = 0;

  void field(const std::string& line) { fields = curl_slist_append(fields, line.c_str()); }
  bool begin();
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_upload(char* data, std::size_t size, std::size_t count, void* self);
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
};

std::size_t HttpStore::Transfer::on_header(char* data, std::size_t size, std::size_t count,
                                           void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::string_view line{data, size * count};
  if (line.substr(0, 5) == "HTTP/") {  // the next answer after a redirect
    transfer.content_range.clear();
    transfer.etag.clear();
    transfer.length.reset();
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return size * count;
  std::string name{line.substr(0, colon)};
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (name == "content-range") transfer.content_range = value;
  if (name == "etag") transfer.etag = value;
  if (name == "content-length") transfer.length = number(value);
  return size * count;
}

bool HttpStore::Transfer::begin() {
  begun = true;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  if (status < 200 || status > 299 || sink == nullptr) return true;
  const auto head = intake::fetch_head(status, content_range, length, etag);
  nonsense = !head || (head->from != 0 && head->from != from);
  if (nonsense) return false;
  sink_stopped = !sink->begin(*head);
  return !sink_stopped;
}

std::size_t HttpStore::Transfer::on_body(char* data, std::size_t size, std::size_t count,
                                         void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (!transfer.begun && !transfer.begin()) return 0;
  if (transfer.sink == nullptr || transfer.status < 200 || transfer.status > 299) {
    return size * count;
  }
  if (!transfer.sink->take(base::as_bytes({data, size * count}))) {
    transfer.sink_stopped = true;
    return 0;
  }
  return size * count;
}

std::size_t HttpStore::Transfer::on_upload(char* data, std::size_t size, std::size_t count,
                                           void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::size_t step = std::min(size * count, transfer.upload.size());
  if (step > 0) std::memcpy(data, transfer.upload.data(), step);
  transfer.upload = transfer.upload.subspan(step);
  return step;
}

int HttpStore::Transfer::on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& transfer = *static_cast<Transfer*>(self);
  return (*transfer.stopping)() ? 1 : 0;
}

HttpStore::HttpStore(StoreAccess access, std::function<bool()> stopping)
    : access_(std::move(access)),
      stopping_(std::move(stopping)),
      handle_(std::make_unique<Handle>()) {}
HttpStore::~HttpStore() = default;

// `body`: what is sent. libcurl 7.88 signs S3's hash of it, but leaves writing it to us.
void HttpStore::sign(Transfer& transfer, base::BytesView body) {
  if (!access_.s3 || access_.user.empty()) return;
  const std::string scope = fmt::format("aws:amz:{}:s3", access_.region);
  const std::string secret{access_.secret.reveal()};
  curl_easy_setopt(transfer.curl, CURLOPT_AWS_SIGV4, scope.c_str());
  curl_easy_setopt(transfer.curl, CURLOPT_USERNAME, access_.user.c_str());
  curl_easy_setopt(transfer.curl, CURLOPT_PASSWORD, secret.c_str());
  transfer.field("x-amz-content-sha256: " + wire::hex_encode(crypto::sha256(body)));
}

void HttpStore::prepare(const std::string& url, Transfer& transfer) {
  CURL* curl = handle_->curl;
  curl_easy_reset(curl);  // connections stay open
  transfer.curl = curl;
  transfer.stopping = &stopping_;
  const auto uri = wire::Uri::parse(url);
  const bool plain = access_.plain_http || (uri && uri->is_loopback() && uri->scheme == "http");
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, plain ? "http,https" : "https");
  curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, access_.plain_http ? "http,https" : "https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, access_.s3 ? 0L : 1L);
  curl_easy_setopt(curl, CURLOPT_MAXREDIRS, kRedirectsMax);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, kConnectMilliseconds);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, kSlowBytesPerSecond);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, static_cast<long>(access_.stall_seconds));
  curl_easy_setopt(curl, CURLOPT_USERAGENT, fmt::format("haetae/{}", kVersion).c_str());
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, transfer.words.data());
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, Transfer::on_progress);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, Transfer::on_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, Transfer::on_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
  if (!access_.ca_file.empty()) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, access_.ca_file.c_str());
  }
}

Outcome<void, FetchError> HttpStore::fetch(const intake::FetchRequest& request,
                                           intake::FetchSink& sink) {
  const std::string url = fmt::format("{}/{}", access_.url, request.name);
  Transfer transfer;
  prepare(url, transfer);
  CURL* curl = transfer.curl;
  transfer.sink = &sink;
  transfer.from = request.from;
  const std::string range = fmt::format("{}-", request.from);
  sign(transfer, {});
  if (request.from > 0) {
    curl_easy_setopt(curl, CURLOPT_RANGE, range.c_str());
    if (!request.tag.empty()) transfer.field("If-Range: " + request.tag);
  }
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, transfer.fields);
  const CURLcode code = curl_easy_perform(curl);
  // An answer without a body begins at its end.
  if (code == CURLE_OK && !transfer.begun) static_cast<void>(transfer.begin());
  if (stopping_()) return fail(FetchError{FetchError::Kind::stopped, "stopped"});
  if (transfer.sink_stopped) return fail(FetchError{FetchError::Kind::stopped, "not wanted"});
  if (transfer.nonsense) {
    return fail(
        FetchError{FetchError::Kind::broken,
                   fmt::format("{}: the answer is of another range than was asked for", url)});
  }
  if (transfer.begun && transfer.status >= 300) {
    return fail(FetchError{kind_of(transfer.status),
                           fmt::format("{}: the store answered {}", url, transfer.status)});
  }
  if (code != CURLE_OK) {
    const char* why = transfer.words[0] != '\0' ? transfer.words.data() : curl_easy_strerror(code);
    return fail(FetchError{is_final(code) ? FetchError::Kind::refused : FetchError::Kind::broken,
                           fmt::format("{}: {}", url, why)});
  }
  return {};
}

Outcome<std::optional<std::string>, IntakeError> HttpStore::read(const std::string& name) {
  struct Text final : intake::FetchSink {
    std::string text;
    bool begin(const intake::FetchHead&) override { return true; }
    bool take(base::BytesView bytes) override {
      text += base::as_text(bytes);
      return text.size() <= intake::kManifestBytesMax;
    }
  } sink;
  const auto got = fetch({.name = name}, sink);
  if (got) return std::optional{std::move(sink.text)};
  if (got.error().kind == FetchError::Kind::missing) return std::optional<std::string>{};
  return fail(IntakeError{IntakeError::Kind::unavailable, got.error().message});
}

Outcome<void, IntakeError> HttpStore::put(const std::string& name, base::BytesView bytes) {
  const std::string url = fmt::format("{}/{}", access_.url, name);
  const auto failed = [&url](std::string_view why) {
    return fail(IntakeError{IntakeError::Kind::unavailable, fmt::format("{}: {}", url, why)});
  };
  if (bytes.size() > kPutBytesMax) {
    return failed(
        "longer than one request to S3 may be; publish into a folder and copy that with "
        "the store's own tool, manifests last");
  }
  Transfer transfer;
  prepare(url, transfer);
  CURL* curl = transfer.curl;
  transfer.upload = bytes;
  transfer.field("Content-Type: application/octet-stream");
  sign(transfer, bytes);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, transfer.fields);
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, Transfer::on_upload);
  curl_easy_setopt(curl, CURLOPT_READDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(bytes.size()));
  const CURLcode code = curl_easy_perform(curl);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &transfer.status);
  if (code != CURLE_OK) {
    return failed(transfer.words[0] != '\0' ? transfer.words.data() : curl_easy_strerror(code));
  }
  if (transfer.status < 200 || transfer.status > 299) {
    return failed(fmt::format("the store answered {}", transfer.status));
  }
  return {};
}

Outcome<void, IntakeError> HttpStore::put_file(const std::string& name,
                                               const std::filesystem::path& file) {
  const auto mapped = intake::MappedFile::open(file, intake::MappedFile::Use::sequential);
  if (!mapped) return fail(mapped.error());
  return put(name, mapped->bytes());
}

Outcome<void, IntakeError> HttpStore::put_text(const std::string& name, const std::string& text) {
  return put(name, base::as_bytes(text));
}

}  // namespace haetae::app
