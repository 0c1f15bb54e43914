// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { samples } from "../samples.mjs";
import { launchBrowser, Site } from "./browser_site.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const kTargetPixelsMin = 44;
const kNarrowPixels = 320;

let browser;
let site;

before(async () => {
  site = await Site.start();
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await site?.stop();
});

/// A page whose console and policy complaints are kept in `problems`.
async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 390, height: 780 }, ...options });
  const page = await context.newPage();
  const problems = [];
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(String(error)));
  if (path) await page.goto(site.origin + path);
  return { context, page, problems };
}

const address = ({ page, variant }, language) => `/pages/${page}/${variant}/${language}`;

async function audit(page) {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await window.axe.run(document, { runOnly: tags });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  });
}

/// Controls that are smaller than a fingertip; links inside running text may be.
function smallTargets(page) {
  return page.evaluate((minimum) => {
    const small = [];
    for (const element of document.querySelectorAll(
      "a, button, summary, label.check, input, select",
    )) {
      const box = element.getBoundingClientRect();
      if (element.closest(".skip, .visually-hidden, .alert, .mail__body, label.check > *"))
        continue;
      if (box.width === 0 || (element.tagName === "INPUT" && element.type === "checkbox")) continue;
      if (box.height < minimum - 0.5 || box.width < minimum - 0.5) {
        small.push(`${element.outerHTML.slice(0, 90)} ${box.width}x${box.height}`);
      }
    }
    return small;
  }, kTargetPixelsMin);
}

for (const { language, colorScheme, width } of [
  { language: "ko", colorScheme: "light", width: 390 },
  { language: "en", colorScheme: "dark", width: 1280 },
]) {
  test(`every page passes the accessibility audit, ${language}, ${colorScheme}, ${width}px`, async () => {
    const { context, page, problems } = await open("", {
      colorScheme,
      viewport: { width, height: 900 },
    });
    for (const sample of samples(language)) {
      const name = address(sample, language);
      await page.goto(site.origin + name);
      assert.deepEqual(await audit(page), [], name);
      assert.deepEqual(await smallTargets(page), [], name);
    }
    assert.deepEqual(problems, []);
    await context.close();
  });
}

test("no page scrolls sideways on a narrow phone, also with text at twice the size", async () => {
  const { context, page } = await open("", { viewport: { width: kNarrowPixels, height: 700 } });
  for (const size of ["100%", "200%"]) {
    for (const sample of samples("en")) {
      await page.goto(site.origin + address(sample, "en"));
      await page.evaluate((value) => (document.documentElement.style.fontSize = value), size);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= kNarrowPixels, `${sample.page}.${sample.variant} at ${size}: ${width}`);
    }
  }
  await context.close();
});

test("pages ask nothing of another host", async () => {
  const { context, page } = await open("");
  const foreign = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(site.origin) && !request.url().startsWith("data:")) {
      foreign.push(request.url());
    }
  });
  for (const sample of samples("ko")) await page.goto(site.origin + address(sample, "ko"));
  assert.deepEqual(foreign, []);
  await context.close();
});

test("without script the password form works and no passkey button shows", async () => {
  const { context, page } = await open("/pages/sign_in/app/ko", { javaScriptEnabled: false });
  assert.equal(await page.getByTestId("sign-in-passkey").isVisible(), false);
  site.posts = [];
  await page.fill("#password", "secret words");
  await page.getByTestId("sign-in").click();
  const form = new URLSearchParams(site.posts[0].body.toString());
  assert.deepEqual([...form.keys()].sort(), ["csrf", "flow", "loginId", "password"]);
  await context.close();
});

