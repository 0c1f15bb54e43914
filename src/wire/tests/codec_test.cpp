// SPDX-License-Identifier: Apache-2.0
#include "haetae/wire/base64url.hpp"
#include "haetae/wire/multipart.hpp"
#include "haetae/wire/negotiate.hpp"

#include <array>
#include <gtest/gtest.h>
#include <string>

namespace haetae::wire {
namespace {

using base::as_bytes;
using base::as_text;

std::string decoded(std::string_view text) {
  const auto bytes = base64url_decode(text);
  return bytes ? std::string{as_text(*bytes)} : "refused";
}

TEST(Base64url, MatchesTheVectorsOfRfc4648) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kVectors{
      {{"", ""},
       {"f", "Zg=="},
       {"fo", "Zm8="},
       {"foo", "Zm9v"},
       {"foob", "Zm9vYg=="},
       {"fooba", "Zm9vYmE="},
       {"foobar", "Zm9vYmFy"}}};
  for (const auto& [plain, text] : kVectors) {
    EXPECT_EQ(base64_encode(as_bytes(plain)), text);
    EXPECT_EQ(as_text(*base64_decode(text)), plain);
    const auto bare = text.substr(0, text.find('='));
    EXPECT_EQ(base64url_encode(as_bytes(plain)), bare);
    EXPECT_EQ(decoded(bare), plain);
  }
  EXPECT_EQ(base64url_encode(as_bytes("\xFB\xFF")), "-_8");
  EXPECT_EQ(base64_encode(as_bytes("\xFB\xFF")), "+/8=");
}

// Threat 77: one value has one text, and no length runs over.
TEST(Base64url, RefusesStrayBitsAndForeignCharacters) {
  for (const auto* text : {"Zh", "Zm9", "Zm9vYh", "Z", "Zm9vY", "Zg==", "Zg=", "Zm9v\n", " Zm9v",
                           "Zm+v", "Zm/v", "Zm.v", "Zm\x80v", "=", "===="}) {
    EXPECT_EQ(base64url_decode(text), std::nullopt) << text;
  }
  EXPECT_EQ(base64url_decode(std::string_view{"AA\0A", 4}), std::nullopt);
}

TEST(Base64url, RoundTripsEveryLengthAndByte) {
  std::string bytes;
  for (int i = 0; i < 600; ++i) {
    bytes += static_cast<char>(i * 7);
    EXPECT_EQ(decoded(base64url_encode(as_bytes(bytes))), bytes);
  }
  const std::string large(3'000'001, '\xFF');
  EXPECT_EQ(decoded(base64url_encode(as_bytes(large))), large);
}

TEST(Base64, RefusesOtherPadding) {
  for (const auto* text : {"Zg", "Zg=", "Zg===", "=Zg=", "Zg=a",
                           "Zh==", "====", "Z===", "Zm9v====", "-_8=", "Zg==\n"}) {
    EXPECT_EQ(base64_decode(text), std::nullopt) << text;
  }
}

TEST(Hex, ReadsBothCasesAndWritesLower) {
  EXPECT_EQ(hex_encode(*hex_decode("00fFA5")), "00ffa5");
  for (const auto* text : {"0", "0g", "0x00", " 00"})
    EXPECT_EQ(hex_decode(text), std::nullopt);
}

TEST(ChooseLanguage, FollowsWeightAndFallsBackToTheFirst) {
  constexpr std::array<std::string_view, 2> kOffered{"ko", "en"};
  const auto choose = [&](std::string_view text) { return choose_language(text, kOffered); };
  EXPECT_EQ(choose(""), "ko");
  EXPECT_EQ(choose("en-GB,en;q=0.9,ko;q=0.8"), "en");
  EXPECT_EQ(choose("ko;q=0.8, EN;q=0.9"), "en");
  EXPECT_EQ(choose("fr, de"), "ko");
  EXPECT_EQ(choose("fr, en;q=0.1"), "en");
  EXPECT_EQ(choose("en;q=0"), "ko");
  EXPECT_EQ(choose("ko;q=0, *"), "en");
  EXPECT_EQ(choose("en-Latn-US-x-twain"), "en");
  EXPECT_EQ(choose("en;q=1.5"), "ko") << "a broken weight is not a wish";
  EXPECT_EQ(choose("english"), "ko");
}

TEST(ChooseCoding, PrefersBrotliAtEqualWeight) {
  EXPECT_EQ(choose_coding(""), ContentCoding::identity);
  EXPECT_EQ(choose_coding("gzip, deflate, br"), ContentCoding::br);
  EXPECT_EQ(choose_coding("br;q=0.5, gzip"), ContentCoding::gzip);
  EXPECT_EQ(choose_coding("x-gzip"), ContentCoding::gzip);
  EXPECT_EQ(choose_coding("*"), ContentCoding::br);
  EXPECT_EQ(choose_coding("br;q=0, *"), ContentCoding::gzip);
  EXPECT_EQ(choose_coding("gzip;q=0, br;q=0.000"), ContentCoding::identity);
  EXPECT_EQ(choose_coding("identity, gzip;q=0.5"), ContentCoding::identity);
  EXPECT_EQ(choose_coding("deflate"), ContentCoding::identity);
}

TEST(PrefersJson, OnlyWhenJsonIsNamedFirst) {
  EXPECT_TRUE(prefers_json("application/json"));
  EXPECT_TRUE(prefers_json("application/json, text/plain, */*"));
  EXPECT_TRUE(prefers_json("application/problem+json;q=0.9, text/html;q=0.8"));
  EXPECT_FALSE(prefers_json("text/html,application/xhtml+xml,*/*;q=0.8"));
  EXPECT_FALSE(prefers_json("text/html, application/json"));
  EXPECT_TRUE(prefers_json("application/json, text/html"));
  EXPECT_FALSE(prefers_json("application/json;q=0"));
  EXPECT_FALSE(prefers_json("*/*"));
  EXPECT_FALSE(prefers_json(""));
}

TEST(ParseAuthorization, SplitsSchemeAndCredentials) {
  const auto bearer = parse_authorization("bearer  a.b-c ");
  ASSERT_TRUE(bearer.has_value());
  EXPECT_EQ(bearer->scheme, "bearer");
  EXPECT_EQ(bearer->credentials, "a.b-c");
  EXPECT_EQ(parse_authorization("KakaoAK 0123")->scheme, "kakaoak");
  for (const auto* text : {"", "Bearer", "Bearer ", " ", "Be(rer x", "Bearer a\nb"}) {
    EXPECT_FALSE(parse_authorization(text).has_value()) << text;
  }
}

TEST(ParseBasic, DecodesBothHalvesAsForms) {
  const auto basic = [](std::string_view text) {
    return parse_basic({.scheme = "basic", .credentials = base64_encode(as_bytes(text))});
  };
  const auto both = basic("client%3Aid:se+cret%25:x");
  ASSERT_TRUE(both.has_value());
  EXPECT_EQ(both->id, "client:id");
  EXPECT_EQ(both->secret.reveal(), "se cret%:x");
  EXPECT_TRUE(basic("id:").has_value());
  EXPECT_FALSE(basic("no colon").has_value());
  EXPECT_FALSE(basic("id%00:x").has_value());
  EXPECT_FALSE(basic("id:x\n").has_value());
  EXPECT_FALSE(parse_basic({.scheme = "basic", .credentials = "%%%"}).has_value());
  EXPECT_FALSE(parse_basic({.scheme = "bearer", .credentials = "aTpz"}).has_value());
}

std::string parts_of(std::string_view type, std::string_view body) {
  const auto parts = parse_multipart(type, body);
  if (!parts) {
    switch (parts.error()) {
      case MultipartError::not_multipart:
        return "not_multipart";
      case MultipartError::bad_boundary:
        return "bad_boundary";
      case MultipartError::malformed:
        return "malformed";
      case MultipartError::too_many_parts:
        return "too_many_parts";
    }
  }
  std::string out;
  for (const auto& part : *parts) {
    out += part.name + "|" + part.file_name + "|" + part.content_type + "|" + part.body + "\n";
  }
  return out;
}

constexpr std::string_view kType = "Multipart/Form-Data; charset=utf-8; Boundary=\"XyZ\"";

TEST(Multipart, ReadsFieldsAndFiles) {
  EXPECT_EQ(
      parts_of(kType,
               "preamble\r\n--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n2"
               "\r\n--XyZ  \r\ncontent-disposition:form-data;name=pic;filename=\"C:\\d\\\"x\"\r\n"
               "Content-Type: image/png\r\nX-Other: y\r\n\r\n\r\n--XyZ--\r\nepilogue"),
      "a||text/plain|1\r\n2\npic|C:\\d\"x|image/png|\n");
  EXPECT_EQ(parts_of(kType, "--XyZ--"), "");
}

TEST(Multipart, RefusesOtherTypesAndBoundaries) {
  EXPECT_EQ(parts_of("text/plain; boundary=x", "--x--"), "not_multipart");
  EXPECT_EQ(parts_of("multipart/mixed; boundary=x", "--x--"), "not_multipart");
  for (const auto* type :
       {"multipart/form-data",
        "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary=\"x", "multipart/form-data; boundary=x; boundary=y",
        "multipart/form-data; boundary=\"x \"", "multipart/form-data; boundary=x\x01"}) {
    EXPECT_EQ(parts_of(type, "--x--"), "bad_boundary") << type;
  }
  EXPECT_EQ(parts_of("multipart/form-data; boundary=" + std::string(71, 'x'), ""), "bad_boundary");
}

TEST(Multipart, RefusesWhatTwoReadersCouldReadDifferently) {
  const std::string head = "--XyZ\r\nContent-Disposition: form-data; ";
  for (const std::string& body :
       {std::string{}, std::string{"--XyZ"}, std::string{"--XyZ\r\n\r\nx\r\n--XyZ--"},
        std::string{"--XyZq\r\n"}, head + "name=\"a\"\r\n\r\nunfinished", head + "name=\"a\"\r\n",
        head + "name=\"a\n\r\n\r\n\r\n--XyZ--", head + "name=\"a\nb\"\r\n\r\n\r\n--XyZ--",
        head + "filename=x\r\n\r\n\r\n--XyZ--", head + "name=a; name=b\r\n\r\n\r\n--XyZ--",
        head + "name=a\r\nContent-Disposition: form-data; name=b\r\n\r\n\r\n--XyZ--",
        head + "name=a\r\n folded\r\n\r\n\r\n--XyZ--",
        head + "name=a\r\n\r\nx\r\n--XyZq\r\n--XyZ--",
        head + "name=a\r\nX: " + std::string(9000, 'x') + "\r\n\r\n\r\n--XyZ--"}) {
    EXPECT_EQ(parts_of(kType, body), "malformed") << body.substr(0, 200);
  }
}

TEST(Multipart, CountsItsParts) {
  std::string body;
  for (std::size_t i = 0; i < kMultipartPartsMax; ++i) {
    body += "--XyZ\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n";
  }
  EXPECT_EQ(parse_multipart(kType, body + "--XyZ--")->size(), kMultipartPartsMax);
  body += "--XyZ\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--XyZ--";
  EXPECT_EQ(parts_of(kType, body), "too_many_parts");
}

}  // namespace
}  // namespace haetae::wire
