// SPDX-License-Identifier: Apache-2.0
#include "haetae/wire/form.hpp"

#include "haetae/wire/message.hpp"

#include <gtest/gtest.h>
#include <string>

namespace haetae::wire {
namespace {

TEST(Form, DecodesNamesAndValues) {
  const auto form = Form::parse("a=1&%62+c=x%20y+z&empty=&bare&&=v&e=a=b");
  ASSERT_EQ(form.fields().size(), 6U);
  EXPECT_EQ(form.get("a"), "1");
  EXPECT_EQ(form.get("b c"), "x y z");
  EXPECT_EQ(form.get("empty"), "");
  EXPECT_EQ(form.get("bare"), "");
  EXPECT_EQ(form.get(""), "v");
  EXPECT_EQ(form.get("e"), "a=b");
  EXPECT_EQ(form.get("none"), std::nullopt);
  EXPECT_EQ(form.text("none"), "");
}

TEST(Form, KeepsBrokenPercentSequences) {
  const auto form = Form::parse("a=%&b=%4&c=%zz&d=%2B%FF");
  EXPECT_EQ(form.get("a"), "%");
  EXPECT_EQ(form.get("b"), "%4");
  EXPECT_EQ(form.get("c"), "%zz");
  EXPECT_EQ(form.get("d"), "+\xFF");
}

TEST(Form, TellsRepeatedAndEmptyParameters) {
  const auto form = Form::parse("scope=&code=a&code=b");
  EXPECT_EQ(form.get_filled("scope"), std::nullopt);
  EXPECT_EQ(form.count("scope"), 1U);
  EXPECT_EQ(form.count("code"), 2U);
  EXPECT_EQ(form.get("code"), "a");
  EXPECT_EQ(form.all("code"), (std::vector<std::string>{"a", "b"}));
}

TEST(Form, ReadsNoMoreFieldsThanItsLimit) {
  std::string text;
  for (std::size_t i = 0; i < kFormFieldsMax + 10; ++i)
    text += "a=1&";
  EXPECT_EQ(Form::parse(text).fields().size(), kFormFieldsMax);
}

TEST(Form, ReadsBackWhatItWrites) {
  const Form form{{"이름", "해태 & co"}, {"a=b", "c+d%"}, {"", ""}};
  EXPECT_EQ(Form{}.to_text(), "");
  const auto back = Form::parse(form.to_text());
  ASSERT_EQ(back.fields().size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(back.fields()[i].name, form.fields()[i].name);
    EXPECT_EQ(back.fields()[i].value, form.fields()[i].value);
  }
}

TEST(Percent, EncodesAllButUnreserved) {
  EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encode(" +/?&=#%\"해"), "%20%2B%2F%3F%26%3D%23%25%22%ED%95%B4");
}

TEST(Percent, DecodesStrictly) {
  EXPECT_EQ(percent_decode("a%2fb+c"), "a/b+c");
  for (const auto* text : {"%", "%a", "%zz", "abc%2"}) {
    EXPECT_EQ(percent_decode(text), std::nullopt) << text;
  }
}

TEST(Utf8, AcceptsOnlyWellFormedText) {
  EXPECT_TRUE(is_utf8("해태 \U0001F525 \u0800 \U0010FFFF"));
  for (const auto* text :
       {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE2\x82", "\xC3", "a\xFF"}) {
    EXPECT_FALSE(is_utf8(text));
  }
}

TEST(MergedForm, TakesTheBodyBeforeTheQuery) {
  Request request;
  request.method = Method::post;
  request.query = "grant_type=refresh_token&code=q&same=1";
  request.headers.add("content-type", "Application/X-WWW-Form-URLEncoded; charset=utf-8");
  request.body = "code=b&same=1";
  const auto form = request.merged_form();
  EXPECT_EQ(form.get("code"), "b");
  EXPECT_EQ(form.get("grant_type"), "refresh_token");
  EXPECT_EQ(form.count("code"), 2U) << "a contradiction stays visible";
  EXPECT_EQ(form.count("same"), 1U) << "the same parameter sent both ways is one";
}

TEST(MergedForm, LeavesOtherBodiesAlone) {
  Request request;
  request.body = "a=1";
  EXPECT_TRUE(request.body_form().fields().empty());
  request.headers.add("Content-Type", "application/json");
  EXPECT_TRUE(request.merged_form().fields().empty());
  request.query = "b=2";
  EXPECT_EQ(request.merged_form().text("b"), "2");
}

}  // namespace
}  // namespace haetae::wire
