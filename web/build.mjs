// SPDX-License-Identifier: Apache-2.0
// node web/build.mjs OUTDIR
// Writes what the server embeds: assets/, pages/<language>/, strings/ and
// manifest.json, which lists every file and the hashed address of each asset.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import {
  compilePage,
  languages,
  readStrings,
  readTemplates,
  serverStrings,
  webRoot,
} from "./lib/compile.mjs";
import { resolveTokens } from "./lib/tokens.mjs";

const kHashCharacters = 12;
const kAssets = [
  { key: "css", file: "haetae.css", type: "text/css; charset=utf-8" },
  { key: "js", file: "haetae.js", type: "text/javascript; charset=utf-8" },
  { key: "logo", file: "logo.svg", type: "image/svg+xml", source: "img/logo.svg" },
  { key: "favicon", file: "favicon.svg", type: "image/svg+xml", source: "img/favicon.svg" },
  { key: "person", file: "person.svg", type: "image/svg+xml", source: "img/person.svg" },
];

async function bundle(entry) {
  const result = await build({
    entryPoints: [join(webRoot, entry)],
    bundle: true,
    minify: true,
    write: false,
    legalComments: "none",
    charset: "utf8",
    format: "iife",
    target: ["es2019", "chrome88", "firefox91", "safari15"],
    logLevel: "warning",
  });
  return result.outputFiles[0].text;
}

async function assetText(asset) {
  if (asset.source) return readFileSync(join(webRoot, asset.source), "utf8");
  if (asset.key === "css") return resolveTokens(await bundle("css/haetae.css"));
  return bundle("src/haetae.ts");
}

/// Builds everything in memory: a map from the path below OUTDIR to its text, manifest included.
export async function buildAll() {
  const files = new Map();
  const assets = {};
  const manifest = { assets: [], pages: [], strings: [] };
  for (const asset of kAssets) {
    const text = await assetText(asset);
    const digest = createHash("sha384").update(text).digest();
    const hash = digest.toString("hex").slice(0, kHashCharacters);
    const [stem, ending] = asset.file.split(".");
    const url = `/assets/${stem}.${hash}.${ending}`;
    assets[asset.key] = url;
    files.set(`assets/${asset.file}`, text);
    manifest.assets.push({
      file: `assets/${asset.file}`,
      url,
      type: asset.type,
      integrity: `sha384-${digest.toString("base64")}`,
    });
  }
  const pages = readTemplates("pages");
  for (const language of languages) {
    const strings = readStrings(language);
    for (const name of pages.keys()) {
      if (name.startsWith("_")) continue;
      const file = `pages/${language}/${name}.mustache`;
      files.set(file, compilePage(name, pages, strings, assets));
      manifest.pages.push({ file, name, language });
    }
    const file = `strings/${language}.json`;
    files.set(file, JSON.stringify(serverStrings(strings), null, 1) + "\n");
    manifest.strings.push({ file, language });
  }
  files.set("manifest.json", JSON.stringify(manifest, null, 1) + "\n");
  return files;
}

async function main() {
  const out = process.argv[2];
  if (!out) {
    process.stderr.write("usage: node web/build.mjs OUTDIR\n");
    process.exit(2);
  }
  const files = await buildAll();
  for (const part of ["assets", "pages", "strings"]) {
    rmSync(join(resolve(out), part), { recursive: true, force: true });
  }
  for (const [path, text] of files) {
    const target = join(resolve(out), path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
