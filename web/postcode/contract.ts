// SPDX-License-Identifier: Apache-2.0
// What the loader, which runs in the site's page, and the search page in the frame agree on.

/// The fields that `oncomplete` gets, every one always a string.
/// Source: the service's guide; `@types/daum-postcode`.
export const dataFields = [
  "address",
  "addressEnglish",
  "addressType",
  "apartment",
  "autoJibunAddress",
  "autoJibunAddressEnglish",
  "autoRoadAddress",
  "autoRoadAddressEnglish",
  "bcode",
  "bname",
  "bname1",
  "bname1English",
  "bname2",
  "bname2English",
  "bnameEnglish",
  "buildingCode",
  "buildingName",
  "hname",
  "jibunAddress",
  "jibunAddressEnglish",
  "noSelected",
  "postcode",
  "postcode1",
  "postcode2",
  "postcodeSeq",
  "query",
  "roadAddress",
  "roadAddressEnglish",
  "roadname",
  "roadnameCode",
  "roadnameEnglish",
  "sido",
  "sidoEnglish",
  "sigungu",
  "sigunguCode",
  "sigunguEnglish",
  "userLanguageType",
  "userSelectedType",
  "zonecode",
] as const;

export type DataField = (typeof dataFields)[number];
export type PostcodeData = Record<DataField, string>;

export type AddressType = "R" | "J";

/// Where the search page stands, on the origin that served the loader.
export const searchPath = "/postcode/search";

/// Marks our messages among all others that a page may get.
export const messageMark = "haetae.postcode";

/// What the frame tells the document around it; nothing is ever told to the frame.
export type FrameEvent =
  | { name: "search"; q: string; count: number }
  | { name: "resize"; width: number; height: number }
  | { name: "complete"; data: PostcodeData };

export interface FrameMessage {
  mark: typeof messageMark;
  /// The number that the loader gave this frame.
  channel: string;
  event: FrameEvent;
}

export const themeColours = [
  "bgColor",
  "searchBgColor",
  "contentBgColor",
  "pageBgColor",
  "textColor",
  "queryTextColor",
  "postcodeTextColor",
  "emphTextColor",
  "outlineColor",
] as const;

export type ThemeColour = (typeof themeColours)[number];
export type Theme = Partial<Record<ThemeColour, string>>;
