// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { webRoot } from "../lib/compile.mjs";
import { readTokens, resolveToken, resolveTokens } from "../lib/tokens.mjs";

const css = resolveTokens(readFileSync(join(webRoot, "css/tokens.css"), "utf8"));
const font = readFileSync(join(webRoot, "css/font.css"), "utf8");
const darkStart = css.indexOf("@media (prefers-color-scheme: dark)");

function colours(text) {
  return Object.fromEntries(
    [...text.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  );
}

const light = colours(css.slice(0, darkStart));
const dark = { ...light, ...colours(css.slice(darkStart)) };

/// WCAG 2.2, relative luminance and contrast ratio.
function luminance(hex) {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const kSurfaces = ["page", "surface", "surface-low"];
const kTextPairs = [
  ...["text", "text-strong", "text-subtle", "text-quiet", "link", "danger-text"].flatMap((text) =>
    kSurfaces.map((surface) => [text, surface]),
  ),
  ["text", "surface-hover"],
  ["text-subtle", "surface-hover"],
  ["text", "input"],
  ["on-accent", "accent"],
  ["on-accent", "accent-hover"],
  ["on-accent", "accent-pressed"],
  ["on-danger", "danger"],
  ["on-danger", "danger-hover"],
  ["accent-text", "accent-soft"],
  ["accent-text", "surface"],
  ["danger-text", "danger-soft"],
  ["success-text", "success-soft"],
  ["warning-text", "warning-soft"],
];
const kEdgePairs = [
  ...["page", "surface"].flatMap((surface) => [
    ["focus", surface],
    ["line-strong", surface],
  ]),
  ["line-strong", "input"],
  ["danger-line", "surface"],
];

for (const [mode, table] of Object.entries({ light, dark })) {
  test(`text has a contrast of at least 4.5 in ${mode} mode`, () => {
    for (const [text, surface] of kTextPairs) {
      const ratio = contrast(table[text], table[surface]);
      assert.ok(ratio >= 4.5, `${text} on ${surface}: ${ratio.toFixed(2)}`);
    }
  });

  test(`borders of controls and the focus have a contrast of at least 3 in ${mode} mode`, () => {
    for (const [edge, surface] of kEdgePairs) {
      const ratio = contrast(table[edge], table[surface]);
      assert.ok(ratio >= 3, `${edge} on ${surface}: ${ratio.toFixed(2)}`);
    }
  });
}

test("every colour that a style sheet names is defined in both modes", () => {
  for (const file of ["base", "layout", "form", "components", "account", "demo", "modes"]) {
    const text = readFileSync(join(webRoot, `css/${file}.css`), "utf8");
    assert.doesNotMatch(text, /#[0-9a-f]{3,8}\b|rgba?\(/i, `${file} has a colour of its own`);
    for (const [, name] of text.matchAll(/var\(--([\w-]+)\)/g)) {
      assert.ok((css + font).includes(`--${name}:`), `${file}: --${name}`);
    }
  }
});

test("a token resolves through its aliases, and rem is scaled to a root of 16px", () => {
  const tokens = new Map([
    ["--krds-a", "var(--krds-b)"],
    ["--krds-b", "1.7rem"],
  ]);
  assert.equal(resolveToken("--krds-a", tokens), "1.0625rem");
  assert.throws(() => resolveToken("--krds-missing", readTokens()), /unknown design token/);
});
