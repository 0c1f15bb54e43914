// SPDX-License-Identifier: Apache-2.0
#include "haetae/drill/mailbox.hpp"

#include "haetae/base/bytes.hpp"
#include "haetae/drill/socket.hpp"
#include "haetae/wire/base64url.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace haetae::drill {
namespace {

std::string mail_to(std::string_view to, std::string_view text, std::string_view id) {
  return fmt::format(
      "Date: x\r\nFrom: y\r\nTo: {}\r\nSubject: z\r\nMessage-ID: <{}@h>\r\n\r\n--b\r\n"
      "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n"
      "--b--\r\n",
      to, id, wire::base64_encode(base::as_bytes(text)));
}

TEST(FindCodeTest, FindsSixDigitsAndWhoTheyAreFor) {
  const auto found = find_code(mail_to("a@example.test", "2026: 12 and 1234567, but 004217.", "1"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->recipient, "a@example.test");
  EXPECT_EQ(found->code, "004217");
}

TEST(FindCodeTest, FindsNothingInOtherMails) {
  EXPECT_FALSE(find_code(""));
  EXPECT_FALSE(find_code("To: a\r\n\r\n123456"));
  EXPECT_FALSE(find_code(mail_to("a@example.test", "no code, 12345 at most", "1")));
  EXPECT_FALSE(find_code("\r\nTo: a\r\nContent-Type: text/plain;\r\n\r\n%%%%\r\n--"));
}

TEST(SmtpSessionTest, TakesAMailWhereverItsBytesAreCut) {
  const std::string said = "EHLO x\r\nMAIL FROM:<a>\r\nRCPT TO:<b>\r\nDATA\r\nhi\r\n.\r\nQUIT\r\n";
  for (std::size_t cut = 0; cut <= said.size(); ++cut) {
    SmtpSession session;
    std::vector<std::string> mails;
    std::string answers = session.take(said.substr(0, cut), mails);
    answers += session.take(said.substr(cut), mails);
    EXPECT_EQ(answers,
              "250 drill\r\n250 well\r\n250 well\r\n354 go on\r\n250 taken\r\n221 good-bye\r\n");
    EXPECT_THAT(mails, testing::ElementsAre("hi"));
    EXPECT_TRUE(session.is_over());
  }
}

TEST(SmtpSessionTest, EndsWithWhoSendsWithoutEnd) {
  SmtpSession session;
  std::vector<std::string> mails;
  EXPECT_THAT(session.take(std::string(SmtpSession::kBytesMax + 1, 'x'), mails),
              testing::HasSubstr("552"));
  EXPECT_TRUE(session.is_over());
}

TEST(MailboxTest, HandsOutTheNewestCodeAndCountsMailsThatCameTwice) {
  Mailbox mailbox{0, [](std::function<void()> work) { return std::thread{std::move(work)}; }};
  const auto send = [&](const std::string& mail) {
    Socket socket{mailbox.port()};
    socket.open();
    socket.send("EHLO x\r\nMAIL FROM:<a>\r\nRCPT TO:<b>\r\nDATA\r\n" + mail + "\r\n.\r\nQUIT\r\n");
    while (socket.receive(true) == Socket::Got::bytes) {
    }
  };
  send("X: y\r\n" + mail_to("a@example.test", "code 111111", "1"));
  EXPECT_EQ(mailbox.count("a@example.test"), 1U);
  EXPECT_EQ(mailbox.wait_code("a@example.test", 0, std::chrono::seconds{5}), "111111");
  EXPECT_EQ(mailbox.wait_code("a@example.test", 1, std::chrono::milliseconds{1}), std::nullopt);
  send("X: y\r\n" + mail_to("a@example.test", "code 111111", "1"));
  send("X: y\r\n" + mail_to("a@example.test", "code 222222", "2"));
  EXPECT_EQ(mailbox.wait_code("a@example.test", 1, std::chrono::seconds{5}), "222222");
  EXPECT_EQ(mailbox.mails(), 3U);
  EXPECT_EQ(mailbox.repeated(), 1U);
}

}  // namespace
}  // namespace haetae::drill
