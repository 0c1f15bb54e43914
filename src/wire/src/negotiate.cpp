// SPDX-License-Identifier: Apache-2.0
#include "haetae/wire/negotiate.hpp"

#include "haetae/base/assert.hpp"
#include "haetae/wire/base64url.hpp"
#include "haetae/wire/headers.hpp"
#include "text.hpp"

#include <algorithm>
#include <vector>

namespace haetae::wire {
namespace {

constexpr std::size_t kWeightedMax = 64;

/// One element of a list with weights (RFC 9110 §12.4.2); `weight` in thousandths.
struct Weighted {
  std::string_view value;
  int weight = 1000;
};

/// `0`, `1`, or one of them with up to three decimals; nullopt for anything else or above 1.
std::optional<int> parse_weight(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int weight = text[0] == '1' ? 1000 : 0;
  int unit = 100;
  for (std::size_t at = 2; at < text.size(); ++at, unit /= 10) {
    if (!is_digit(text[at])) return std::nullopt;
    weight += (text[at] - '0') * unit;
  }
  return weight <= 1000 ? std::optional{weight} : std::nullopt;
}

/// Elements in the order given; those with a broken weight are left out.
std::vector<Weighted> parse_weighted(std::string_view text) {
  std::vector<Weighted> list;
  while (!text.empty() && list.size() < kWeightedMax) {
    std::string_view element = take_until(text, ',');
    Weighted item{.value = trim(take_until(element, ';'))};
    bool good = !item.value.empty();
    while (!element.empty()) {
      std::string_view value = take_until(element, ';');
      if (!equal_no_case(trim(take_until(value, '=')), "q")) continue;
      const auto weight = parse_weight(trim(value));
      good = good && weight;
      item.weight = weight.value_or(0);
    }
    if (good) list.push_back(item);
  }
  return list;
}

/// RFC 4647 §3.4: the range loses subtags from its end until something fits.
const std::string_view* lookup(std::string_view range, std::span<const std::string_view> offered) {
  while (!range.empty()) {
    for (const auto& language : offered) {
      if (equal_no_case(language, range)) return &language;
    }
    const auto dash = range.rfind('-');
    range = range.substr(0, dash == std::string_view::npos ? 0 : dash);
    // A single letter only introduces what is gone now.
    if (range.size() >= 2 && range[range.size() - 2] == '-') range.remove_suffix(2);
  }
  return nullptr;
}

const std::string_view* first_not_refused(const std::vector<Weighted>& wanted,
                                          std::span<const std::string_view> offered) {
  for (const auto& language : offered) {
    const bool refused = std::any_of(wanted.begin(), wanted.end(), [&](const Weighted& item) {
      return item.weight == 0 && equal_no_case(item.value, language);
    });
    if (!refused) return &language;
  }
  return nullptr;
}

/// Weight that the list gives to `coding`: by name, else by '*', else nothing.
std::optional<int> coding_weight(const std::vector<Weighted>& list, std::string_view coding) {
  std::optional<int> star;
  for (const auto& item : list) {
    if (equal_no_case(item.value, coding)) return item.weight;
    if (item.value == "*" && !star) star = item.weight;
  }
  return star;
}

bool is_json_type(std::string_view type) {
  const auto lower = to_lower(type);
  return lower == "application/json" ||
         (lower.starts_with("application/") && lower.ends_with("+json"));
}

bool is_html_type(std::string_view type) {
  return equal_no_case(type, "text/html") || equal_no_case(type, "application/xhtml+xml");
}

bool has_control(std::string_view text) {
  return find_control(text) != text.size();
}

}  // namespace

std::string_view choose_language(std::string_view accept_language,
                                 std::span<const std::string_view> offered) {
  HAETAE_ASSERT(!offered.empty());
  auto wanted = parse_weighted(accept_language);
  std::stable_sort(wanted.begin(), wanted.end(),
                   [](const Weighted& a, const Weighted& b) { return a.weight > b.weight; });
  for (const auto& item : wanted) {
    if (item.weight == 0) break;
    const auto* found =
        item.value == "*" ? first_not_refused(wanted, offered) : lookup(item.value, offered);
    if (found != nullptr) return *found;
  }
  return offered.front();
}

ContentCoding choose_coding(std::string_view accept_encoding) {
  const auto list = parse_weighted(accept_encoding);
  const int br = coding_weight(list, "br").value_or(0);
  const int gzip =
      std::max(coding_weight(list, "gzip").value_or(0), coding_weight(list, "x-gzip").value_or(0));
  // Not named, plain text is the last resort; named, it counts like the others.
  int identity = 0;
  for (const auto& item : list) {
    if (equal_no_case(item.value, "identity")) identity = item.weight;
  }
  const int best = std::max(br, gzip);
  if (best == 0 || identity > best) return ContentCoding::identity;
  return br == best ? ContentCoding::br : ContentCoding::gzip;
}

bool prefers_json(std::string_view accept) {
  int json = 0;
  int html = 0;
  bool json_first = false;
  for (const auto& item : parse_weighted(accept)) {
    if (is_json_type(item.value) && item.weight > json) {
      json = item.weight;
      json_first = item.weight > html;
    } else if (is_html_type(item.value)) {
      html = std::max(html, item.weight);
    }
  }
  return json > html || (json > 0 && json == html && json_first);
}

std::optional<AuthorizationView> split_authorization(std::string_view value) {
  std::string_view rest = trim(value);
  const auto scheme = take_until(rest, ' ');
  rest = trim(rest);
  const bool shaped = !scheme.empty() && std::all_of(scheme.begin(), scheme.end(), is_token_char);
  if (!shaped || rest.empty() || has_control(rest)) return std::nullopt;
  return AuthorizationView{.scheme = scheme, .credentials = rest};
}

std::optional<Authorization> parse_authorization(std::string_view value) {
  const auto view = split_authorization(value);
  if (!view) return std::nullopt;
  return Authorization{.scheme = to_lower(view->scheme),
                       .credentials = std::string{view->credentials}};
}

std::optional<BasicCredentials> parse_basic(const Authorization& authorization) {
  if (authorization.scheme != "basic") return std::nullopt;
  const auto bytes = base64_decode(authorization.credentials);
  if (!bytes) return std::nullopt;
  const auto text = base::as_text(*bytes);
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string id = form_decode(text.substr(0, colon));
  base::SecretText secret{form_decode(text.substr(colon + 1))};
  if (has_control(id) || has_control(secret.reveal())) return std::nullopt;
  return BasicCredentials{.id = std::move(id), .secret = std::move(secret)};
}

}  // namespace haetae::wire
