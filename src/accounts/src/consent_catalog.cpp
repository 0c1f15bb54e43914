// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/consent_catalog.hpp"

#include <algorithm>
#include <array>

namespace haetae::accounts {
namespace {

constexpr std::array kCatalog = {
    CatalogItem{"profile", "프로필 정보(닉네임/프로필 사진)", "Profile (nickname and picture)"},
    CatalogItem{"profile_nickname", "닉네임", "Nickname"},
    CatalogItem{"profile_image", "프로필 사진", "Profile picture"},
    CatalogItem{"account_email", "이메일", "E-mail address"},
    CatalogItem{"name", "이름", "Name"},
    CatalogItem{"gender", "성별", "Gender"},
    CatalogItem{"age_range", "연령대", "Age range"},
    CatalogItem{"birthday", "생일", "Birthday"},
    CatalogItem{"birthyear", "출생 연도", "Year of birth"},
    CatalogItem{"phone_number", "전화번호", "Phone number"},
    CatalogItem{"account_ci", "연계정보(CI)", "Connecting information (CI)"},
    CatalogItem{"shipping_address", "배송지 정보", "Delivery addresses"},
    CatalogItem{"legal_name", "실명", "Legal name"},
    CatalogItem{"legal_birth_date", "법정 생년월일", "Legal date of birth"},
    CatalogItem{"legal_gender", "법정 성별", "Legal gender"},
    CatalogItem{"friends", "친구 목록", "Friends", true},
    CatalogItem{"plusfriends", "채널 추가 상태와 내역", "Channel relations", true},
    CatalogItem{"talk_message", "메시지 전송", "Sending messages", true},
    CatalogItem{"talk_chats", "채팅방 목록", "Chat rooms", true},
    CatalogItem{"story_publish", "스토리 글 작성", "Publishing stories", true},
    CatalogItem{"story_read", "스토리 글 목록", "Reading stories", true},
    CatalogItem{"talk_calendar", "캘린더 일정", "Calendar", true},
    CatalogItem{"talk_calendar_task", "캘린더 할 일", "Calendar tasks", true},
};

}  // namespace

std::span<const CatalogItem> consent_catalog() {
  return kCatalog;
}

const CatalogItem* find_catalog_item(std::string_view id) {
  const auto found = std::find_if(kCatalog.begin(), kCatalog.end(),
                                  [&](const CatalogItem& item) { return item.id == id; });
  return found == kCatalog.end() ? nullptr : &*found;
}

}  // namespace haetae::accounts
