// SPDX-License-Identifier: Apache-2.0
// The parts of the postcode service that need no browser: options, and what a choice gives.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { webRoot } from "../lib/compile.mjs";
import { buildPostcode } from "../postcode/build.mjs";

async function load(name) {
  const result = await build({
    entryPoints: [join(webRoot, "postcode", `${name}.ts`)],
    bundle: true,
    write: false,
    format: "esm",
    logLevel: "warning",
  });
  const code = Buffer.from(result.outputFiles[0].text).toString("base64");
  return import(`data:text/javascript;base64,${code}`);
}

const { dataFields } = await load("contract");
const { complete } = await load("choice");
const { fromQuery, settingsFrom, toQuery } = await load("settings");

const frame = { origin: "https://site.example", channel: "1", query: "판교역로 235" };
const mapping = { autoMappingRoad: true, autoMappingJibun: true };

const lot = (number) => ({
  type: "J",
  data: { jibunAddress: `경기 삼평동 ${number}`, jibunAddressEnglish: `${number} Sampyeong-dong` },
});
const road = (number) => ({
  type: "R",
  data: {
    roadAddress: `경기 판교역로 ${number}`,
    roadAddressEnglish: `${number} Pangyoyeok-ro`,
    zonecode: `1349${number}`,
    buildingName: `건물 ${number}`,
  },
});

function row(type, related) {
  const data = Object.fromEntries(dataFields.map((name) => [name, ""]));
  Object.assign(data, lot(681).data, road(1).data, { query: "판교역로 1" });
  data.address = type === "R" ? data.roadAddress : data.jibunAddress;
  return { type, data, district: "", buildings: [], related };
}

function checkFields(data) {
  assert.deepEqual(Object.keys(data).sort(), [...dataFields].sort());
  for (const name of dataFields) assert.equal(typeof data[name], "string", name);
}

test("there are 39 fields", () => {
  assert.equal(dataFields.length, 39);
  assert.equal(new Set(dataFields).size, 39);
});

test("one road address and one lot fill both, whichever is clicked", () => {
  for (const [part, selected] of [
    ["main", "R"],
    ["related", "J"],
  ]) {
    const data = complete({ row: row("R", [lot(681)]), part, index: 0, english: false }, mapping);
    checkFields(data);
    assert.equal(data.roadAddress, "경기 판교역로 1");
    assert.equal(data.jibunAddress, "경기 삼평동 681");
    assert.equal(data.address, "경기 판교역로 1");
    assert.equal(data.addressType, "R");
    assert.equal(data.userSelectedType, selected);
    assert.equal(data.userLanguageType, "K");
    assert.equal(data.noSelected, "N");
    assert.equal(data.autoRoadAddress + data.autoJibunAddress, "");
  }
});

test("a lot with several road addresses leaves the road open, with the first as a proposal", () => {
  const several = row("J", [road(1), road(2)]);
  const main = complete({ row: several, part: "main", english: true }, mapping);
  checkFields(main);
  assert.equal(main.jibunAddress, "경기 삼평동 681");
  assert.equal(main.roadAddress, "");
  assert.equal(main.roadAddressEnglish, "");
  assert.equal(main.autoRoadAddress, "경기 판교역로 1");
  assert.equal(main.autoRoadAddressEnglish, "1 Pangyoyeok-ro");
  assert.equal(main.userSelectedType, "J");
  assert.equal(main.buildingName, "", "there are two buildings");
  assert.equal(main.userLanguageType, "E");
  const chosen = complete({ row: several, part: "related", index: 1, english: false }, mapping);
  assert.equal(chosen.roadAddress, "경기 판교역로 2");
  assert.equal(chosen.zonecode, "13492");
  assert.equal(chosen.buildingName, "건물 2");
  assert.equal(chosen.address, "경기 삼평동 681", "the row's own address");
  assert.equal(chosen.addressType, "J");
  assert.equal(chosen.userSelectedType, "R");
  assert.equal(chosen.autoRoadAddress, "");
  const none = complete({ row: several, part: "none", english: false }, mapping);
  assert.equal(none.noSelected, "Y");
  assert.equal(none.autoRoadAddress, "경기 판교역로 1");
});

