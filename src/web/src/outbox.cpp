// SPDX-License-Identifier: Apache-2.0
// In development: the mails that would have been sent.
#include "account_rows.hpp"
#include "haetae/base/time_text.hpp"
#include "haetae/wire/negotiate.hpp"
#include "shell.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace haetae::web {
namespace {

using accounts::Mail;
using wire::Json;
using wire::Response;

constexpr std::size_t kMailsShown = 200;
constexpr std::string_view kPath = "/outbox";

base::Outcome<std::vector<Mail>, accounts::StoreError> newest(const Page& page) {
  std::vector<Mail> mails;
  const auto done = page.parts.ports.store.read(
      [&](accounts::Transaction& transaction) { mails = transaction.mails.newest(kMailsShown); });
  if (!done) return base::fail(done.error());
  return mails;
}

Response mails_json(const std::vector<Mail>& mails) {
  Json list = Json::array();
  for (const Mail& mail : mails) {
    Json one = Json::object();
    one.set("to", mail.to).set("subject", mail.subject).set("text", mail.text);
    one.set("at", base::to_rfc3339_milliseconds(mail.created_at));
    list.push(std::move(one));
  }
  Json body = Json::object();
  body.set("mails", std::move(list));
  Response response = wire::json_response(200, body.to_text());
  response.headers.set("Vary", "Accept");
  wire::forbid_storing(response);
  return response;
}

View mail_view(const Page& page, const Mail& mail) {
  View view;
  view.set("url", fmt::format("{}/{}", kPath, mail.id));
  view.set("subject", mail.subject);
  view.set("to", mail.to);
  view.set("sent", time_view(mail.created_at, page.language, true));
  return view;
}

View part(const char* name, std::string_view text) {
  View view;
  view.set(name, std::string{text});
  return view;
}

/// A line cut into text and links, so that the links of a mail can be followed.
View line_view(std::string_view line) {
  ViewList parts;
  while (!line.empty()) {
    const std::size_t at = std::min(line.find("http://"), line.find("https://"));
    if (at == std::string_view::npos) break;
    if (at > 0) parts.push_back(part("text", line.substr(0, at)));
    line.remove_prefix(at);
    const std::size_t end = std::min(line.find_first_of(" \t\r<>\""), line.size());
    parts.push_back(part("link", line.substr(0, end)));
    line.remove_prefix(end);
  }
  if (!line.empty()) parts.push_back(part("text", line));
  View view;
  view.set("parts", View{parts});
  return view;
}

Response show_outbox(Page& page) {
  const auto mails = newest(page);
  if (!mails) return page.status(503, "busy");
  if (wire::prefers_json(page.request.headers.get("Accept").value_or(""))) {
    return mails_json(*mails);
  }
  ViewList list;
  for (const Mail& mail : *mails)
    list.push_back(mail_view(page, mail));
  page.view.set("has_mails", !list.empty());
  page.view.set("mails", View{list});
  return page.show("outbox");
}

Response show_mail(Page& page) {
  const auto mails = newest(page);
  if (!mails) return page.status(503, "busy");
  const std::string_view id = std::string_view{page.request.path}.substr(kPath.size() + 1);
  const auto found =
      std::find_if(mails->begin(), mails->end(), [&](const Mail& mail) { return mail.id == id; });
  if (found == mails->end()) return page.status(404, "not_found");
  View mail = mail_view(page, *found);
  const std::string& from = page.parts.options.mail_from;
  mail.set("from", from.empty() ? page.parts.options.name : from);
  ViewList lines;
  std::string_view rest = found->text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    lines.push_back(line_view(rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  mail.set("lines", View{lines});
  page.view.set("mail", mail);
  return page.show("outbox_mail");
}

}  // namespace

void add_outbox_rows(wire::Endpoints& rows, const std::shared_ptr<const Parts>& parts) {
  if (!parts->options.dev) return;
  rows.push_back({.method = wire::Method::get,
                  .path = kPath,
                  .summary = "Mails of the development server",
                  .handler = page_handler(parts, show_outbox)});
  rows.push_back({.method = wire::Method::get,
                  .path = "/outbox/*",
                  .summary = "One mail of the development server",
                  .handler = page_handler(parts, show_mail)});
}

}  // namespace haetae::web
