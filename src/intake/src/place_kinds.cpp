// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/places.hpp"

#include <algorithm>
#include <array>

namespace haetae::intake {
namespace {

// Group codes: spec of Kakao Local's category search. Words are those of OpenStreetMap and of the
// standard data sets of data.go.kr. Sorted by word.
constexpr PlaceKind kKinds[] = {
    {"airport", "", "교통,수송 > 공항"},
    {"aquarium", "AT4", "여행 > 관광,명소 > 수족관"},
    {"arts_centre", "CT1", "문화,예술 > 문화시설"},
    {"attraction", "AT4", "여행 > 관광,명소"},
    {"bakery", "FD6", "음식점 > 간식 > 제과,베이커리"},
    {"bank", "BK9", "금융,보험 > 금융서비스 > 은행"},
    {"bar", "FD6", "음식점 > 술집"},
    {"beach", "AT4", "여행 > 관광,명소 > 해수욕장,해변"},
    {"bus_station", "", "교통,수송 > 버스터미널"},
    {"cafe", "CE7", "음식점 > 카페"},
    {"car_park", "PK6", "교통,수송 > 교통시설 > 주차장"},
    {"castle", "AT4", "여행 > 관광,명소 > 문화유적"},
    {"charging_station", "OL7", "교통,수송 > 자동차 > 전기차충전소"},
    {"childcare", "PS3", "교육,학문 > 유아교육 > 어린이집"},
    {"cinema", "CT1", "문화,예술 > 영화,영상 > 영화관"},
    {"clinic", "HP8", "의료,건강 > 병원 > 의원"},
    {"college", "SC4", "교육,학문 > 학교 > 대학교"},
    {"community_centre", "", "사회,공공기관 > 주민센터,복지시설"},
    {"convenience", "CS2", "가정,생활 > 편의점"},
    {"courthouse", "PO3", "사회,공공기관 > 행정기관 > 법원"},
    {"dentist", "HP8", "의료,건강 > 병원 > 치과"},
    {"department_store", "MT1", "가정,생활 > 백화점"},
    {"doctors", "HP8", "의료,건강 > 병원 > 의원"},
    {"estate_agent", "AG2", "부동산 > 부동산서비스 > 부동산중개업"},
    {"fast_food", "FD6", "음식점 > 패스트푸드"},
    {"fire_station", "PO3", "사회,공공기관 > 행정기관 > 소방서"},
    {"fuel", "OL7", "교통,수송 > 자동차 > 주유,가스"},
    {"gallery", "CT1", "문화,예술 > 문화시설 > 전시관"},
    {"garden", "AT4", "여행 > 공원 > 정원"},
    {"government", "PO3", "사회,공공기관 > 행정기관"},
    {"guest_house", "AD5", "여행 > 숙박 > 게스트하우스"},
    {"hospital", "HP8", "의료,건강 > 병원"},
    {"hostel", "AD5", "여행 > 숙박 > 호스텔"},
    {"hotel", "AD5", "여행 > 숙박 > 호텔"},
    {"kindergarten", "PS3", "교육,학문 > 유아교육 > 유치원"},
    {"language_school", "AC5", "교육,학문 > 학원 > 어학원"},
    {"library", "CT1", "교육,학문 > 학습시설 > 도서관"},
    {"mall", "MT1", "가정,생활 > 쇼핑센터"},
    {"marketplace", "", "가정,생활 > 시장"},
    {"metro", "SW8", "교통,수송 > 지하철,전철 > 지하철역"},
    {"metro_station", "SW8", "교통,수송 > 지하철,전철 > 지하철역"},
    {"motel", "AD5", "여행 > 숙박 > 여관,모텔"},
    {"museum", "CT1", "문화,예술 > 문화시설 > 박물관"},
    {"music_school", "AC5", "교육,학문 > 학원 > 음악학원"},
    {"park", "AT4", "여행 > 공원"},
    {"parking", "PK6", "교통,수송 > 교통시설 > 주차장"},
    {"pharmacy", "PM9", "의료,건강 > 약국"},
    {"place_of_worship", "", "사회,공공기관 > 종교"},
    {"police", "PO3", "사회,공공기관 > 행정기관 > 경찰서"},
    {"post_office", "PO3", "사회,공공기관 > 행정기관 > 우체국"},
    {"prep_school", "AC5", "교육,학문 > 학원"},
    {"pub", "FD6", "음식점 > 술집"},
    {"restaurant", "FD6", "음식점"},
    {"school", "SC4", "교육,학문 > 학교"},
    {"sports_centre", "", "스포츠,레저 > 스포츠시설"},
    {"stadium", "", "스포츠,레저 > 경기장"},
    {"station", "SW8", "교통,수송 > 기차,철도 > 역"},
    {"subway", "SW8", "교통,수송 > 지하철,전철 > 지하철역"},
    {"supermarket", "MT1", "가정,생활 > 슈퍼마켓"},
    {"theatre", "CT1", "문화,예술 > 문화시설 > 공연장"},
    {"theme_park", "AT4", "여행 > 관광,명소 > 테마파크"},
    {"townhall", "PO3", "사회,공공기관 > 행정기관"},
    {"university", "SC4", "교육,학문 > 학교 > 대학교"},
    {"viewpoint", "AT4", "여행 > 관광,명소 > 전망대"},
    {"zoo", "AT4", "여행 > 관광,명소 > 동물원"},
};

constexpr std::string_view kGroups[] = {"MT1", "CS2", "PS3", "SC4", "AC5", "PK6",
                                        "OL7", "SW8", "BK9", "CT1", "AG2", "PO3",
                                        "AT4", "AD5", "FD6", "CE7", "HP8", "PM9"};

}  // namespace

const PlaceKind* kind_of_place(std::string_view word) {
  const auto* found =
      std::lower_bound(std::begin(kKinds), std::end(kKinds), word,
                       [](const PlaceKind& kind, std::string_view w) { return kind.word < w; });
  return found != std::end(kKinds) && found->word == word ? found : nullptr;
}

bool is_category_group(std::string_view text) {
  return std::find(std::begin(kGroups), std::end(kGroups), text) != std::end(kGroups);
}

}  // namespace haetae::intake
