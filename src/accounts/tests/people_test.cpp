// SPDX-License-Identifier: Apache-2.0
#include "world.hpp"

#include <gd.h>

namespace haetae::accounts::test {
namespace {

using Encoder = void* (*)(gdImage*, int*);

std::string painted(int width, int height, Encoder encode) {
  gdImage* image = gdImageCreateTrueColor(width, height);
  gdImageFilledRectangle(image, 0, 0, width, height, gdTrueColor(200, 30, 30));
  int size = 0;
  void* data = encode(image, &size);
  std::string bytes(static_cast<const char*>(data), static_cast<std::size_t>(size));
  gdFree(data);
  gdImageDestroy(image);
  return bytes;
}
std::string png(int width, int height) {
  return painted(width, height, gdImagePngPtr);
}
std::string webp(int width, int height) {
  return painted(width, height, gdImageWebpPtr);
}
std::string jpeg(int width, int height) {
  return painted(width, height,
                 [](gdImage* image, int* size) { return gdImageJpegPtr(image, size, 80); });
}

TEST(ProfilePicture, EveryKindBecomesTwoSquareJpegs) {
  for (const std::string& bytes : {png(300, 200), jpeg(200, 300), webp(64, 64)}) {
    const auto made = make_pictures(bytes);
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(picture_size(made->large)->width, 640U);
    EXPECT_EQ(picture_size(made->large)->height, 640U);
    EXPECT_EQ(picture_size(made->small)->width, 110U);
    EXPECT_TRUE(made->small.starts_with("\xff\xd8"));
  }
}

TEST(ProfilePicture, FilesCutShortAreNoPictures_Threat75) {
  for (const std::string& bytes : {png(40, 40), jpeg(40, 40), webp(40, 40)}) {
    ASSERT_TRUE(make_pictures(bytes).has_value());
    for (std::size_t length = 0; length < std::min<std::size_t>(bytes.size(), 64); ++length) {
      const auto made = make_pictures(std::string_view{bytes}.substr(0, length));
      ASSERT_FALSE(made.has_value()) << length;
      EXPECT_EQ(made.error(), PictureError::not_a_picture);
    }
  }
}

TEST(ProfilePicture, HugeSizesAreRefusedByTheHeaderAlone_Threat75) {
  std::string bytes = png(10, 10);
  bytes[16] = 0x00;
  bytes[17] = 0x01;  // 65546 wide
  bytes[22] = 0x7f;  // and 32522 high
  EXPECT_EQ(make_pictures(bytes).error(), PictureError::too_many_pixels);
  EXPECT_EQ(make_pictures(std::string(kPictureBytesMax + 1, 'x')).error(), PictureError::too_long);
  EXPECT_EQ(make_pictures("GIF89a").error(), PictureError::not_a_picture);
}

TEST(ProfilePicture, ExifOrientationIsHonoured) {
  // Left half red, right half blue, noted as "turn by 180 degrees".
  gdImage* image = gdImageCreateTrueColor(64, 64);
  gdImageFilledRectangle(image, 0, 0, 31, 63, gdTrueColor(255, 0, 0));
  gdImageFilledRectangle(image, 32, 0, 63, 63, gdTrueColor(0, 0, 255));
  int size = 0;
  void* data = gdImageJpegPtr(image, &size, 95);
  std::string bytes(static_cast<const char*>(data), static_cast<std::size_t>(size));
  gdFree(data);
  gdImageDestroy(image);
  const std::string tiff{"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x03\0\0\0\0\0\0\0", 26};
  std::string block{"Exif\0\0", 6};
  block += tiff;
  const std::size_t length = block.size() + 2;
  std::string segment{"\xff\xe1"};
  segment.push_back(static_cast<char>(length >> 8U));
  segment.push_back(static_cast<char>(length & 0xffU));
  bytes.insert(2, segment + block);

  auto made = make_pictures(bytes);
  ASSERT_TRUE(made.has_value());
  gdImage* turned =
      gdImageCreateFromJpegPtr(static_cast<int>(made->large.size()), made->large.data());
  ASSERT_NE(turned, nullptr);
  const int left = gdImageGetTrueColorPixel(turned, 100, 320);
  gdImageDestroy(turned);
  EXPECT_GT(gdTrueColorGetBlue(left), 200);
  EXPECT_LT(gdTrueColorGetRed(left), 60);
}

class OwnAccount : public ::testing::Test, protected World {
 protected:
  void SetUp() override {
    kim_ = person();
    in_ = enter();
  }
  People::ProfileChange change() const {
    People::ProfileChange change;
    change.nickname = "Kim";
    change.language = "en";
    return change;
  }
  Person kim_;
  Entrance in_;
};

TEST_F(OwnAccount, ProfileIsKeptInOneForm) {
  auto wanted = change();
  wanted.profile.phone_number = "010-1234-5678";
  wanted.profile.birthday = "0229";
  wanted.profile.gender = "female";
  wanted.profile.ci = "forged";
  const auto changed = people.change_profile(in_.who, wanted, visitor);
  ASSERT_TRUE(changed.has_value());
  EXPECT_EQ(changed->profile.phone_number, "+82 10-1234-5678");
  EXPECT_EQ(changed->profile.birthday_type, "SOLAR");
  EXPECT_EQ(changed->profile.ci, "");
  EXPECT_EQ(changed->nickname, "Kim");
}

TEST_F(OwnAccount, ImpossibleProfilesAreRefused) {
  const auto fault = [&](auto spoil) {
    auto wanted = change();
    spoil(wanted);
    return people.change_profile(in_.who, wanted, visitor).error();
  };
  using enum PersonError;
  EXPECT_EQ(fault([](auto& wanted) { wanted.profile.birthday = "0230"; }), profile_malformed);
  EXPECT_EQ(fault([](auto& wanted) { wanted.profile.birthyear = "1889"; }), profile_malformed);
  EXPECT_EQ(fault([](auto& wanted) { wanted.profile.phone_number = "12"; }), profile_malformed);
  EXPECT_EQ(fault([](auto& wanted) { wanted.profile.gender = "MALE"; }), profile_malformed);
  EXPECT_EQ(fault([](auto& wanted) { wanted.profile.name = "a\nb"; }), profile_malformed);
  EXPECT_EQ(fault([](auto& wanted) { wanted.language = "fr"; }), profile_malformed);
  EXPECT_EQ(fault([](auto& wanted) { wanted.nickname = ""; }), nickname_malformed);
}

TEST_F(OwnAccount, AddressesAreNumberedAndOneIsTheDefault) {
  auto wanted = change();
  wanted.profile.shipping_addresses.resize(2);
  for (auto& address : wanted.profile.shipping_addresses) {
    address.base_address = "서울특별시 종로구 세종대로 209";
    address.is_default = true;
  }
  const auto changed = people.change_profile(in_.who, wanted, visitor);
  ASSERT_TRUE(changed.has_value());
  const auto& addresses = changed->profile.shipping_addresses;
  EXPECT_GT(addresses[0].id, 0);
  EXPECT_EQ(addresses[1].id, addresses[0].id + 1);
  EXPECT_TRUE(addresses[0].is_default);
  EXPECT_FALSE(addresses[1].is_default);
}

/// Where a parcel goes: the name of the place tells the addresses of a test apart.
ShippingAddress place(std::string name, bool is_default = false, std::int64_t id = 0) {
  ShippingAddress address;
  address.id = id;
  address.name = std::move(name);
  address.is_default = is_default;
  address.base_address = "서울특별시 종로구 세종대로 209";
  return address;
}

/// "*home work": names in order, a star before the default.
std::string names(const base::Outcome<Person, PersonError>& person) {
  std::string out;
  if (!person) return "refused";
  for (const ShippingAddress& address : person->profile.shipping_addresses)
    out += (out.empty() ? "" : " ") + std::string{address.is_default ? "*" : ""} + address.name;
  return out;
}

TEST_F(OwnAccount, OneDeliveryAddressIsAlwaysTheDefault) {
  EXPECT_EQ(names(people.keep_address(in_.who, place("home"), visitor)), "*home");
  const auto two = people.keep_address(in_.who, place("work"), visitor);
  ASSERT_EQ(names(two), "*home work");
  const std::int64_t home = two->profile.shipping_addresses[0].id;
  const std::int64_t work = two->profile.shipping_addresses[1].id;
  EXPECT_EQ(names(people.keep_address(in_.who, place("shop", true), visitor)), "home work *shop");
  EXPECT_EQ(names(people.prefer_address(in_.who, work, visitor)), "home *work shop");
  EXPECT_EQ(names(people.keep_address(in_.who, place("office", false, work), visitor)),
            "home *office shop")
      << "a default address stays so until another is";
  EXPECT_EQ(names(people.keep_address(in_.who, place("flat", true, home), visitor)),
            "*flat office shop");
  clock.advance(std::chrono::minutes{1});
  EXPECT_EQ(names(people.keep_address(in_.who, place("office", false, work), visitor)),
            "*flat office shop");
  EXPECT_EQ(names(people.remove_address(in_.who, home, visitor)), "*office shop");
  EXPECT_EQ(names(people.remove_address(in_.who, work, visitor)), "*shop");
}

TEST_F(OwnAccount, NumberOfARemovedAddressNeverNamesAnother) {
  const auto first = people.keep_address(in_.who, place("home"), visitor);
  ASSERT_TRUE(first.has_value());
  const std::int64_t id = first->profile.shipping_addresses[0].id;
  ASSERT_TRUE(people.remove_address(in_.who, id, visitor).has_value());
  clock.advance(base::Milliseconds{1});
  const auto second = people.keep_address(in_.who, place("work"), visitor);
  ASSERT_TRUE(second.has_value());
  EXPECT_GT(second->profile.shipping_addresses[0].id, id);
}

TEST_F(OwnAccount, DeliveryAddressesAreRefusedWhereTheyCannotBeKept) {
  using enum PersonError;
  EXPECT_EQ(people.keep_address(in_.who, place("home", false, 5), visitor).error(),
            address_unknown);
  EXPECT_EQ(people.prefer_address(in_.who, 5, visitor).error(), address_unknown);
  EXPECT_EQ(people.remove_address(in_.who, 5, visitor).error(), address_unknown);
  ShippingAddress nowhere = place("home");
  nowhere.base_address = " ";
  EXPECT_EQ(people.keep_address(in_.who, nowhere, visitor).error(), address_malformed);
  EXPECT_EQ(
      people.keep_address(in_.who, place(std::string(kProfileTextMax + 1, 'a')), visitor).error(),
      address_malformed);
  for (std::size_t i = 0; i < kAddressesMax; ++i)
    ASSERT_TRUE(people.keep_address(in_.who, place("home"), visitor).has_value());
  EXPECT_EQ(people.keep_address(in_.who, place("home"), visitor).error(), addresses_full);
}

TEST_F(OwnAccount, NewPictureReplacesTheFormerOne) {
  const auto first = people.change_picture(in_.who, png(50, 50), visitor);
  ASSERT_TRUE(first.has_value());
  ASSERT_FALSE(first->picture_id.empty());
  EXPECT_TRUE(people.picture(first->picture_id)->has_value());
  const auto second = people.change_picture(in_.who, jpeg(50, 50), visitor);
  ASSERT_TRUE(second.has_value());
  EXPECT_FALSE(people.picture(first->picture_id)->has_value());
  EXPECT_TRUE(people.change_picture(in_.who, "", visitor)->picture_id.empty());
  EXPECT_FALSE(people.picture(second->picture_id)->has_value());
}

TEST_F(OwnAccount, NewPasswordEndsTheOtherSessionsAndTellsTheOwner) {
  const Entrance other = enter();
  ASSERT_TRUE(people.change_password(in_.who, "quite another 77", visitor).has_value());
  EXPECT_FALSE(who(other.session_cookie).has_value());
  EXPECT_TRUE(who(in_.session_cookie).has_value());
  EXPECT_FALSE(sign_in.with_password(attempt()).has_value());
  EXPECT_EQ(mails().size(), 1U);
}

TEST_F(OwnAccount, SensitiveChangesNeedAFreshSession) {
  clock.advance(Sessions::kFresh);
  EXPECT_EQ(people.change_password(in_.who, "quite another 77", visitor).error(),
            PersonError::not_fresh);
  EXPECT_EQ(people.remove_own(in_.who, visitor).error(), PersonError::not_fresh);
  EXPECT_TRUE(people.find(kim_.id)->has_value());
}

TEST_F(OwnAccount, DeletionLeavesNothingAndTellsTheSites) {
  const App shop = app();
  const auto link = links.agree(shop, kim_.id, {"profile_nickname"}, {}, AgreedBy::page, visitor);
  ASSERT_TRUE(link.has_value());
  const auto picture = people.change_picture(in_.who, png(50, 50), visitor);
  ASSERT_TRUE(picture.has_value());
  clock.advance(base::Milliseconds{1});
  ASSERT_TRUE(people.remove_own(in_.who, visitor).has_value());
  EXPECT_FALSE(who(in_.session_cookie).has_value());
  EXPECT_FALSE(people.find(kim_.id)->has_value());
  EXPECT_FALSE(people.picture(picture->picture_id)->has_value());
  EXPECT_FALSE(links.find_by_subject(shop.number, link->subject)->has_value());
  EXPECT_TRUE(revocations.is_dead(kim_.id, shop.number, FamilyId{}, kStart));
  ASSERT_EQ(notices.told.size(), 1U);
  EXPECT_EQ(notices.told[0],
            std::to_string(shop.number) + " " + std::to_string(link->subject) + " ACCOUNT_DELETE");
  EXPECT_EQ(audited(Event::person_deleted).size(), 1U);
  EXPECT_TRUE(people.create({std::string{kEmail}, std::string{kPassword}, "", ""}).has_value());
}

TEST_F(OwnAccount, ExportTellsEverythingButSecrets) {
  const auto summary = people.summary(kim_.id);
  ASSERT_TRUE(summary.has_value());
  EXPECT_TRUE(summary->has_password);
  EXPECT_EQ(summary->sessions.size(), 1U);
  const std::string text = People::to_export(*summary);
  EXPECT_NE(text.find(kEmail), std::string::npos);
  EXPECT_EQ(text.find("argon2"), std::string::npos);
  EXPECT_EQ(text.find(in_.who.session.id.value()), std::string::npos);
  EXPECT_EQ(text.find(kim_.id.value()), std::string::npos);
}

TEST_F(OwnAccount, OperatorFindsCreatesAndRemoves) {
  EXPECT_EQ(people.create({std::string{kEmail}, "some other 55", "x", ""}).error(),
            PersonError::email_taken);
  EXPECT_EQ(people.find_by_email(" KIM@example.kr")->value_or(Person{}).id, kim_.id);
  ASSERT_TRUE(people.remove(kim_.id).has_value());
  EXPECT_EQ(people.remove(kim_.id).error(), PersonError::unknown);
  EXPECT_EQ(people.set_disabled(kim_.id, true).error(), PersonError::unknown);
}

}  // namespace
}  // namespace haetae::accounts::test