test("a road address with several lots is the mirror of it", () => {
  const several = row("R", [lot(681), lot(682)]);
  const main = complete({ row: several, part: "main", english: false }, mapping);
  assert.equal(main.jibunAddress, "");
  assert.equal(main.autoJibunAddress, "경기 삼평동 681");
  assert.equal(main.autoJibunAddressEnglish, "681 Sampyeong-dong");
  const chosen = complete({ row: several, part: "related", index: 1, english: false }, mapping);
  assert.equal(chosen.jibunAddress, "경기 삼평동 682");
  assert.equal(chosen.userSelectedType, "J");
});

test("a site may do without proposals", () => {
  const none = { autoMappingRoad: false, autoMappingJibun: false };
  const one = complete({ row: row("J", [road(1), road(2)]), part: "main", english: false }, none);
  const other = complete({ row: row("R", [lot(1), lot(2)]), part: "none", english: false }, none);
  assert.equal(one.autoRoadAddress + one.autoRoadAddressEnglish, "");
  assert.equal(other.autoJibunAddress + other.autoJibunAddressEnglish, "");
});

test("the building that was clicked is the building told", () => {
  const choice = { row: row("R", [lot(1)]), part: "main", english: false, building: "나동" };
  assert.equal(complete(choice, mapping).buildingName, "나동");
});

test("options have their defaults, and values beyond their limits are ignored", () => {
  const usual = settingsFrom({}, frame);
  assert.equal(usual.maxSuggestItems, 10);
  assert.equal(usual.shorthand, true);
  assert.equal(usual.autoMappingRoad, true);
  assert.equal(usual.hideEngBtn, false);
  assert.deepEqual(usual.theme, {});
  for (const value of [0, 11, -1, "x", null, Infinity, NaN]) {
    assert.equal(settingsFrom({ maxSuggestItems: value }, frame).maxSuggestItems, 10, `${value}`);
  }
  assert.equal(settingsFrom({ maxSuggestItems: 3 }, frame).maxSuggestItems, 3);
  assert.equal(settingsFrom({ pleaseReadGuide: 2 }, frame).pleaseReadGuide, 0);
  assert.equal(settingsFrom({ pleaseReadGuide: 5 }, frame).pleaseReadGuide, 5);
  assert.equal(settingsFrom({ pleaseReadGuideTimer: 61 }, frame).pleaseReadGuideTimer, 1.5);
  assert.equal(settingsFrom({ autoMapping: false }, frame).autoMappingJibun, false);
  const colours = { bgColor: "#162525", textColor: "red", pageBgColor: "url(x)", other: "#fff" };
  assert.deepEqual(settingsFrom({ theme: colours }, frame).theme, { bgColor: "#162525" });
});

test("the frame reads what the loader wrote", () => {
  const theme = { bgColor: "#162525", emphTextColor: "#FA4256" };
  const options = { shorthand: false, hideEngBtn: true, maxSuggestItems: 4, theme };
  const settings = settingsFrom(options, frame);
  assert.deepEqual(fromQuery(toQuery(settings)), settings);
});

test("the frame speaks to the origin of a web page or to nobody", () => {
  for (const origin of ["*", "", "null", "javascript:alert(1)", "https://a.example/path", "file://"]) {
    assert.equal(fromQuery(new URLSearchParams({ origin }).toString()).origin, "", origin);
  }
  assert.equal(fromQuery("origin=http%3A%2F%2Flocalhost%3A3000").origin, "http://localhost:3000");
});

test("texts are complete in both languages, and the page names no other host", async () => {
  const files = await buildPostcode();
  for (const [name, text] of files) {
    assert.doesNotMatch(text, /https?:\/\/(?!www\.w3\.org)/, name);
    if (name.startsWith("page.")) {
      assert.doesNotMatch(text.replaceAll("{{nonce}}", ""), /\{\{|undefined/, name);
      assert.doesNotMatch(text, /style="|\son\w+="/, `${name} needs no exception in its policy`);
    }
  }
  const [ko, en] = await Promise.all(["ko", "en"].map((language) =>
    import(join(webRoot, `postcode/strings/${language}.json`), { with: { type: "json" } })));
  assert.deepEqual(Object.keys(ko.default), Object.keys(en.default));
});
