// SPDX-License-Identifier: Apache-2.0
// Third-party Kakao Login clients, unmodified, each through a whole round trip in a real browser:
// the site sends the person off, the person types a password and consents, the site reads the user.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { assert_user_number } from './harness/assertions.mjs';
import { kUsualScopes } from './harness/admin.mjs';
import { new_visit, sign_in_and_consent, start_browser } from './harness/browser.mjs';
import { claims_of } from './harness/oauth.mjs';
import { start_server } from './harness/server.mjs';
import { plan_site, start_site } from './harness/site.mjs';
import { make_host_override } from './harness/tls.mjs';

/** Runs one site from its login link to the JSON that it shows at the end. */
async function round_trip({ server, browser, site_name, settings = {}, plan, override, env }) {
  const where = await plan_site(plan?.callback_path);
  const app = await server.create_app({
    name: site_name, redirect_uris: [where.callback], scopes: kUsualScopes, ...settings,
  });
  const person = await server.create_person({ nickname: '김해태' });
  const client = settings.client_secret === false ? { ...app, client_secret: '' } : app;
  const site = await start_site(site_name, where, client, { override, env });
  const visit = await new_visit(browser);
  try {
    await visit.page.goto(`${site.origin}/login`);
    const done_paths = [plan?.done_path ?? '/callback'];
    await sign_in_and_consent(visit.page, person, (url) =>
      url.origin === site.origin && done_paths.includes(url.pathname));
    const shown = JSON.parse(await visit.page.locator('body').innerText());
    assert.equal(shown.error ?? undefined, undefined, `${JSON.stringify(shown)}\n${site.output()}`);
    return { shown, app, person, visit };
  } finally {
    await visit.close();
    await site.close();
  }
}

function assert_me(user, person, { with_email = true } = {}) {
  assert_user_number(user.id);
  assert.equal(user.kakao_account.profile.nickname, person.nickname);
  assert.equal(user.properties.nickname, person.nickname);
  if (with_email) assert.equal(user.kakao_account.email, person.email);
}

describe('Kakao clients by their own options', () => {
  let server;
  let browser;
  before(async () => {
    server = await start_server();
    browser = await start_browser();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });
  const run = (site_name, more = {}) =>
    round_trip({ server, browser, site_name, env: { KAKAO_ORIGIN: server.origin }, ...more });

  test('Auth.js signs a person in with its Kakao provider pointed here', async () => {
    const { shown, person } = await run('auth_core',
      { plan: { callback_path: '/auth/callback/kakao', done_path: '/auth/session' } });
    assert.equal(shown.user.name, person.nickname);
    assert.equal(shown.user.email, person.email);
    assert_me(shown.profile, person);
    assert.equal(shown.tokens.token_type, 'bearer');
    assert.equal(shown.tokens.providerAccountId, String(shown.profile.id));
  });

  test('grant signs a person in and reads the legacy profile', async () => {
    const { shown, person } = await run('grant',
      { plan: { callback_path: '/connect/kakao/callback', done_path: '/done' } });
    assert_me(shown.user, person);
    assert.equal(shown.tokens.token_type, 'bearer');
    assert.equal(shown.tokens.expires_in, 21599);
  });

  test('purest exchanges the code and reads the v1 API', async () => {
    const { shown, app } = await run('purest');
    assert_user_number(shown.user.id);
    assert.equal(shown.info.id, shown.user.id);
    assert.equal(shown.info.app_id, app.app_id);
  });
});

describe('Kakao clients by host override, as they are in production', () => {
  let server;
  let browser;
  let override;
  before(async () => {
    override = await make_host_override();
    server = await start_server({ tls: override.tls, issuer: 'https://kauth.kakao.com' });
    browser = await start_browser({ host_rules: override.host_rules });
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await override?.close();
  });
  const run = (site_name, more = {}) => round_trip({ server, browser, site_name, override, ...more });

  test('passport-kakao signs a person in, with its token in the query string', async () => {
    const { shown, person } = await run('passport_kakao');
    assert_user_number(shown.user.id);
    assert.equal(shown.user.username, person.nickname);
    assert.equal(shown.user.provider, 'kakao');
    assert.equal(shown.state, 'a state & more');
    assert.ok(shown.tokens.refresh_token);
  });

  test('passport-kakao asks for scopes by commas', async () => {
    const { shown, person } = await run('passport_kakao',
      { env: { SCOPE: 'profile_nickname account_email' } });
    assert_me(shown.user._json, person);
  });

  test('passport-kakao without a secret sends "kakao", and is let in when the secret is off',
    async () => {
      const { shown, person } = await run('passport_kakao', { settings: { client_secret: false } });
      assert.equal(shown.user.username, person.nickname);
    });

  test('Auth.js signs a person in with no option at all', async () => {
    const { shown, person } = await run('auth_core',
      { plan: { callback_path: '/auth/callback/kakao', done_path: '/auth/session' } });
    assert.equal(shown.user.name, person.nickname);
  });

  test('arctic signs a person in, refreshes, and decodes the id token', async () => {
    const { shown, person, app } = await run('arctic');
    assert_me(shown.user, person);
    assert.equal(shown.token_type, 'bearer');
    assert.equal(shown.state, 'arctic-state');
    assert.ok(shown.scopes.includes('openid'));
    assert.equal(shown.claims.iss, 'https://kauth.kakao.com');
    assert.equal(shown.claims.aud, app.rest_api_key);
    assert.equal(shown.claims.sub, String(shown.user.id));
    assert.equal(shown.refreshed_claims.sub, shown.claims.sub);
    assert.equal(shown.expires_in, 21599);
  });

  test('grant signs a person in with no option at all', async () => {
    const { shown, person } = await run('grant',
      { plan: { callback_path: '/connect/kakao/callback', done_path: '/done' } });
    assert_me(shown.user, person);
    if (shown.tokens.id_token) {
      assert.equal(claims_of(shown.tokens.id_token).iss, 'https://kauth.kakao.com');
    }
  });

  test('@lucia-auth/oauth signs a person in without redirect_uri at the token call', async () => {
    const { shown, person } = await run('lucia_oauth');
    assert_me(shown.user, person);
    assert.equal(shown.tokens.expiresIn, 21599);
    assert.ok(shown.tokens.refreshTokenExpiresIn >= 5183999);
    assert.equal(shown.is_new, true);
  });

  test('better-auth signs a person in and stores the account', async () => {
    const { shown, person } = await run('better_auth',
      { plan: { callback_path: '/api/auth/callback/kakao', done_path: '/done' } });
    assert.equal(shown.user.name, person.nickname);
    assert.equal(shown.user.email, person.email);
    assert.equal(shown.user.emailVerified, true);
    assert.ok(/^[1-9][0-9]*$/.test(shown.account.accountId), JSON.stringify(shown.account));
  });

  test('purest exchanges the code and reads the v1 API with no option at all', async () => {
    const { shown, app } = await run('purest');
    assert.equal(shown.info.app_id, app.app_id);
  });

  test("Logto's connector signs a person in, posting to /v2/user/me", async () => {
    const { shown, person } = await run('logto');
    assert.equal(shown.user.name, person.nickname);
    assert.equal(shown.user.email, person.email);
    assert.equal(shown.user.id, String(shown.user.rawData.id));
  });
});
