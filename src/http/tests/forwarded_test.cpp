// SPDX-License-Identifier: Apache-2.0
#include "haetae/http/forwarded.hpp"

#include <gtest/gtest.h>

namespace haetae::http {
namespace {

Address address(std::string_view text) {
  return Address::parse(text).value();
}

ProxyOptions trusting(std::initializer_list<std::string_view> ranges,
                      ForwardedBy header = ForwardedBy::x_forwarded) {
  ProxyOptions options;
  options.header = header;
  for (const auto range : ranges) {
    options.trusted.push_back(AddressRange::parse(range).value());
  }
  return options;
}

std::string client_of(const ProxyOptions& proxies, std::string_view peer,
                      const wire::Headers& headers) {
  return resolve_client(proxies, address(peer), false, headers).address.to_text();
}

TEST(AddressTest, ReadsAndWritesBothFamilies) {
  EXPECT_EQ(address("203.0.113.9").to_text(), "203.0.113.9");
  EXPECT_EQ(address("2001:DB8:0:0::1").to_text(), "2001:db8::1");
  EXPECT_EQ(address("::ffff:10.0.0.1"), address("10.0.0.1"));
  for (const auto* text : {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "[::1]", "::1%eth0", "1.2.3.4:5",
                           "0x7f.1", "::g", " 1.2.3.4"}) {
    EXPECT_FALSE(Address::parse(text)) << text;
  }
}

TEST(AddressTest, CountsAnIpv6SubscriberByItsNetwork) {
  EXPECT_EQ(address("2001:db8::1").subscriber(), address("2001:db8::ffff:2").subscriber());
  EXPECT_NE(address("2001:db8:0:1::1").subscriber(), address("2001:db8::1").subscriber());
  EXPECT_NE(address("10.0.0.1").subscriber(), address("10.0.0.2").subscriber());
}

TEST(AddressRangeTest, ContainsWhatItsBitsSay) {
  const auto ten = AddressRange::parse("10.0.0.0/8").value();
  EXPECT_TRUE(ten.contains(address("10.255.0.1")));
  EXPECT_FALSE(ten.contains(address("11.0.0.1")));
  EXPECT_FALSE(ten.contains(address("::a00:1")));
  const auto odd = AddressRange::parse("192.0.2.128/25").value();
  EXPECT_TRUE(odd.contains(address("192.0.2.200")));
  EXPECT_FALSE(odd.contains(address("192.0.2.100")));
  EXPECT_TRUE(AddressRange::parse("::/0").value().contains(address("2001:db8::1")));
  EXPECT_TRUE(AddressRange::parse("127.0.0.1").value().contains(address("127.0.0.1")));
  for (const auto* text : {"10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "x/8", "/8",
                           "2001:db8::/129", "10.0.0.0/8 "}) {
    EXPECT_FALSE(AddressRange::parse(text)) << text;
  }
}

TEST(ForwardedTest, BelievesNobodyByDefault) {
  const wire::Headers headers{{"X-Forwarded-For", "1.1.1.1"},
                              {"X-Forwarded-Proto", "https"},
                              {"X-Forwarded-Host", "evil.kr"},
                              {"Forwarded", "for=1.1.1.1;proto=https;host=evil.kr"}};
  const auto client = resolve_client({}, address("9.9.9.9"), false, headers);
  EXPECT_EQ(client.address, address("9.9.9.9"));
  EXPECT_FALSE(client.secure);
  EXPECT_FALSE(client.host);
}

TEST(ForwardedTest, BelievesTrustedPeersOnly) {
  const auto proxies = trusting({"10.0.0.0/8"});
  const wire::Headers headers{{"X-Forwarded-For", "1.1.1.1"}};
  EXPECT_EQ(client_of(proxies, "10.0.0.1", headers), "1.1.1.1");
  EXPECT_EQ(client_of(proxies, "9.9.9.9", headers), "9.9.9.9");
}

TEST(ForwardedTest, WalksFromTheRightPastTrustedHops) {
  const auto proxies = trusting({"10.0.0.0/8"});
  // The client wrote the first item itself.
  EXPECT_EQ(client_of(proxies, "10.0.0.1", {{"X-Forwarded-For", "6.6.6.6, 2.2.2.2, 10.0.0.2"}}),
            "2.2.2.2");
  EXPECT_EQ(client_of(proxies, "10.0.0.1",
                      {{"X-Forwarded-For", "6.6.6.6"}, {"X-Forwarded-For", "3.3.3.3"}}),
            "3.3.3.3");
  EXPECT_EQ(client_of(proxies, "10.0.0.1", {{"X-Forwarded-For", "10.0.0.7"}}), "10.0.0.7");
}

TEST(ForwardedTest, StopsAtWhatIsNoAddress) {
  const auto proxies = trusting({"10.0.0.0/8"});
  EXPECT_EQ(client_of(proxies, "10.0.0.1", {{"X-Forwarded-For", "6.6.6.6, junk, 10.0.0.2"}}),
            "10.0.0.2");
  EXPECT_EQ(client_of(proxies, "10.0.0.1", {{"X-Forwarded-For", "6.6.6.6,"}}), "10.0.0.1");
  EXPECT_EQ(client_of(proxies, "10.0.0.1", {{"X-Forwarded-For", ""}}), "10.0.0.1");
}

TEST(ForwardedTest, IgnoresTheHeaderThatTheProxiesDoNotWrite) {
  const wire::Headers headers{{"Forwarded", "for=6.6.6.6"}, {"X-Forwarded-For", "2.2.2.2"}};
  EXPECT_EQ(client_of(trusting({"10.0.0.1"}), "10.0.0.1", headers), "2.2.2.2");
  EXPECT_EQ(client_of(trusting({"10.0.0.1"}, ForwardedBy::forwarded), "10.0.0.1", headers),
            "6.6.6.6");
}

TEST(ForwardedTest, TakesSchemeAndHostFromTheNearestProxyUnlessListsAgree) {
  const auto proxies = trusting({"10.0.0.0/8"});
  const wire::Headers planted{{"X-Forwarded-For", "2.2.2.2"},
                              {"X-Forwarded-Proto", "http, https"},
                              {"X-Forwarded-Host", "evil.kr, Login.Example.KR:8443"}};
  auto client = resolve_client(proxies, address("10.0.0.1"), false, planted);
  EXPECT_TRUE(client.secure);
  EXPECT_EQ(client.host, "login.example.kr:8443");
  const wire::Headers aligned{{"X-Forwarded-For", "2.2.2.2, 10.0.0.2"},
                              {"X-Forwarded-Proto", "https, http"}};
  client = resolve_client(proxies, address("10.0.0.1"), false, aligned);
  EXPECT_TRUE(client.secure);
}

TEST(ForwardedTest, IgnoresHostsAndSchemesThatAreNone) {
  const wire::Headers headers{{"X-Forwarded-For", "2.2.2.2"},
                              {"X-Forwarded-Proto", "javascript"},
                              {"X-Forwarded-Host", "a b"}};
  const auto client = resolve_client(trusting({"10.0.0.1"}), address("10.0.0.1"), true, headers);
  EXPECT_TRUE(client.secure);
  EXPECT_FALSE(client.host);
}

TEST(ForwardedTest, ReadsTheStandardHeaderHopByHop) {
  const auto proxies = trusting({"10.0.0.0/8"}, ForwardedBy::forwarded);
  const wire::Headers headers{
      {"Forwarded", "for=6.6.6.6;host=evil.kr"},
      {"Forwarded",
       R"(for="[2001:db8::7]:4711";proto=https;host="a.kr:443", FOR=10.0.0.2;Proto=http)"}};
  const auto client = resolve_client(proxies, address("10.0.0.1"), false, headers);
  EXPECT_EQ(client.address, address("2001:db8::7"));
  EXPECT_TRUE(client.secure);
  EXPECT_EQ(client.host, "a.kr:443");
}

TEST(ForwardedTest, KnowsTheGrammar) {
  EXPECT_EQ(parse_forwarded("for=_hidden, for=unknown").value().size(), 2U);
  EXPECT_EQ(parse_forwarded(R"(for="a\"b";by=x)").value().front().for_node, "a\"b");
  for (const auto* text : {"", ",", "for", "for=", "for=a;for=b", "for=\"a", "for=\"a\\", "for=a,",
                           "for=[::1]", "for=a b", "=a", "for=\"a\r\nb\"", "for = a"}) {
    EXPECT_FALSE(parse_forwarded(text)) << text;
  }
  std::string many = "for=a";
  for (std::size_t i = 0; i < kForwardedHopsMax; ++i) {
    many += ",for=a";
  }
  EXPECT_FALSE(parse_forwarded(many));
}

TEST(ForwardedTest, ReadsNodes) {
  EXPECT_EQ(parse_node("192.0.2.1:80"), address("192.0.2.1"));
  EXPECT_EQ(parse_node("[2001:db8::1]"), address("2001:db8::1"));
  EXPECT_EQ(parse_node("2001:db8::1"), address("2001:db8::1"));
  for (const auto* text : {"unknown", "_x", "[1.2.3.4]", "[::1", "[::1]x", "1.2.3.4:", "1.2.3.4:x",
                           "1.2.3.4:99999", ""}) {
    EXPECT_FALSE(parse_node(text)) << text;
  }
}

TEST(HostTest, TakesNamesAddressesAndPorts) {
  EXPECT_EQ(parse_host("Example.KR"), "example.kr");
  EXPECT_EQ(parse_host("a_b.internal:8080"), "a_b.internal:8080");
  EXPECT_EQ(parse_host("[2001:DB8::1]:443"), "[2001:db8::1]:443");
  for (const auto* text : {"", "a b", "a/b", "a@b", "a:b", "a:", ":80", "a:99999", "[::1", "[x]",
                           "[1.2.3.4]", "a,b", "a\tb", "a?b", "a#b", "\xed\x95\x9c.kr"}) {
    EXPECT_FALSE(parse_host(text)) << text;
  }
}

}  // namespace
}  // namespace haetae::http
