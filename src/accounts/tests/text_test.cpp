// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/credentials.hpp"
#include "haetae/accounts/mail_texts.hpp"
#include "world.hpp"

namespace haetae::accounts::test {
namespace {

TEST(NormalEmail, IsTheFormByWhichPeopleAreFound) {
  EXPECT_EQ(normal_email(" Kim.Lee+a@Mail.Example.KR\n"), "kim.lee+a@mail.example.kr");
  EXPECT_EQ(normal_email("김@example.kr"), "김@example.kr");
}

TEST(NormalEmail, RefusesWhatNoMailServerWouldTake) {
  for (const std::string_view text :
       {"", "kim", "@example.kr", "kim@", "kim@example", "a@b@example.kr", "kim@example..kr",
        ".kim@example.kr", "kim.@example.kr", "k im@example.kr", "kim@example.kr,lee@example.kr",
        "kim@exa mple.kr", "\"kim\"@example.kr", "kim@example.kr\r\nBcc: lee@example.kr"}) {
    EXPECT_EQ(normal_email(text), "") << text;
  }
  EXPECT_EQ(normal_email(std::string(65, 'a').append("@example.kr")), "");
  EXPECT_EQ(
      normal_email(std::string{"a@"}.append(63, 'b').append(".").append(190, 'c').append(".kr")),
      "");
}

TEST(DeviceName, IsShortAndKnowsKoreanBrowsers) {
  EXPECT_EQ(device_name("Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) "
                        "Chrome/126.0.0.0 Mobile Safari/537.36"),
            "Chrome, Android");
  EXPECT_EQ(
      device_name("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
                  "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"),
      "Safari, iPhone");
  EXPECT_EQ(device_name("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
                        "Gecko) Chrome/126.0.0.0 Whale/3.27 Safari/537.36"),
            "Whale, Windows");
  EXPECT_EQ(device_name("okhttp/4.12.0"), "okhttp");
  EXPECT_EQ(device_name(""), "");
  EXPECT_LE(device_name(std::string(5000, 'x')).size(), 40U);
}

TEST(Network, IsWhatOneCustomerUsuallyHolds) {
  EXPECT_EQ(network_of("203.0.113.77"), "203.0.113.0/24");
  EXPECT_EQ(network_of("2001:db8:1:2:3::4"), "2001:db8:1::/48");
  EXPECT_EQ(network_of("::ffff:203.0.113.77"), "203.0.113.0/24");
  EXPECT_EQ(network_of("unix"), "unix");
}

TEST(NewPassword, IsJudgedByLengthAndByWhatGuessersTryFirst) {
  const auto fault = [](std::string_view typed) {
    return password_fault(normal_password(typed), "minsu.kim@example.kr", "민수");
  };
  EXPECT_EQ(fault("1234567"), PasswordFault::too_short);
  EXPECT_EQ(fault("가나다라마바사"), PasswordFault::too_short);
  EXPECT_FALSE(fault("가나다라마바사아자").has_value());
  for (const std::string_view text : {"12345678", "aaaaaaaa", "abcdefghij", "PASSWORD1",
                                      "Minsu.Kim", "minsu.kim@example.kr", "1q2w3e4r"}) {
    EXPECT_EQ(fault(text), PasswordFault::guessable) << text;
  }
  EXPECT_FALSE(fault("horse staple 42").has_value());
  EXPECT_TRUE(normal_password(std::string(257, 'x')).empty());
  EXPECT_TRUE(normal_password("\xff\xfe not text").empty());
}

TEST(Nickname, IsTrimmedAndOfTwentyCharacters) {
  EXPECT_EQ(normal_nickname("  해태  "), "해태");
  EXPECT_EQ(normal_nickname(std::string(20, 'a')), std::string(20, 'a'));
  EXPECT_EQ(normal_nickname(std::string(21, 'a')), "");
  EXPECT_EQ(normal_nickname("a\tb"), "");
  EXPECT_EQ(normal_nickname("   "), "");
}

TEST(MailText, ExistsInBothLanguagesAndEscapesWhatPeopleTyped) {
  const World world;
  const auto mail = make_mail(world.ports, MailKind::passkey_added, kEmail, "en", "<b>&\"phone\"");
  EXPECT_NE(mail.html.find("&lt;b&gt;&amp;&quot;phone&quot;"), std::string::npos);
  EXPECT_EQ(mail.html.find("<b>&\""), std::string::npos);
  EXPECT_NE(mail.text.find("<b>&\"phone\""), std::string::npos);
  const auto korean = make_mail(world.ports, MailKind::reset_code, kEmail, "", "123456");
  EXPECT_NE(korean.subject.find("비밀번호"), std::string::npos);
  EXPECT_NE(korean.html.find("lang=\"ko\""), std::string::npos);
  EXPECT_EQ(korean.due_at, world.clock.now());
}

TEST(ShortenedEmail, ShowsEnoughToRecogniseAndNoMore) {
  EXPECT_EQ(shortened_email("kim@example.kr"), "ki***@example.kr");
  EXPECT_EQ(shortened_email("k@example.kr"), "k***@example.kr");
}

}  // namespace
}  // namespace haetae::accounts::test
