// SPDX-License-Identifier: Apache-2.0
// Signing up, resetting, and the account page, in Chromium.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';

import { kUsualScopes } from './harness/admin.mjs';
import { hook, new_visit, sign_in_by_password, start_browser } from './harness/browser.mjs';
import { authorize_url, call, refresh, tokens_for } from './harness/oauth.mjs';
import { png } from './harness/png.mjs';
import { poll } from './harness/poll.mjs';
import { start_server } from './harness/server.mjs';

const kPicture = png(40, 20);

describe('pages for a person', () => {
  let server;
  let browser;
  let app;
  before(async () => {
    server = await start_server();
    browser = await start_browser();
    app = await server.create_app({ name: '도서관', scopes: kUsualScopes });
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  let visit;
  let page;
  beforeEach(async () => {
    visit = await new_visit(browser);
    page = visit.page;
  });
  afterEach(() => visit.close());

  async function sign_in(person, at = page) {
    await at.goto(`${server.origin}/account`);
    await sign_in_by_password(at, person);
    await at.waitForLoadState('load');
    if (await hook(at, 'passkey-later').count()) await hook(at, 'passkey-later').click();
    await at.goto(`${server.origin}/account`);
    await hook(at, 'profile-save').waitFor();
  }

  /** Confirms the password when the page asks for it. */
  async function reauthenticate(person) {
    await page.waitForLoadState('load');
    if (await hook(page, 'reauth-submit').count()) {
      await page.locator('[name="password"]').fill(person.password);
      await hook(page, 'reauth-submit').click();
      await page.waitForLoadState('load');
    }
  }

  async function fill_sign_up({ email, password, nickname }) {
    await page.locator('[name="email"]').fill(email);
    await page.locator('[name="password"]').fill(password);
    await page.locator('[name="nickname"]').fill(nickname);
    for (const box of await page.locator('input[type="checkbox"]').all()) await box.check();
    await hook(page, 'sign-up-submit').click();
    await hook(page, 'verify-submit').waitFor();
  }

  describe('signing up', () => {
    test('on the way to a site ends at the site, with the e-mail proved by its code', async () => {
      const callback = {};
      await page.route(`${app.redirect_uri}**`, (route) => {
        callback.url = new URL(route.request().url());
        return route.fulfill({ body: 'site' });
      });
      await page.goto(authorize_url(server, app, { state: 'kept' }));
      await hook(page, 'sign-up').click();
      const newcomer = { email: 'newcomer@example.test', password: 'a sturdy passphrase 1',
        nickname: '새내기' };
      server.secrets.add(newcomer.password);
      await fill_sign_up(newcomer);
      const mail = await server.next_mail(newcomer.email);
      const [, code] = /^\s*(\d{6})\s*$/m.exec(mail.text);
      await page.locator('[name="code"]').fill(code);
      await hook(page, 'verify-submit').click();
      await hook(page, 'consent-accept').click();
      await poll('the callback', () => callback.url);
      assert.ok(callback.url.searchParams.get('code'));
      assert.equal(callback.url.searchParams.get('state'), 'kept');
    });

    test('with a wrong code says so and can be tried again', async () => {
      await page.goto(`${server.origin}/sign-up`);
      await fill_sign_up({ email: 'wrong-code@example.test', password: 'a sturdy passphrase 3',
        nickname: '오타' });
      const mail = await server.next_mail('wrong-code@example.test');
      const [, code] = /^\s*(\d{6})\s*$/m.exec(mail.text);
      await page.locator('[name="code"]').fill(code === '123456' ? '654321' : '123456');
      await hook(page, 'verify-submit').click();
      await page.locator('[role="alert"]').first().waitFor();
      await page.locator('[name="code"]').fill(code);
      await hook(page, 'verify-submit').click();
      await page.waitForLoadState('load');
      await page.goto(`${server.origin}/account`);
      await hook(page, 'profile-save').waitFor();
    });

    test('shows what is wrong beside the field and keeps what was typed', async () => {
      await page.goto(`${server.origin}/sign-up`);
      await page.locator('[name="email"]').fill('no address');
      await page.locator('[name="password"]').fill('short');
      await hook(page, 'sign-up-submit').click();
      await page.locator('#email-error').waitFor();
      assert.ok(await page.locator('#password-error').count());
      assert.equal(await page.locator('[name="email"]').inputValue(), 'no address');
      assert.equal(await page.locator('[name="password"]').inputValue(), '', 'never sent back');
      assert.equal(await page.locator('[name="email"]').getAttribute('aria-invalid'), 'true');
    });

    test('with the address of somebody else tells only its owner', async () => {
      const owner = await server.create_person();
      await page.goto(`${server.origin}/sign-up`);
      await fill_sign_up({ email: owner.email, password: 'a sturdy passphrase 4', nickname: '남' });
      const mail = await server.next_mail(owner.email);
      assert.doesNotMatch(mail.text, /^\s*\d{6}\s*$/m, 'no code for an account that exists');
    });
  });

  test('a forgotten password is reset by mail, and the owner is told', async () => {
    const person = await server.create_person();
    await page.goto(`${server.origin}/sign-in`);
    await hook(page, 'reset').click();
    await page.locator('[name="email"]').fill(person.email);
    await hook(page, 'reset-submit').click();
    const [, code] = /^\s*(\d{6})\s*$/m.exec((await server.next_mail(person.email)).text);
    const password = 'a new and sturdy passphrase';
    server.secrets.add(password);
    await page.locator('[name="code"]').fill(code);
    await page.locator('[name="password"]').fill(password);
    await hook(page, 'reset-new-submit').click();
    await page.waitForLoadState('load');
    await server.next_mail(person.email, 1);
    const other = await new_visit(browser);
    try {
      await sign_in({ ...person, password }, other.page);
    } finally {
      await other.close();
    }
  });

  test('a wrong password is told in plain words, without saying which part was wrong', async () => {
    const person = await server.create_person();
    await page.goto(`${server.origin}/sign-in`);
    await sign_in_by_password(page, { email: person.email, password: 'wrong' });
    await page.locator('[role="alert"]').first().waitFor();
    assert.equal(await page.locator('[name="loginId"]').inputValue(), person.email);
    assert.equal(await page.locator('[name="password"]').inputValue(), '');
  });

  describe('the account page', () => {
    let person;
    beforeEach(async () => {
      person = await server.create_person({ nickname: '처음 이름' });
    });

    test('changes the nickname, and sites see the new one', async () => {
      const tokens = await tokens_for(server, app, person);
      await sign_in(person);
      await page.locator('#nickname').fill('바뀐 이름');
      await hook(page, 'profile-save').click();
      await hook(page, 'notice').waitFor();
      assert.equal(await page.locator('#nickname').inputValue(), '바뀐 이름');
      const { json } = await call(server, '/v2/user/me', { bearer: tokens.access_token });
      assert.equal(json.kakao_account.profile.nickname, '바뀐 이름');
      assert.equal(json.properties.nickname, '바뀐 이름');
    });

    test('takes a picture, gives it to sites in two sizes, and removes it', async () => {
      const tokens = await tokens_for(server, app, person);
      await sign_in(person);
      await page.locator('[name="picture"]').setInputFiles(
        { name: 'me.png', mimeType: 'image/png', buffer: kPicture });
      await hook(page, 'picture-save').click();
      await hook(page, 'picture-remove').waitFor();
      const { json } = await call(server, '/v2/user/me', { bearer: tokens.access_token });
      const { profile } = json.kakao_account;
      assert.equal(profile.is_default_image, false);
      for (const url of [profile.thumbnail_image_url, profile.profile_image_url]) {
        const picture = await fetch(new URL(new URL(url).pathname, server.origin));
        assert.equal(picture.status, 200);
        assert.match(picture.headers.get('content-type'), /^image\/(jpeg|png|webp)$/);
        const bytes = Buffer.from(await picture.arrayBuffer());
        assert.ok(!bytes.equals(kPicture), 'drawn anew, never passed through');
        assert.ok(bytes.length > 100);
      }
      await hook(page, 'picture-remove').click();
      await hook(page, 'picture-remove').waitFor({ state: 'detached' });
      const after_removal = (await call(server, '/v2/user/me', { bearer: tokens.access_token })).json;
      assert.equal(after_removal.kakao_account.profile.is_default_image, true);
    });

    test('shows every session and ends another one', async () => {
      await sign_in(person);
      const other = await new_visit(browser, { userAgent:
        'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36' });
      try {
        await sign_in(person, other.page);
        await page.goto(`${server.origin}/account`);
        const sessions = page.locator('#sessions');
        assert.match(await sessions.innerText(), /Android/);
        assert.match(await sessions.innerText(), /127\.0\.0\.1|localhost/);
        await hook(page, 'session-end').click();
        await hook(page, 'session-end').waitFor({ state: 'detached' });
        await other.page.goto(`${server.origin}/account`);
        assert.ok(await other.page.locator('[name="loginId"]').count(), 'signed out there');
        await page.goto(`${server.origin}/account`);
        await hook(page, 'profile-save').waitFor();
      } finally {
        await other.close();
      }
    });

    test('shows what a site may see, and disconnects it', async () => {
      const tokens = await tokens_for(server, app, person);
      await sign_in(person);
      assert.match(await page.locator('#sites').innerText(), /도서관/);
      await hook(page, 'disconnect-open').click();
      await hook(page, 'disconnect').click();
      await hook(page, 'disconnect-open').waitFor({ state: 'detached' });
      assert.equal((await call(server, '/v2/user/me', { bearer: tokens.access_token })).status, 401);
      assert.equal((await refresh(server, app, tokens.refresh_token)).status, 400);
      await page.goto(authorize_url(server, app));
      await hook(page, 'consent-accept').waitFor();
    });

    test('changes the password, and the old one opens nothing', async () => {
      await sign_in(person);
      await hook(page, 'password-change').click();
      await reauthenticate(person);
      const password = 'yet another sturdy passphrase';
      server.secrets.add(password);
      await page.locator('[name="password"]').fill(password);
      await hook(page, 'password-submit').click();
      await page.waitForLoadState('load');
      await server.next_mail(person.email);
      await visit.context.clearCookies();
      await page.goto(`${server.origin}/sign-in`);
      await sign_in_by_password(page, person);
      await page.locator('[role="alert"]').first().waitFor();
      await sign_in({ ...person, password });
    });

    test('deletes the account with all that belongs to it', async () => {
      const tokens = await tokens_for(server, app, person);
      await sign_in(person);
      await hook(page, 'delete-account-open').click();
      await reauthenticate(person);
      await page.locator('[name="confirm"]').check();
      await hook(page, 'delete-account').click();
      await page.waitForLoadState('load');
      assert.equal((await call(server, '/v2/user/me', { bearer: tokens.access_token })).status, 401);
      assert.equal((await refresh(server, app, tokens.refresh_token)).status, 400);
      await page.goto(`${server.origin}/sign-in`);
      await sign_in_by_password(page, person);
      await page.locator('[role="alert"]').first().waitFor();
      const { code } = await server.cli(['person', 'show', person.email]);
      assert.notEqual(code, 0);
      const again = await server.create_person({ email: person.email, password: 'brand new start 1' });
      const new_tokens = await tokens_for(server, app, again);
      const me = await call(server, '/v2/user/me', { bearer: new_tokens.access_token });
      assert.equal(me.status, 200, 'the address is free again');
    });

    test('asks for the confirmation before it deletes', async () => {
      await sign_in(person);
      await hook(page, 'delete-account-open').click();
      await reauthenticate(person);
      await hook(page, 'delete-account').click();
      await page.locator('#confirm-error').waitFor();
      await page.goto(`${server.origin}/account`);
      await hook(page, 'profile-save').waitFor();
    });

    test('signs out', async () => {
      await sign_in(person);
      await hook(page, 'sign-out').click();
      await page.waitForLoadState('load');
      await page.goto(`${server.origin}/account`);
      assert.ok(await page.locator('[name="loginId"]').count());
    });

    test('"keep me signed in" outlives the browser window, otherwise not', async () => {
      await page.goto(`${server.origin}/sign-in`);
      await page.locator('[name="keep"]').check();
      await sign_in_by_password(page, person);
      await page.waitForLoadState('load');
      const long = (await visit.context.cookies()).filter((cookie) => cookie.httpOnly &&
        cookie.expires > Date.now() / 1000 + 20 * 24 * 3600);
      assert.ok(long.length > 0);
    });
  });

  test('an error page names the code, the request, and leads nowhere', async () => {
    const response = await page.goto(authorize_url(server, app, { redirect_uri: 'https://evil.test/' }));
    assert.ok(response.status() >= 400);
    assert.equal(await hook(page, 'error-code').innerText(), 'KOE006');
    const id = await hook(page, 'request-id').innerText();
    assert.ok(id.length >= 8);
    await poll('the request in the log', () => server.output().includes(id));
    assert.equal(await page.locator('a[href*="evil.test"]').count(), 0);
  });
});
