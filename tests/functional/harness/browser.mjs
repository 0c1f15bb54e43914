// SPDX-License-Identifier: Apache-2.0
import { chromium } from 'playwright-core';

import { browser_binary } from './paths.mjs';
import { kDeadlineMs } from './poll.mjs';

/**
 * Starts Chromium. `host_rules` is a list of "MAP name address:port" for --host-resolver-rules.
 * Nothing outside this machine can be reached: every other name fails to resolve.
 */
export async function start_browser({ host_rules = [] } = {}) {
  const rules = [...host_rules, 'MAP * ~NOTFOUND', 'EXCLUDE localhost', 'EXCLUDE 127.0.0.1'];
  return chromium.launch({
    executablePath: browser_binary(),
    args: ['--no-sandbox', `--host-resolver-rules=${rules.join(', ')}`],
  });
}

/** A fresh person-at-a-browser: context and page, Korean unless told otherwise. */
export async function new_visit(browser, { locale = 'ko-KR', ...options } = {}) {
  const context = await browser.newContext({ locale, ignoreHTTPSErrors: true, ...options });
  context.setDefaultTimeout(kDeadlineMs);
  const page = await context.newPage();
  return { context, page, close: () => context.close() };
}

/** The element that carries a test id. */
export function hook(page, testid) {
  return page.locator(`[data-testid="${testid}"]`);
}

/** Types the credentials into the sign-in page at hand and presses the button. */
export async function sign_in_by_password(page, person) {
  await page.locator('[name="loginId"]').fill(person.email);
  await page.locator('[name="password"]').fill(person.password);
  await hook(page, 'sign-in').click();
}

/**
 * From an authorization request on the page to the site's callback: signs in and consents where
 * asked. `done` is a predicate over URL objects that recognises the callback.
 */
export async function sign_in_and_consent(page, person, done) {
  await page.waitForSelector('[name="loginId"]');
  await sign_in_by_password(page, person);
  const consent = hook(page, 'consent-accept');
  const arrived = page.waitForURL(done, { waitUntil: 'commit' }).then(() => 'site');
  const asked = consent.waitFor().then(() => 'consent');
  asked.catch(() => {});
  if (await Promise.race([arrived, asked]) === 'consent') {
    await consent.click();
    await arrived;
  }
  await page.waitForLoadState('load');
}