async function addAuthenticator(context, page) {
  const session = await context.newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

test("a passkey is made on the account page and signs in by the button", async () => {
  const { context, page, problems } = await open("");
  await addAuthenticator(context, page);
  await page.goto(`${site.origin}/pages/account/plain/ko`);
  site.posts = [];
  await page.getByTestId("passkey-add").click();
  await page.waitForURL("**/done");
  const made = site.posts.find(({ path }) => path === "/account/passkeys").json;
  assert.equal(made.csrf, "sample-csrf");
  assert.equal(made.challenge_token, "token-create");
  assert.equal(made.name, "Linux");

  await page.goto(`${site.origin}/pages/sign_in/app/ko`);
  site.posts = [];
  await page.getByTestId("sign-in-passkey").click();
  await page.waitForURL("**/done");
  const used = site.posts.find(({ path }) => path === "/passkey/sign-in").json;
  assert.equal(used.flow, "sealed-flow");
  assert.equal(used.keep, false);
  assert.deepEqual(problems, []);
  await context.close();
});

test("a passkey is offered in the autofill of the id box without a press", async () => {
  const { context, page, problems } = await open("");
  await addAuthenticator(context, page);
  await page.goto(`${site.origin}/pages/account/plain/ko`);
  await page.getByTestId("passkey-add").click();
  await page.waitForURL("**/done");
  await page.addInitScript(() => {
    const get = navigator.credentials.get.bind(navigator.credentials);
    navigator.credentials.get = (options) => {
      sessionStorage.setItem("mediation", options.mediation ?? "none");
      return get(options);
    };
  });
  await page.goto(`${site.origin}/pages/sign_in/app/ko`);
  await page.focus("#loginId");
  await page.waitForURL("**/done");
  assert.equal(await page.evaluate(() => sessionStorage.getItem("mediation")), "conditional");
  assert.deepEqual(problems, []);
  await context.close();
});

test("the server's refusal is shown in its own words and the button can be pressed again", async () => {
  const { context, page } = await open("");
  await addAuthenticator(context, page);
  await page.goto(`${site.origin}/pages/passkey_offer/plain/en`);
  site.refuse = { code: "passkey_limit", message: "You can have up to 20 passkeys." };
  await page.getByTestId("passkey-add").click();
  await page.getByText("You can have up to 20 passkeys.").waitFor();
  assert.equal(await page.getByTestId("passkey-add").isEnabled(), true);
  site.refuse = undefined;
  await context.close();
});

test("agree to all checks every box, and follows them", async () => {
  const { context, page } = await open("/pages/consent/plain/ko");
  const all = page.getByTestId("consent-all");
  await all.check();
  assert.equal(await page.locator("[data-agree] input:checked").count(), 6);
  await page.locator("#scope-birthday").uncheck();
  assert.equal(await all.isChecked(), false);
  await page.locator("#scope-birthday").check();
  assert.equal(await all.isChecked(), true);
  await context.close();
});

test("a password can be shown while typing and is hidden again when sent", async () => {
  const { context, page } = await open("/pages/sign_in/plain/ko");
  await page.getByRole("button", { name: "비밀번호 표시" }).click();
  assert.equal(await page.locator("#password").getAttribute("type"), "text");
  await page.getByRole("button", { name: "비밀번호 숨기기" }).click();
  assert.equal(await page.locator("#password").getAttribute("type"), "password");
  await context.close();
});

test("a chosen picture is cropped to a square before it is sent", async () => {
  const { context, page } = await open("/pages/account/plain/ko");
  const large = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    canvas.width = 900;
    canvas.height = 500;
    return canvas.toDataURL("image/png");
  });
  const buffer = Buffer.from(large.split(",")[1], "base64");
  await page.setInputFiles("#picture", { name: "wide.png", mimeType: "image/png", buffer });
  await page.locator("[data-picture-preview][src^='data:image/jpeg']").waitFor();
  site.posts = [];
  await page.getByTestId("picture-save").click();
  await page.waitForURL("**/done");
  const sent = site.posts[0].body.toString("latin1");
  assert.match(sent, /name="picture"; filename="picture.jpg"/);
  assert.match(sent, /\xff\xd8\xff/);
  await context.close();
});

test("errors take the focus, so that they are read first", async () => {
  const { context, page } = await open("/pages/sign_in/error/ko");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "errors");
  await context.close();
});
