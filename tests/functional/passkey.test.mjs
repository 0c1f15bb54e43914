// SPDX-License-Identifier: Apache-2.0
// Passkeys in a real browser with a virtual authenticator: enrolled on the account page, then used
// to sign in to a Kakao site without typing anything.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';

import { kUsualScopes } from './harness/admin.mjs';
import { hook, new_visit, sign_in_by_password, start_browser } from './harness/browser.mjs';
import { authorize_url, exchange, claims_of, kOidc } from './harness/oauth.mjs';
import { plug_authenticator } from './harness/passkeys.mjs';
import { poll } from './harness/poll.mjs';
import { start_server } from './harness/server.mjs';

describe('passkeys', () => {
  let server;
  let browser;
  let app;
  before(async () => {
    server = await start_server();
    browser = await start_browser();
    app = await server.create_app({ scopes: kUsualScopes });
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  let visit;
  let page;
  let person;
  beforeEach(async () => {
    await visit?.close();
    visit = await new_visit(browser);
    page = visit.page;
    person = await server.create_person();
  });
  after(() => visit?.close());

  /** Opens the account page, signing in by password on the way. */
  async function open_account(at = page) {
    await at.goto(`${server.origin}/account`);
    if (await at.locator('[name="loginId"]').count()) {
      await sign_in_by_password(at, person);
      await at.waitForLoadState('load');
      if (await hook(at, 'passkey-later').count()) await hook(at, 'passkey-later').click();
      await at.goto(`${server.origin}/account`);
    }
    await hook(at, 'profile-save').waitFor();
  }

  async function enrol(authenticator, at = page) {
    const had = (await authenticator.credentials()).length;
    await hook(at, 'passkey-add').click();
    await poll('the passkey', async () => (await authenticator.credentials()).length > had);
    await poll('the passkey on the page', async () =>
      (await at.locator('[data-credential-id]').count()) > had);
  }

  async function sign_out(at = page) {
    await at.goto(`${server.origin}/account`);
    await hook(at, 'sign-out').first().click();
    await at.waitForLoadState('load');
    await at.goto('about:blank');
  }

  /** Catches the site's callback in the browser. */
  async function expect_callback(at = page) {
    const seen = {};
    await at.route(`${app.redirect_uri}**`, (route) => {
      seen.url = new URL(route.request().url());
      return route.fulfill({ contentType: 'text/html', body: 'site' });
    });
    return seen;
  }

  test('one is enrolled on the account page and signs in without typing', async () => {
    const authenticator = await plug_authenticator(page);
    await open_account();
    await enrol(authenticator);
    await sign_out();
    const callback = await expect_callback();
    await page.goto(authorize_url(server, app));
    await hook(page, 'sign-in-passkey').click();
    await hook(page, 'consent-accept').click();
    await poll('the callback', () => callback.url);
    const answer = await exchange(server, app, callback.url.searchParams.get('code'));
    assert.equal(answer.status, 200, answer.text);
  });

  test('the autofill of the id box offers it, and that alone signs in', async () => {
    const authenticator = await plug_authenticator(page);
    await open_account();
    await enrol(authenticator);
    await sign_out();
    const callback = await expect_callback();
    await page.goto(authorize_url(server, app));
    await hook(page, 'consent-accept').click();
    await poll('the callback', () => callback.url);
    assert.ok(callback.url.searchParams.get('code'));
  });

  test('the sign-in tells the site that a hardware key was used', async () => {
    const authenticator = await plug_authenticator(page);
    await open_account();
    await enrol(authenticator);
    await sign_out();
    const callback = await expect_callback();
    await page.goto(authorize_url(server, app, {}, kOidc));
    await hook(page, 'consent-accept').or(page.locator('text=site')).first().waitFor();
    if (await hook(page, 'consent-accept').count()) await hook(page, 'consent-accept').click();
    await poll('the callback', () => callback.url);
    const { json, text } = await exchange(server, app, callback.url.searchParams.get('code'), {},
      { surface: kOidc });
    assert.ok(json?.id_token, text);
    const { amr } = claims_of(json.id_token);
    assert.ok(amr.includes('hwk') || amr.includes('swk'), JSON.stringify(amr));
    assert.ok(!amr.includes('pwd'));
  });

  test('several are kept, renamed and removed one by one', async () => {
    const first = await plug_authenticator(page);
    await open_account();
    await enrol(first);
    const second_visit = await new_visit(browser);
    try {
      const other = second_visit.page;
      const second = await plug_authenticator(other);
      await open_account(other);
      await hook(other, 'passkey-add').click();
      await poll('the second passkey', async () => (await second.credentials()).length === 1);
      await poll('both on the page', async () =>
        (await other.locator('[data-credential-id]').count()) === 2);
      const [credential] = await second.credentials();
      const id = Buffer.from(credential.credentialId, 'base64').toString('base64url');
      const item = other.locator(`[data-credential-id="${id}"]`);
      await item.locator('[data-testid="passkey-manage"]').click();
      await item.locator('[name="name"]').fill('회사 노트북');
      await item.locator('[data-testid="passkey-rename"]').click();
      await poll('the new name', async () =>
        (await other.locator(`[data-credential-id="${id}"]`).innerText()).includes('회사 노트북'));
      const renamed = other.locator(`[data-credential-id="${id}"]`);
      await renamed.locator('[data-testid="passkey-manage"]').click();
      await renamed.locator('[data-testid="passkey-remove"]').click();
      await poll('one left', async () =>
        (await other.locator('[data-credential-id]').count()) === 1);
    } finally {
      await second_visit.close();
    }
    await sign_out();
    await page.goto(`${server.origin}/sign-in`);
    await hook(page, 'sign-in-passkey').click();
    await hook(page, 'profile-save').waitFor();
  });

  test('the same authenticator is not enrolled twice', async () => {
    const authenticator = await plug_authenticator(page);
    await open_account();
    await enrol(authenticator);
    await hook(page, 'passkey-add').click();
    await poll('the page to say so', async () =>
      (await page.locator('[data-passkey="enrol"] [data-passkey-status]').innerText()).length > 0 &&
      !(await hook(page, 'passkey-add').isDisabled()));
    assert.equal((await authenticator.credentials()).length, 1);
  });

  test('a removed passkey is refused, with words for the person', async () => {
    const authenticator = await plug_authenticator(page);
    await open_account();
    await enrol(authenticator);
    await hook(page, 'passkey-manage').click();
    await hook(page, 'passkey-remove').click();
    await poll('none on the page', async () =>
      (await page.locator('[data-credential-id]').count()) === 0);
    await sign_out();
    // Some browsers drop it themselves when the page signals what still counts.
    if ((await authenticator.credentials()).length) {
      await page.goto(`${server.origin}/sign-in`);
      await poll('a message', async () =>
        (await page.locator('[data-passkey="sign-in"] [data-passkey-status]').innerText()).length > 0);
    }
    await page.goto(`${server.origin}/account`);
    assert.ok(await page.locator('[name="loginId"]').count());
  });

  test('an unverified finger signs nobody in, and the page stays usable', async () => {
    const authenticator = await plug_authenticator(page);
    await open_account();
    await enrol(authenticator);
    await sign_out();
    await authenticator.set_verified(false);
    await page.goto(`${server.origin}/sign-in`);
    await hook(page, 'sign-in-passkey').click();
    await poll('the page to recover', async () =>
      !(await hook(page, 'sign-in-passkey').isDisabled()));
    await sign_in_by_password(page, person);
    await page.waitForLoadState('load');
    await page.goto(`${server.origin}/account`);
    await hook(page, 'profile-save').waitFor();
  });

  test('the owner is told by mail of a new and of a removed one', async () => {
    const authenticator = await plug_authenticator(page);
    await open_account();
    await enrol(authenticator);
    await server.next_mail(person.email);
    await hook(page, 'passkey-manage').click();
    await hook(page, 'passkey-remove').click();
    await server.next_mail(person.email, 1);
  });
});
