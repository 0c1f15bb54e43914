// SPDX-License-Identifier: Apache-2.0
// node web/postcode/build.mjs SOURCE.cpp SOURCE.d
// Builds the postcode service (loader, search page, its script and style) and writes it as a C++
// source that the server carries. SOURCE.d tells the build what to watch.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { languages, webRoot } from "../lib/compile.mjs";
import { embeddedSource, writeWatch } from "../lib/cpp.mjs";
import { resolveTokens } from "../lib/tokens.mjs";

const kFolder = join(webRoot, "postcode");
const kHashCharacters = 12;
const kHtmlEscapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

async function bundle(entry, target) {
  const result = await build({
    entryPoints: [join(kFolder, entry)],
    bundle: true,
    minify: true,
    write: false,
    legalComments: "none",
    charset: entry.endsWith(".css") ? "utf8" : "ascii",
    format: "iife",
    target,
    logLevel: "warning",
  });
  return result.outputFiles[0].text;
}

/// The page in one language. What is left is `{{nonce}}`, which the server fills.
function pageIn(language, assets) {
  const words = JSON.parse(readFileSync(join(kFolder, "strings", `${language}.json`), "utf8"));
  const escape = (text) => text.replace(/[&<>"]/g, (character) => kHtmlEscapes[character]);
  return readFileSync(join(kFolder, "page.html"), "utf8")
    .replaceAll("{{language}}", language)
    .replace(/\{\{(t|asset)\.(\w+)\}\}/g, (match, kind, key) => {
      const table = kind === "t" ? words : assets;
      if (!(key in table)) throw new Error(`page.html: unknown ${kind}.${key}`);
      return escape(table[key]);
    });
}

/// Builds everything in memory: a map from a name to its text.
export async function buildPostcode() {
  const files = new Map();
  // The loader runs in pages of any age and charset; the search page is ours alone.
  files.set("loader.js", await bundle("loader.ts", ["es2018", "chrome70", "firefox68", "safari14.1"]));
  const assets = {};
  for (const [key, text] of [
    ["js", await bundle("app.ts", ["es2019", "chrome88", "firefox91", "safari15"])],
    ["css", resolveTokens(await bundle("postcode.css", ["chrome88", "firefox91", "safari15"]))],
  ]) {
    const hash = createHash("sha384").update(text).digest("hex").slice(0, kHashCharacters);
    assets[key] = `/postcode/assets/search.${hash}.${key}`;
    files.set(assets[key], text);
  }
  for (const language of languages) files.set(`page.${language}.html`, pageIn(language, assets));
  return files;
}

async function main() {
  const [source, watch] = process.argv.slice(2);
  if (!source || !watch) {
    process.stderr.write("usage: node web/postcode/build.mjs SOURCE.cpp SOURCE.d\n");
    process.exit(2);
  }
  writeFileSync(
    source,
    embeddedSource({
      maker: "web/postcode/build.mjs from the sources beside it",
      header: "postcode_files.hpp",
      module: "kakao",
      type: "PostcodeFile",
      accessor: "postcode_files",
      files: await buildPostcode(),
    }),
  );
  writeWatch(
    watch,
    source,
    ["postcode", "postcode/strings", "lib", "css"].map((name) => join(webRoot, name)),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
