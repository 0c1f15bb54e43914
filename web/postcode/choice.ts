// SPDX-License-Identifier: Apache-2.0
import type { AddressType, PostcodeData } from "./contract";

/// One address of the other kind: what changes in the fields when it is chosen.
export interface Related {
  type: AddressType;
  data: Partial<PostcodeData>;
}

/// One row of a result, as /postcode/api/search gives it.
export interface Row {
  type: AddressType;
  /// All fields, with the first related address in place.
  data: PostcodeData;
  /// 행정동, shown when asked for.
  district: string;
  /// Names of buildings, when there are several.
  buildings: string[];
  /// At least one where the row has a counterpart; several mean that one has to be chosen (1:N).
  related: Related[];
}

export interface Page {
  count: number;
  page: number;
  pages: number;
  rows: Row[];
  /// Addresses that exist near the one asked for, when that one does not.
  near: string[];
}

export interface Choice {
  row: Row;
  /// The row's own address, a related one, or "none of these" among the related ones.
  part: "main" | "related" | "none";
  /// Of the related address.
  index?: number;
  english: boolean;
  building?: string;
}

export interface Mapping {
  autoMappingRoad: boolean;
  autoMappingJibun: boolean;
}

/// The data of `oncomplete` for what a person chose.
/// Source: the service's guide on addresses that map to several others.
export function complete({ row, part, index = 0, english, building }: Choice, mapping: Mapping) {
  const data: PostcodeData = { ...row.data };
  data.addressType = row.type;
  data.userLanguageType = english ? "E" : "K";
  data.userSelectedType = row.type;
  data.noSelected = part === "none" ? "Y" : "N";
  const chosen = part === "related" ? row.related[index] : undefined;
  if (chosen) {
    Object.assign(data, chosen.data);
    data.userSelectedType = chosen.type;
  } else if (row.related.length > 1) {
    leaveOpen(data, row, mapping);
    // Of several buildings on the lot, none was meant.
    if (row.type === "J" && !hasOneBuilding(row)) data.buildingName = "";
  }
  if (building !== undefined) data.buildingName = building;
  return data;
}

export function hasOneBuilding(row: Row): boolean {
  return row.related.every(({ data }) => data.buildingName === row.related[0]?.data.buildingName);
}

/// The other kind is not chosen: its fields stay empty, and the first one is given as a proposal.
function leaveOpen(data: PostcodeData, row: Row, mapping: Mapping): void {
  const first = row.related[0]?.data ?? {};
  if (row.type === "R") {
    data.jibunAddress = data.jibunAddressEnglish = "";
    if (!mapping.autoMappingJibun) return;
    data.autoJibunAddress = first.jibunAddress ?? "";
    data.autoJibunAddressEnglish = first.jibunAddressEnglish ?? "";
  } else {
    data.roadAddress = data.roadAddressEnglish = "";
    if (!mapping.autoMappingRoad) return;
    data.autoRoadAddress = first.roadAddress ?? "";
    data.autoRoadAddressEnglish = first.roadAddressEnglish ?? "";
  }
}

/// Reads the server's answer; nothing of it is trusted to have its shape.
/// Errors: TypeError when it is no result.
export function readPage(answer: unknown): Page {
  const page = answer as Page;
  if (typeof page?.count !== "number" || !Array.isArray(page.rows)) throw new TypeError("no result");
  return page;
}
