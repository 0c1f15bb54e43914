// SPDX-License-Identifier: Apache-2.0
// node web/preview.mjs OUTDIR [--shots PAGE,…]
// Renders every page with sample data in both languages; with --shots also photographs them in
// Chromium at phone and desktop width, light and dark.
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import Mustache from "mustache";
import { buildAll } from "./build.mjs";
import { languages } from "./lib/compile.mjs";
import { samples } from "./samples.mjs";

const kChromium = process.env.CHROMIUM ?? "/usr/bin/chromium";
const kChromiumFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const kScreens = [
  { name: "phone", width: 390, height: 780 },
  { name: "desktop", width: 1280, height: 860 },
];

/// The samples as documents whose asset addresses point at files beside them.
export async function render() {
  const files = await buildAll();
  const { assets } = JSON.parse(files.get("manifest.json"));
  const documents = [];
  for (const language of languages) {
    for (const { page, variant, view } of samples(language)) {
      let html = Mustache.render(files.get(`pages/${language}/${page}.mustache`), view);
      for (const asset of assets) html = html.replaceAll(asset.url, asset.file);
      documents.push({ name: `${page}.${variant}.${language}`, html });
    }
  }
  return { documents, files };
}

async function photograph(out, names) {
  const { chromium } = await import("playwright-core");
  const browser = await chromium.launch({ executablePath: kChromium, args: kChromiumFlags });
  for (const screen of kScreens) {
    for (const colorScheme of ["light", "dark"]) {
      const context = await browser.newContext({ viewport: screen, colorScheme });
      const tab = await context.newPage();
      for (const name of names) {
        await tab.goto(pathToFileURL(join(out, `${name}.html`)).href);
        const path = join(out, "shots", `${name}.${screen.name}.${colorScheme}.png`);
        await tab.screenshot({ path, fullPage: true });
      }
      await context.close();
    }
  }
  await browser.close();
}

async function main() {
  const out = process.argv[2];
  if (!out) {
    process.stderr.write("usage: node web/preview.mjs OUTDIR [--shots PAGE,…]\n");
    process.exit(2);
  }
  const { documents, files } = await render();
  mkdirSync(join(resolve(out), "assets"), { recursive: true });
  for (const [path, text] of files) {
    if (path.startsWith("assets/")) writeFileSync(join(out, path), text);
  }
  for (const { name, html } of documents) writeFileSync(join(out, `${name}.html`), html);
  if (process.argv[3] !== "--shots") return;
  const wanted = (process.argv[4] ?? "").split(",").filter(Boolean);
  const chosen = documents
    .map(({ name }) => name)
    .filter((name) => wanted.length === 0 || wanted.some((start) => name.startsWith(start)));
  await photograph(resolve(out), chosen);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
