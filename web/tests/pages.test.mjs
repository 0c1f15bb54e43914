// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";
import Mustache from "mustache";
import { buildAll } from "../build.mjs";
import { languages, readStrings, readTemplates, serverStrings } from "../lib/compile.mjs";
import { samples } from "../samples.mjs";

const pages = readTemplates("pages");
const files = await buildAll();
const sources = [...pages];

function rendered() {
  return languages.flatMap((language) =>
    samples(language).map(({ page, variant, view }) => ({
      name: `${page}.${variant}.${language}`,
      html: Mustache.render(files.get(`pages/${language}/${page}.mustache`), view),
    })),
  );
}

test("both languages have the same strings, none empty", () => {
  const [ko, en] = languages.map(readStrings);
  assert.deepEqual(Object.keys(ko), Object.keys(en));
  for (const table of [ko, en]) {
    for (const [key, text] of Object.entries(table)) assert.ok(text.trim(), key);
  }
});

test("both languages of a string carry the same variables", () => {
  const [ko, en] = languages.map(readStrings);
  const variables = (text) => [...text.matchAll(/\{+[\w.]+\}+/g)].map(([name]) => name).sort();
  for (const key of Object.keys(ko)) assert.deepEqual(variables(ko[key]), variables(en[key]), key);
});

test("every string that a template names exists, and every string is used", () => {
  const used = new Set();
  for (const [name, source] of sources) {
    for (const [, key] of source.matchAll(/\{\{t\.(\w+)\}\}/g)) {
      assert.ok(key in readStrings("ko"), `${name}: ${key}`);
      used.add(key);
    }
  }
  const idle = Object.keys(readStrings("ko")).filter(
    (key) => !key.startsWith("msg_") && !used.has(key),
  );
  assert.deepEqual(idle, []);
});

test("the server's strings are plain text with {placeholders} only", () => {
  for (const language of languages) {
    for (const [key, text] of Object.entries(serverStrings(readStrings(language)))) {
      assert.doesNotMatch(text, /\{\{|[<>]/, key);
    }
  }
});

test("templates hold no inline script, style or handler and reach no other host", () => {
  for (const [name, source] of pages) {
    assert.doesNotMatch(source, /<script(?![^>]*\bsrc=)/i, name);
    assert.doesNotMatch(source, /<style|\sstyle=|\son\w+=|javascript:/i, name);
    assert.doesNotMatch(source, /(src|href|action)="(https?:)?\/\//i, name);
  }
});

test("templates keep to the mustache of the server: no delimiters, no raw output", () => {
  for (const [name, source] of sources) {
    assert.doesNotMatch(source, /\{\{\{|\{\{&|\{\{=/, name);
  }
});

test("every form that changes something here carries the form token, no other form does", () => {
  for (const [name, source] of pages) {
    for (const [form] of source.matchAll(/<form[\s\S]*?<\/form>/g)) {
      // What only reads, or leads to a site, would tell the token to addresses and strangers.
      if (/^<form method="get"|^<form[^>]* data-foreign/.test(form)) {
        assert.doesNotMatch(form, /name="csrf"|\{\{> _hidden\}\}/, name);
        continue;
      }
      assert.match(form, /method="post"/, name);
      assert.match(form, /name="csrf"|\{\{> _hidden\}\}/, name);
    }
  }
});

test("every input of every rendered page has a label, and ids are unique", () => {
  for (const { name, html } of rendered()) {
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length, `${name}: ${ids}`);
    for (const [input] of html.matchAll(/<input[^>]*>/g)) {
      if (/type="hidden"/.test(input)) continue;
      const id = /\sid="([^"]*)"/.exec(input)?.[1];
      const named = id && html.includes(`<label for="${id}">`);
      const wrapped =
        html.includes(input) && /<label class="check[^>]*>$/.test(html.split(input)[0]);
      assert.ok(named || wrapped, `${name}: ${input}`);
    }
    for (const [, target] of html.matchAll(/aria-(?:describedby|labelledby)="([^"]*)"/g)) {
      for (const id of target.split(" ")) assert.ok(ids.includes(id), `${name}: ${id}`);
    }
  }
});

test("every rendered page has a language, one title, one heading, landmarks and a skip link", () => {
  for (const { name, html } of rendered()) {
    assert.match(html, new RegExp(`<html lang="${name.slice(-2)}">`), name);
    assert.equal(html.match(/<title>[^<]+ - [^<]+<\/title>/g)?.length, 1, name);
    assert.equal(html.match(/<h1/g)?.length, 1, name);
    assert.equal(html.match(/<main id="main"/g)?.length, 1, name);
    assert.match(html, /<a class="skip" href="#main">/, name);
    assert.doesNotMatch(html, /\{\{|\}\}/, name);
  }
});

test("an error names itself in the title and links to its field", () => {
  const page = rendered().find(({ name }) => name === "sign_in.error.ko");
  assert.match(page.html, /<title>오류: /);
  assert.match(page.html, /<a href="#loginId">/);
});

test("values of the view model are escaped in pages", () => {
  const view = samples("en").find(
    ({ page, variant }) => page === "sign_in" && variant === "app",
  ).view;
  const hostile = { ...view, login_id: { value: '"><script>1</script>' } };
  const html = Mustache.render(files.get("pages/en/sign_in.mustache"), hostile);
  assert.doesNotMatch(html, /<script>1/);
});

test("the stable hooks are where clients of the pages expect them", () => {
  const has = (page, ...hooks) => {
    for (const language of languages) {
      const source = files.get(`pages/${language}/${page}.mustache`);
      for (const hook of hooks) assert.ok(source.includes(hook), `${page}: ${hook}`);
    }
  };
  has("sign_in", 'name="loginId"', 'name="password"', 'action="/sign-in"', 'data-testid="sign-in"');
  has("sign_in", 'data-testid="sign-in-passkey"', 'data-testid="sign-up"', "username webauthn");
  has("consent", 'data-testid="consent-accept"', 'data-testid="consent-deny"');
  has("account", 'data-testid="sign-out"', 'data-testid="passkey-add"', 'data-testid="disconnect"');
  has("account", 'data-testid="address-add"', 'data-testid="address-edit"');
  has("account_address_find", 'name="q"', 'data-testid="address-pick"');
  has("account_address", 'data-testid="address-save"', 'name="receiver_phone1"');
  has("sign_up", 'data-testid="sign-up-submit"');
  has("reset", 'data-testid="reset-submit"');
  has("account_delete", 'data-testid="delete-account"');
});
