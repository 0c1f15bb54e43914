// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/mail_texts.hpp"

#include <array>
#include <fmt/format.h>
#include <utility>

namespace haetae::accounts {
namespace {

struct Words {
  std::string_view subject;
  std::string_view before;  ///< the value stands between these two
  std::string_view after;
};
struct Text {
  MailKind kind;
  Words korean, english;
};

constexpr std::array kTexts = {
    Text{MailKind::sign_up_code,
         {"가입 인증번호", "아래 인증번호를 가입 화면에 입력해 주세요.",
          "인증번호는 10분 동안 쓸 수 있습니다. 가입하려던 적이 없다면 이 메일을 지우셔도 됩니다."},
         {"Your sign-up code", "Enter this code on the sign-up page.",
          "It works for 10 minutes. If you did not want to sign up, you may ignore this mail."}},
    Text{
        MailKind::sign_up_known,
        {"이미 계정이 있습니다",
         "이 메일 주소로 가입하려는 요청이 있었지만, 이미 만들어진 계정이 있습니다.",
         "그대로 로그인하시거나, 비밀번호를 잊었다면 로그인 화면에서 재설정해 주세요. "
         "요청한 적이 없다면 이 메일을 지우셔도 됩니다."},
        {"You already have an account",
         "Somebody asked to sign up with this address, which has an account already.",
         "Sign in as usual, or reset your password on the sign-in page. If it was not you, you may "
         "ignore this mail."}},
    Text{
        MailKind::reset_code,
        {"비밀번호 재설정 인증번호", "아래 인증번호를 재설정 화면에 입력해 주세요.",
         "인증번호는 10분 동안 쓸 수 있습니다. 누구에게도 알려 주지 마세요. "
         "요청한 적이 없다면 이 메일을 지우셔도 되며, 비밀번호는 그대로입니다."},
        {"Your password reset code", "Enter this code on the reset page.",
         "It works for 10 minutes. Tell it to nobody. If you did not ask for it, ignore this mail: "
         "your password has not changed."}},
    Text{MailKind::password_changed,
         {"비밀번호가 바뀌었습니다",
          "계정의 비밀번호가 바뀌었고, 다른 기기에서는 로그아웃되었습니다.",
          "직접 바꾸지 않았다면 곧바로 비밀번호를 재설정해 주세요."},
         {"Your password was changed",
          "The password of your account was changed, and other devices were signed out.",
          "If it was not you, reset your password at once."}},
    Text{MailKind::email_change_code,
         {"새 메일 주소 인증번호", "아래 인증번호를 계정 화면에 입력해 주세요.",
          "인증번호는 10분 동안 쓸 수 있습니다. 요청한 적이 없다면 이 메일을 지우셔도 됩니다."},
         {"Confirm your new address", "Enter this code on your account page.",
          "It works for 10 minutes. If you did not ask for it, you may ignore this mail."}},
    Text{MailKind::email_change_known,
         {"이미 계정이 있는 주소입니다",
          "다른 계정이 이 메일 주소로 바꾸려고 했지만, 이 주소에는 이미 계정이 있습니다.",
          "바뀐 것은 없습니다. 요청한 적이 없다면 이 메일을 지우셔도 됩니다."},
         {"This address has an account",
          "Another account asked to change to this address, which has an account already.",
          "Nothing was changed. If it was not you, you may ignore this mail."}},
    Text{MailKind::email_changed,
         {"계정의 메일 주소가 바뀌었습니다", "계정의 메일 주소가 아래 주소로 바뀌었습니다.",
          "직접 바꾸지 않았다면 곧바로 운영자에게 알려 주세요."},
         {"The address of your account was changed",
          "The address of your account was changed to the one below.",
          "If it was not you, tell the operator at once."}},
    Text{MailKind::passkey_added,
         {"패스키가 등록되었습니다", "계정에 새 패스키가 등록되었습니다.",
          "직접 등록하지 않았다면 계정 화면에서 지우고 비밀번호를 바꿔 주세요."},
         {"A passkey was added", "A new passkey can sign in to your account.",
          "If it was not you, remove it on your account page and change your password."}},
    Text{MailKind::passkey_removed,
         {"패스키가 지워졌습니다", "계정에서 아래 패스키가 지워졌습니다.",
          "직접 지우지 않았다면 곧바로 비밀번호를 바꿔 주세요."},
         {"A passkey was removed", "The passkey below can no longer sign in to your account.",
          "If it was not you, change your password at once."}},
    Text{MailKind::account_deleted,
         {"계정이 삭제되었습니다", "계정과 모든 연결이 삭제되었습니다.",
          "그동안 이용해 주셔서 고맙습니다."},
         {"Your account was deleted", "Your account and all its connections were deleted.",
          "Thank you for having been with us."}},
};

constexpr bool texts_follow_enumerators() {
  for (std::size_t i = 0; i < kTexts.size(); ++i) {
    if (static_cast<std::size_t>(kTexts[i].kind) != i) return false;
  }
  return kTexts.size() == static_cast<std::size_t>(MailKind::account_deleted) + 1;
}
static_assert(texts_follow_enumerators(), "every kind of mail has its texts, in order");

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string html_of(const Words& words, std::string_view language, std::string_view value) {
  const std::string shown =
      value.empty() ? std::string{}
                    : fmt::format("<p style=\"font-size:28px;letter-spacing:4px\"><b>{}</b></p>",
                                  escaped(value));
  return fmt::format(
      "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title></head>"
      "<body style=\"font-family:sans-serif;line-height:1.6\"><p>{}</p>{}<p>{}</p></body></html>",
      language, escaped(words.subject), escaped(words.before), shown, escaped(words.after));
}

}  // namespace

Mail make_mail(const Ports& ports, MailKind kind, std::string_view to, std::string_view language,
               std::string_view value) {
  const bool english = language == "en";
  const Text& text = kTexts.at(static_cast<std::size_t>(kind));
  const Words& words = english ? text.english : text.korean;
  Mail mail;
  mail.id = base::new_id(ports.clock, ports.entropy);
  mail.to = to;
  mail.subject = words.subject;
  mail.text = words.before;
  mail.text.append("\n\n");
  if (!value.empty()) mail.text.append("    ").append(value).append("\n\n");
  mail.text.append(words.after).append("\n");
  mail.html = html_of(words, english ? "en" : "ko", value);
  mail.created_at = ports.clock.now();
  mail.due_at = mail.created_at;
  return mail;
}

std::string shortened_email(std::string_view email) {
  const std::size_t at = email.find('@');
  if (at == std::string_view::npos) return {};
  std::string shown{email.substr(0, std::min<std::size_t>(at, 2))};
  return shown.append("***").append(email.substr(at));
}

}  // namespace haetae::accounts
