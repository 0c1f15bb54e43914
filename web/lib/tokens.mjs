// SPDX-License-Identifier: Apache-2.0
// Design tokens of the Korean government's design system (npm krds-uiux): our style sheets name
// them as `var(--krds-…)` and the build puts the plain value there, so that only what is used
// is sent. The system counts 1rem as 10px; ours is the browser's own 16px, so rem is scaled.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const kRemScale = 10 / 16;

export function readTokens() {
  const resolver = createRequire(import.meta.url);
  const root = dirname(resolver.resolve("krds-uiux/package.json"));
  const css = readFileSync(join(root, "resources/css/token/krds_tokens.css"), "utf8");
  const tokens = new Map();
  for (const [, name, value] of css.matchAll(/(--krds-[\w-]+):\s*([^;]+);/g)) {
    tokens.set(name, value.trim());
  }
  return tokens;
}

/// The plain value of one token. Throws when the token, or one that it leans on, is unknown.
export function resolveToken(name, tokens, depth = 0) {
  const value = tokens.get(name);
  if (value === undefined || depth > 8) throw new Error(`unknown design token ${name}`);
  const alias = /^var\((--krds-[\w-]+)\)$/.exec(value);
  if (alias) return resolveToken(alias[1], tokens, depth + 1);
  const rem = /^(-?[\d.]+)rem$/.exec(value);
  if (!rem) return value;
  const scaled = Number((Number(rem[1]) * kRemScale).toFixed(4));
  return scaled === 0 ? "0" : `${scaled}rem`;
}

export function resolveTokens(css, tokens = readTokens()) {
  return css.replace(/var\((--krds-[\w-]+)\)/g, (match, name) => resolveToken(name, tokens));
}
