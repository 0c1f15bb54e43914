// SPDX-License-Identifier: Apache-2.0
import en from "./strings/en.json";
import ko from "./strings/ko.json";

const english = document.documentElement.lang === "en";
const table: Record<keyof typeof ko, string> = english ? en : ko;

/// The language that the server chose for this browser.
export const isEnglish = english;

/// A text of the page's language, its `{placeholders}` filled.
export function say(key: keyof typeof ko, values: Record<string, string | number> = {}): string {
  return table[key].replace(/\{(\w+)\}/g, (match, name: string) => {
    const value = values[name];
    return typeof value === "number" ? value.toLocaleString() : (value ?? match);
  });
}
