// SPDX-License-Identifier: Apache-2.0
import { type Theme, themeColours } from "./contract";

/// What the search page is told by the loader, in the query of its address.
export interface Settings {
  /// Origin of the site's page: the only one that messages go to.
  origin: string;
  channel: string;
  query: string;
  autoMappingRoad: boolean;
  autoMappingJibun: boolean;
  shorthand: boolean;
  focusInput: boolean;
  useSuggest: boolean;
  hideEngBtn: boolean;
  alwaysShowEngAddr: boolean;
  showMoreHName: boolean;
  submitMode: boolean;
  /// 1–10.
  maxSuggestItems: number;
  /// 0, or from how many pages on the help is shown beside the result: 3–20.
  pleaseReadGuide: number;
  /// Seconds, 0.1–60.
  pleaseReadGuideTimer: number;
  theme: Theme;
}

const kSwitches = [
  "autoMappingRoad",
  "autoMappingJibun",
  "shorthand",
  "focusInput",
  "useSuggest",
  "hideEngBtn",
  "alwaysShowEngAddr",
  "showMoreHName",
  "submitMode",
] as const;

type Given = Record<string, unknown>;

function flag(given: Given, name: string, otherwise: boolean): boolean {
  return given[name] === undefined || given[name] === null ? otherwise : Boolean(given[name]);
}

/// A number within its limits, or what holds without it.
function number(value: unknown, least: number, most: number, otherwise: number): number {
  const given = Number(value);
  return value !== null && value !== "" && given >= least && given <= most ? given : otherwise;
}

function isColour(value: unknown): value is string {
  return typeof value === "string" && /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(value);
}

function themeOf(given: unknown): Theme {
  const theme: Theme = {};
  if (typeof given !== "object" || given === null) return theme;
  for (const name of themeColours) {
    const value = (given as Given)[name];
    if (isColour(value)) theme[name] = value;
  }
  return theme;
}

/// Reads the options of a site: unknown ones are ignored, and so are values beyond their limits.
export function settingsFrom(
  options: Given,
  frame: { origin: string; channel: string; query: string },
): Settings {
  const mapping = flag(options, "autoMapping", true);
  return {
    ...frame,
    autoMappingRoad: flag(options, "autoMappingRoad", mapping),
    autoMappingJibun: flag(options, "autoMappingJibun", mapping),
    shorthand: flag(options, "shorthand", true),
    focusInput: flag(options, "focusInput", true),
    useSuggest: flag(options, "useSuggest", true),
    hideEngBtn: flag(options, "hideEngBtn", false),
    alwaysShowEngAddr: flag(options, "alwaysShowEngAddr", false),
    showMoreHName: flag(options, "showMoreHName", false),
    submitMode: flag(options, "submitMode", true),
    maxSuggestItems: Math.floor(number(options.maxSuggestItems, 1, 10, 10)),
    pleaseReadGuide: Math.floor(number(options.pleaseReadGuide, 3, 20, 0)),
    pleaseReadGuideTimer: number(options.pleaseReadGuideTimer, 0.1, 60, 1.5),
    theme: themeOf(options.theme),
  };
}

export function toQuery(settings: Settings): string {
  const query = new URLSearchParams({
    origin: settings.origin,
    channel: settings.channel,
    q: settings.query,
    maxSuggestItems: String(settings.maxSuggestItems),
    pleaseReadGuide: String(settings.pleaseReadGuide),
    pleaseReadGuideTimer: String(settings.pleaseReadGuideTimer),
  });
  for (const name of kSwitches) query.set(name, settings[name] ? "1" : "0");
  for (const name of themeColours) {
    const colour = settings.theme[name];
    if (colour) query.set(name, colour);
  }
  return query.toString();
}

/// Reads them in the frame. The address may have been written by anybody, so everything is
/// checked again. `origin` is empty when it is not the origin of a web page.
export function fromQuery(text: string): Settings {
  const query = new URLSearchParams(text);
  const given: Given = {};
  for (const [name, value] of query) given[name] = value;
  for (const name of kSwitches) if (query.has(name)) given[name] = query.get(name) === "1";
  given.theme = { ...given };
  return settingsFrom(given, {
    origin: webOrigin(query.get("origin") ?? ""),
    channel: query.get("channel") ?? "",
    query: query.get("q") ?? "",
  });
}

function webOrigin(text: string): string {
  try {
    const { origin } = new URL(text);
    return /^https?:/.test(origin) && origin === text ? origin : "";
  } catch {
    return "";
  }
}
