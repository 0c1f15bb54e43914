// SPDX-License-Identifier: Apache-2.0
#include "answer.hpp"

#include "haetae/wire/json.hpp"

#include <fmt/format.h>

namespace haetae::juso {
namespace {

Record common_of(const Answer& answer) {
  const FaultText& text = text_of(answer.fault);
  return {{"errorMessage", std::string{answer.english ? text.english : text.korean}},
          {"countPerPage", fmt::format_int{answer.per_page}.str()},
          {"totalCount", fmt::format_int{answer.total}.str()},
          {"errorCode", std::string{text.code}},
          {"currentPage", fmt::format_int{answer.page}.str()}};
}

void append_json(std::string& out, const Record& record) {
  char separator = '{';
  for (const auto& [name, value] : record) {
    out += separator;
    wire::append_json_string(out, name);
    out += ':';
    wire::append_json_string(out, value);
    separator = ',';
  }
  out += '}';
}

void append_cdata(std::string& out, std::string_view text) {
  out += "<![CDATA[";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool allowed = c >= 0x20 || c == '\t' || c == '\n' || c == '\r';
    if (!allowed) continue;
    // The end mark of CDATA is cut in two.
    out += text.substr(i).starts_with("]]>") ? "]]]]><![CDATA[" : std::string_view{&text[i], 1};
    if (text.substr(i).starts_with("]]>")) ++i;
  }
  out += "]]>";
}

void append_xml(std::string& out, std::string_view element, const Record& record) {
  fmt::format_to(std::back_inserter(out), "<{}>", element);
  for (const auto& [name, value] : record) {
    fmt::format_to(std::back_inserter(out), "<{}>", name);
    append_cdata(out, value);
    fmt::format_to(std::back_inserter(out), "</{}>", name);
  }
  fmt::format_to(std::back_inserter(out), "</{}>", element);
}

}  // namespace

std::string to_json(const Answer& answer) {
  std::string out = "{\"results\":{\"common\":";
  append_json(out, common_of(answer));
  out += ",\"juso\":";
  if (answer.fault != Fault::none) {
    out += "null";
  } else {
    out += '[';
    for (const Record& row : answer.rows) {
      if (out.back() != '[') out += ',';
      append_json(out, row);
    }
    out += ']';
  }
  out += "}}";
  return out;
}

std::string to_xml(const Answer& answer) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><results>";
  append_xml(out, "common", common_of(answer));
  for (const Record& row : answer.rows)
    append_xml(out, "juso", row);
  out += "</results>";
  return out;
}

wire::Response respond(const Answer& answer, Format format) {
  if (format == Format::json) return wire::json_response(200, to_json(answer));
  wire::Response response = wire::text_response(200, to_xml(answer));
  response.headers.set("Content-Type", "text/xml;charset=UTF-8");
  return response;
}

wire::Response respond_jsonp(const Answer& answer, std::string_view callback) {
  wire::Response response =
      wire::text_response(200, fmt::format("{}({})", callback, to_json(answer)));
  response.headers.set("Content-Type", "application/javascript;charset=UTF-8");
  return response;
}

}  // namespace haetae::juso
