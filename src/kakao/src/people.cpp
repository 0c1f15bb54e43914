// SPDX-License-Identifier: Apache-2.0
// All of an app's people, for its administrator.
#include "haetae/accounts/guard.hpp"
#include "haetae/wire/form.hpp"
#include "kapi.hpp"
#include "parameters.hpp"
#include "property_keys.hpp"
#include "user_fields.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace haetae::kakao {
namespace {

using accounts::Guard;
using accounts::Subject;
using base::fail;
using wire::Json;

constexpr std::uint32_t kPagesPerMinute = 100;
constexpr base::Milliseconds kPagesWindow = std::chrono::minutes{1};
constexpr std::size_t kUsersMax = 100;
constexpr std::size_t kUsersWithKeysMax = 20;

/// Counts the call in the store, so that all sites together keep the limit.
Called<void> spend_page(const Parts& parts, const accounts::App& app) {
  const Guard::Budgets budget{{.key = fmt::format("kapi-ids:{}", app.number),
                               .most = kPagesPerMinute,
                               .window = kPagesWindow,
                               .cleared_by_success = false}};
  const base::Instant now = parts.ports.clock.now();
  bool refused = false;
  const auto done = parts.ports.store.write([&](accounts::Transaction& transaction) {
    refused = Guard::refusal(transaction, budget, now).has_value();
    if (refused) return accounts::Verdict::roll_back;
    Guard::spend(transaction, budget, now);
    return accounts::Verdict::commit;
  });
  if (!done) return fail(store_unavailable());
  if (refused) {
    return fail(KapiError{.code = KapiCode::limit_exceeded, .msg = "API limit has been exceeded."});
  }
  return {};
}

struct Page {
  std::size_t limit = 0;
  std::optional<Subject> from;
  bool ascending = true;
};

Called<Page> page_of(const wire::Form& form) {
  const auto limit = number_of(form, "limit", {.preset = 100, .least = 1, .most = 100});
  if (!limit) return fail(limit.error());
  Page page{.limit = static_cast<std::size_t>(*limit)};
  const std::string order = wire::to_lower(form.text("order"));
  if (!order.empty() && order != "asc" && order != "desc") {
    return fail(bad_parameter("order", "must be asc or desc."));
  }
  page.ascending = order != "desc";
  if (const auto from = form.get_filled("from_id")) {
    page.from = parse_number(*from);
    if (!page.from) return fail(bad_parameter("from_id", "must be a user number."));
  }
  return page;
}

/// The address of another page. The key in it is the public one: the admin key stays in the header.
Json page_url(const Parts& parts, const accounts::App& app, const Page& page, Subject from) {
  const std::string& origin =
      parts.resource_origin.empty() ? parts.public_url : parts.resource_origin;
  return fmt::format("{}/v1/user/ids?limit={}&order={}&from_id={}&app_key={}", origin, page.limit,
                     page.ascending ? "asc" : "desc", from, app.rest_api_key);
}

/// Where the page before this one starts; nullopt at the beginning.
Called<std::optional<Subject>> start_before(const Parts& parts, const accounts::App& app,
                                            const Page& page) {
  if (!page.from) return std::optional<Subject>{};
  auto links = parts.links.page(app.number, page.from, !page.ascending, page.limit + 1);
  if (!links) return fail(store_unavailable());
  if (!links->empty() && links->front().subject == *page.from) links->erase(links->begin());
  if (links->empty()) return std::optional<Subject>{};
  return std::optional<Subject>{links->at(std::min(links->size(), page.limit) - 1).subject};
}

/// One of the asked users; nullopt for numbers that are nobody's here.
Called<std::optional<Json>> app_user(const Parts& parts, const Call& call, Subject subject,
                                     const PropertyKeys& keys) {
  const accounts::App& app = *call.caller.app;
  const auto link = parts.links.find_by_subject(app.number, subject);
  if (!link) return fail(store_unavailable());
  if (!*link) return std::optional<Json>{};
  if (!keys.given()) return std::optional<Json>{user_head(app, **link)};
  const auto member = parts.links.member((*link)->person, app.number);
  if (!member) return fail(store_unavailable());
  if (!*member || (*member)->person.disabled) return std::optional<Json>{};
  return std::optional<Json>{user_body({.app = app,
                                        .person = (*member)->person,
                                        .link = (*member)->link,
                                        .public_url = parts.public_url,
                                        .secure_resource = flag_of(call.form, "secure_resource"),
                                        .now = parts.ports.clock.now()},
                                       keys)};
}

}  // namespace

Called<Json> user_ids(const Parts& parts, const Call& call) {
  const accounts::App& app = *call.caller.app;
  const auto page = page_of(call.form);
  if (!page) return fail(page.error());
  if (auto spent = spend_page(parts, app); !spent) return fail(std::move(spent.error()));
  const auto links = parts.links.page(app.number, page->from, page->ascending, page->limit + 1);
  if (!links) return fail(store_unavailable());
  const auto before = start_before(parts, app, *page);
  if (!before) return fail(before.error());

  const std::size_t shown = std::min(links->size(), page->limit);
  Json elements = Json::array();
  for (std::size_t at = 0; at < shown; ++at)
    elements.push(links->at(at).subject);
  Json body = Json::object();
  body.set("elements", std::move(elements))
      .set("before_url", *before ? page_url(parts, app, *page, **before) : Json{})
      .set("after_url",
           links->size() > shown ? page_url(parts, app, *page, links->at(shown).subject) : Json{});
  return body;
}

Called<Json> app_users(const Parts& parts, const Call& call) {
  if (call.form.text("target_id_type") != "user_id") {
    return fail(bad_parameter("target_id_type", "must be user_id."));
  }
  const auto subjects = numbers_of(call.form, "target_ids");
  if (!subjects) return fail(subjects.error());
  const auto keys = property_keys_of(call.form);
  if (!keys) return fail(keys.error());
  const std::size_t most = keys->given() ? kUsersWithKeysMax : kUsersMax;
  if (subjects->empty() || subjects->size() > most) {
    return fail(bad_parameter("target_ids", fmt::format("must be 1 to {} numbers.", most)));
  }
  if (auto fault = check_keys(*keys, *call.caller.app, "APP_USERS"); !fault) {
    return fail(std::move(fault.error()));
  }
  Json users = Json::array();
  for (const Subject subject : *subjects) {
    auto user = app_user(parts, call, subject, *keys);
    if (!user) return fail(std::move(user.error()));
    if (*user) users.push(*std::move(*user));
  }
  return users;
}

}  // namespace haetae::kakao
