// SPDX-License-Identifier: Apache-2.0
// Turns the page sources into the templates that the server embeds: one per language, with
// partials, strings and asset addresses already in place, so that rendering a page costs the
// server no look-up that could have been made here.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const webRoot = join(dirname(fileURLToPath(import.meta.url)), "..");
export const languages = ["ko", "en"];

const kPartialDepthMax = 8;

/// Reads every `*.mustache` of a folder; keys are the names without the ending.
export function readTemplates(folder) {
  const templates = new Map();
  for (const file of readdirSync(join(webRoot, folder)).sort()) {
    if (!file.endsWith(".mustache")) continue;
    templates.set(
      file.slice(0, -".mustache".length),
      readFileSync(join(webRoot, folder, file), "utf8"),
    );
  }
  return templates;
}

export function readStrings(language) {
  return JSON.parse(readFileSync(join(webRoot, "strings", `${language}.json`), "utf8"));
}

const kHtmlEscapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escapeHtml = (text) => text.replace(/[&<>"]/g, (character) => kHtmlEscapes[character]);

/// A string may hold mustache variables of the page's view model; those stay as they are, so that
/// the server escapes their values when it renders.
function escapeAroundTags(text) {
  return text
    .split(/(\{\{[^{}]+\}\})/)
    .map((part) => (part.startsWith("{{") ? part : escapeHtml(part)))
    .join("");
}

function inlinePartials(source, templates, depth = 0) {
  if (depth > kPartialDepthMax) throw new Error("partials nest too deeply");
  return source.replace(/([ \t]*)\{\{>\s*([\w-]+)\s*\}\}/g, (match, indent, name) => {
    const partial = templates.get(name);
    if (partial === undefined) throw new Error(`unknown partial ${name}`);
    return indent + inlinePartials(partial.replace(/\n$/, ""), templates, depth + 1);
  });
}

/// Removes comments, trailing blanks and empty lines: they are for the reader of the source.
const tidy = (source) =>
  source
    .replace(/\{\{![\s\S]*?\}\}\n?/g, "")
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{2,}/g, "\n")
    .replace(/^\n/, "");

/// Compiles one page for one language. `assets` maps names (`css`, `js`, …) to addresses.
export function compilePage(name, templates, strings, assets) {
  const inlined = tidy(inlinePartials(templates.get(name), templates));
  return inlined.replace(/\{\{(t|asset)\.([\w]+)\}\}/g, (match, kind, key) => {
    const table = kind === "t" ? strings : assets;
    if (!(key in table)) throw new Error(`${name}: unknown ${kind}.${key}`);
    return kind === "t" ? escapeAroundTags(table[key]) : table[key];
  });
}

/// Strings that the server picks by itself: everything that starts with `msg_`.
export function serverStrings(strings) {
  return Object.fromEntries(Object.entries(strings).filter(([key]) => key.startsWith("msg_")));
}
