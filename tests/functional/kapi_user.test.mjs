// SPDX-License-Identifier: Apache-2.0
// kapi with a person's access token: who they are, and how the site lets go of them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { kUsualScopes } from './harness/admin.mjs';
import { assert_kapi_error, assert_user_number } from './harness/assertions.mjs';
import { authorize, authorize_url, call, claims_of, refresh, tokens_for } from './harness/oauth.mjs';
import { poll } from './harness/poll.mjs';
import { start_server } from './harness/server.mjs';

const kUtc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

describe('kapi for a person', () => {
  let server;
  let app;
  let person;
  let tokens;
  before(async () => {
    server = await start_server();
    app = await server.create_app({ scopes: kUsualScopes, openid: true });
    person = await server.create_person();
    tokens = await tokens_for(server, app, person);
  });
  after(() => server?.close());

  const me = async (options = {}) => call(server, '/v2/user/me',
    { bearer: tokens.access_token, ...options });

  describe('/v2/user/me', () => {
    test('tells who the person is', async () => {
      const { status, headers, json } = await me();
      assert.equal(status, 200);
      assert.match(headers.get('content-type'), /^application\/json;\s*charset=utf-8$/i);
      assert_user_number(json.id);
      assert.match(json.connected_at, kUtc);
      assert.equal(json.properties.nickname, person.nickname);
      const account = json.kakao_account;
      assert.equal(account.profile_nickname_needs_agreement, false);
      assert.equal(account.profile.nickname, person.nickname);
      assert.equal(account.email_needs_agreement, false);
      assert.equal(account.is_email_valid, true);
      assert.equal(account.is_email_verified, true);
      assert.equal(account.email, person.email);
      assert.equal(account.profile.is_default_image, true);
    });

    test('gives the same number as the id token', async () => {
      assert.equal(String((await me()).json.id), claims_of(tokens.id_token).sub);
    });

    test('gives another number to another app', async () => {
      const other = await server.create_app({ scopes: kUsualScopes });
      const theirs = await tokens_for(server, other, person);
      const { json } = await call(server, '/v2/user/me', { bearer: theirs.access_token });
      assert_user_number(json.id);
      assert.notEqual(json.id, (await me()).json.id);
    });

    test('answers GET and POST, any case of Bearer, and a token in the query', async () => {
      const id = (await me()).json.id;
      const { access_token } = tokens;
      const ways = [
        { method: 'POST', bearer: access_token },
        { headers: { authorization: `bearer ${access_token}` } },
        { headers: { authorization: `BEARER ${access_token}` } },
        { query: { access_token } },
        { method: 'POST', bearer: access_token, body: { property_keys: '["kakao_account.profile"]' } },
      ];
      for (const way of ways) {
        const answer = await call(server, '/v2/user/me', way);
        assert.equal(answer.status, 200, `${JSON.stringify(way)} ${answer.text}`);
        assert.equal(answer.json.id, id);
      }
    });

    test('gives image addresses by http, or by https when asked', async () => {
      const plain = (await me()).json.kakao_account.profile;
      const secure = (await me({ query: { secure_resource: 'true' } })).json.kakao_account.profile;
      for (const key of ['thumbnail_image_url', 'profile_image_url']) {
        assert.match(plain[key], /^https?:\/\//, key);
        assert.match(secure[key], /^https?:\/\//, key);
        assert.equal(new URL(secure[key]).pathname, new URL(plain[key]).pathname);
      }
    });

    test('gives images that load, in both sizes', async () => {
      const { profile } = (await me()).json.kakao_account;
      for (const url of [profile.thumbnail_image_url, profile.profile_image_url]) {
        const { status, headers } = await fetch(new URL(new URL(url).pathname, server.origin));
        assert.equal(status, 200, url);
        assert.match(headers.get('content-type'), /^image\//);
      }
    });

    test('gives only the asked properties', async () => {
      const ask = async (...keys) =>
        (await me({ query: { property_keys: JSON.stringify(keys) } })).json;
      const profile = await ask('kakao_account.profile');
      assert.equal(profile.id, (await me()).json.id);
      assert.equal(profile.kakao_account.profile.nickname, person.nickname);
      assert.equal(profile.kakao_account.email, undefined);
      assert.equal(profile.properties, undefined);
      const email = await ask('kakao_account.email');
      assert.equal(email.kakao_account.email, person.email);
      assert.equal(email.kakao_account.profile, undefined);
      const all = await ask('kakao_account.');
      assert.ok(all.kakao_account.email && all.kakao_account.profile);
      const one = await ask('properties.nickname');
      assert.deepEqual(one.properties, { nickname: person.nickname });
    });

    test('hides what the person did not agree to, and says so', async () => {
      const own = await server.create_app({ scopes: {
        profile_nickname: 'required', account_email: 'optional', profile_image: 'optional' } });
      const other = await server.create_person();
      const theirs = await tokens_for(server, own, other, { consent: ['profile_nickname'] });
      const { json } = await call(server, '/v2/user/me', { bearer: theirs.access_token });
      assert.equal(json.kakao_account.email_needs_agreement, true);
      assert.equal(json.kakao_account.email, undefined);
      assert.equal(json.kakao_account.profile.nickname, other.nickname);
      assert.equal(json.kakao_account.profile_image_needs_agreement, true);
      assert.equal(json.kakao_account.profile.profile_image_url, undefined);
    });

    test('says nothing about items that the app does not have', async () => {
      const { json } = await me();
      for (const key of ['phone_number', 'phone_number_needs_agreement', 'gender_needs_agreement']) {
        assert.equal(json.kakao_account[key], undefined, key);
      }
    });

    test('refuses property keys that are no JSON array with -2', async () => {
      for (const property_keys of ['nonsense', '{"a":1}', '[1]', '["unclosed"']) {
        assert_kapi_error(await me({ query: { property_keys } }), -2, { status: 400 });
      }
    });

    test('refuses a property whose consent item is not configured with -3', async () => {
      const answer = await me({ query: { property_keys: '["kakao_account.phone_number"]' } });
      assert_kapi_error(answer, -3, { status: 403, msg: /phone_number/ });
    });
  });

  test('/v1/user/me answers the old shape and the new one together', async () => {
    for (const method of ['GET', 'POST']) {
      const { status, json } = await call(server, '/v1/user/me',
        { method, bearer: tokens.access_token });
      assert.equal(status, 200);
      assert.equal(json.id, (await me()).json.id);
      assert.equal(json.kaccount_email, person.email);
      assert.equal(json.kaccount_email_verified, true);
      assert.equal(json.properties.nickname, person.nickname);
      assert.equal(json.kakao_account.email, person.email);
    }
  });

  test('/v1/oidc/userinfo answers the claims of OpenID Connect', async () => {
    for (const method of ['GET', 'POST']) {
      const { status, json } = await call(server, '/v1/oidc/userinfo',
        { method, bearer: tokens.access_token });
      assert.equal(status, 200);
      assert.equal(json.sub, claims_of(tokens.id_token).sub);
      assert.equal(json.nickname, person.nickname);
      assert.equal(json.email, person.email);
      assert.equal(json.email_verified, true);
      assert.match(json.picture, /^https?:\/\//);
    }
  });

  describe('/v1/user/access_token_info', () => {
    test('tells whose token it is and how long it lives', async () => {
      const { status, json } = await call(server, '/v1/user/access_token_info',
        { bearer: tokens.access_token });
      assert.equal(status, 200);
      assert.equal(json.id, (await me()).json.id);
      assert.equal(json.app_id, app.app_id);
      assert.equal(json.appId, app.app_id);
      assert.ok(json.expires_in > 21000 && json.expires_in <= 21600);
      assert.ok(Math.abs(json.expiresInMillis - json.expires_in * 1000) <= 1000);
    });

    test('refuses a token that is no token', async () => {
      const answer = await call(server, '/v1/user/access_token_info', { bearer: 'not a token' });
      assert.ok([-2, -401].includes(answer.json.code), answer.text);
      assert.ok([400, 401].includes(answer.status));
    });
  });

  describe('refuses', () => {
    const paths = [['GET', '/v2/user/me'], ['GET', '/v1/user/access_token_info'],
      ['POST', '/v1/user/logout'], ['POST', '/v1/user/unlink'], ['GET', '/v2/user/scopes'],
      ['GET', '/v1/oidc/userinfo'], ['GET', '/v1/user/me'], ['GET', '/v2/user/service_terms'],
      ['GET', '/v1/user/shipping_address']];
    for (const [method, path] of paths) {
      test(`a call of ${path} without a token`, async () => {
        const answer = await call(server, path, { method });
        assert_kapi_error(answer, -401, { status: 401 });
        assert.match(answer.headers.get('www-authenticate'), /^Bearer error="?invalid_token"?/);
      });
    }

    test('an unknown token, saying that it does not exist', async () => {
      const bearer = 'A'.repeat(54);
      assert_kapi_error(await call(server, '/v2/user/me', { bearer }), -401,
        { status: 401, msg: /this access token does not exist/ });
    });

    test('an expired token, saying that it is expired', async () => {
      const own = await server.create_app({ scopes: kUsualScopes, access_token_seconds: 1 });
      const theirs = await tokens_for(server, own, person);
      const dead = await poll('the access token to expire', async () => {
        const answer = await call(server, '/v2/user/me', { bearer: theirs.access_token });
        return answer.status === 200 ? null : answer;
      });
      assert_kapi_error(dead, -401, { status: 401, msg: /this access token is already expired/ });
      const again = await refresh(server, own, theirs.refresh_token);
      assert.equal(again.status, 200, 'the refresh token outlives it');
    });

    test('a refresh token or an id token as access token', async () => {
      for (const bearer of [tokens.refresh_token, tokens.id_token]) {
        assert_kapi_error(await call(server, '/v2/user/me', { bearer }), -401, { status: 401 });
      }
    });

    test('a token from an address that is not allowed', async () => {
      const own = await server.create_app({ scopes: kUsualScopes, allowed_ips: ['192.0.2.7'] });
      const theirs = await tokens_for(server, own, person);
      assert_kapi_error(await call(server, '/v2/user/me', { bearer: theirs.access_token }), -401, {
        status: 401, msg: 'ip mismatched! callerIp=127.0.0.1. check out registered ips.' });
    });

    test('an unknown path with 404 in JSON', async () => {
      const answer = await call(server, '/v9/nothing', { bearer: tokens.access_token });
      assert.equal(answer.status, 404);
    });
  });

  test('logout kills that pair of tokens and no other', async () => {
    const one = await tokens_for(server, app, person);
    const two = await tokens_for(server, app, person);
    const { status, json } = await call(server, '/v1/user/logout',
      { method: 'POST', bearer: one.access_token });
    assert.equal(status, 200);
    assert.deepEqual(json, { id: (await me()).json.id });
    assert_kapi_error(await call(server, '/v2/user/me', { bearer: one.access_token }), -401,
      { status: 401, msg: /this access token does not exist/ });
    assert.equal((await refresh(server, app, one.refresh_token)).status, 400);
    assert.equal((await call(server, '/v2/user/me', { bearer: two.access_token })).status, 200);
    assert.equal((await refresh(server, app, two.refresh_token)).status, 200);
  });

  test('unlink withdraws the consent and kills every token; the number stays', async () => {
    const other = await server.create_person();
    const one = await tokens_for(server, app, other);
    const two = await tokens_for(server, app, other);
    const before_id = (await call(server, '/v2/user/me', { bearer: one.access_token })).json.id;
    const { status, json } = await call(server, '/v1/user/unlink',
      { method: 'POST', bearer: one.access_token });
    assert.equal(status, 200);
    assert.deepEqual(json, { id: before_id });
    for (const { access_token, refresh_token } of [one, two]) {
      assert.equal((await call(server, '/v2/user/me', { bearer: access_token })).status, 401);
      assert.equal((await refresh(server, app, refresh_token)).status, 400);
    }
    const page = await one.agent.open(authorize_url(server, app));
    assert.ok(page.has?.('consent-accept'), 'consent is asked for again');
    const again = await tokens_for(server, app, other);
    const after_id = (await call(server, '/v2/user/me', { bearer: again.access_token })).json.id;
    assert.equal(after_id, before_id);
  });

  test('signup of somebody who is linked answers -102', async () => {
    const answer = await call(server, '/v1/user/signup',
      { method: 'POST', bearer: tokens.access_token });
    assert_kapi_error(answer, -102, { status: 400, msg: /already registered/ });
  });

  test('without auto link a person is preregistered until signup', async () => {
    const own = await server.create_app({ scopes: kUsualScopes, auto_link: false });
    const theirs = await tokens_for(server, own, await server.create_person());
    const bearer = theirs.access_token;
    const first = (await call(server, '/v2/user/me', { bearer })).json;
    assert.equal(first.has_signed_up, false);
    const { status, json } = await call(server, '/v1/user/signup', { method: 'POST', bearer });
    assert.equal(status, 200);
    assert.deepEqual(json, { id: first.id });
    const second = (await call(server, '/v2/user/me', { bearer })).json;
    assert.equal(second.has_signed_up, true);
    assert_kapi_error(await call(server, '/v1/user/signup', { method: 'POST', bearer }), -102);
  });

  describe('update_profile', () => {
    let own;
    let theirs;
    before(async () => {
      own = await server.create_app({ scopes: kUsualScopes, properties: ['level', 'team'] });
      theirs = await tokens_for(server, own, await server.create_person());
    });
    const update = (properties) => call(server, '/v1/user/update_profile',
      { bearer: theirs.access_token, body: { properties } });

    test('stores the properties that the app has defined', async () => {
      const { status, json } = await update('{"level":"7","team":"해태"}');
      assert.equal(status, 200);
      assert_user_number(json.id);
      const { json: now } = await call(server, '/v2/user/me', { bearer: theirs.access_token });
      assert.equal(now.properties.level, '7');
      assert.equal(now.properties.team, '해태');
    });

    test('refuses unknown keys with -201 and names them', async () => {
      assert_kapi_error(await update('{"level":"1","shoe":"42","hat":"7"}'), -201, { status: 400,
        msg: `user property not found ([shoe, hat] for appId=${own.app_id})` });
    });

    test('refuses what is no JSON object with -2', async () => {
      for (const properties of [null, '', 'nonsense', '[]', '{"level":1']) {
        assert_kapi_error(await update(properties), -2, { status: 400 });
      }
    });
  });

  test('shipping_address answers an empty list, and asks for the consent that it needs', async () => {
    const own = await server.create_app(
      { scopes: { ...kUsualScopes, shipping_address: 'optional' } });
    const other = await server.create_person();
    const without = await tokens_for(server, own, other,
      { consent: ['profile_nickname', 'account_email'] });
    const denied = await call(server, '/v1/user/shipping_address', { bearer: without.access_token });
    if (denied.status === 200) {
      assert.equal(denied.json.shipping_addresses_needs_agreement, true);
    } else {
      assert_kapi_error(denied, -402, { status: 403 });
      assert.ok(denied.json.required_scopes.includes('shipping_address'));
      assert.ok(denied.json.allowed_scopes.includes('account_email'));
      assert.equal(typeof denied.json.api_type, 'string');
    }
    const agreed = await tokens_for(server, own, other, { params: { scope: 'shipping_address' } });
    const { status, json } = await call(server, '/v1/user/shipping_address',
      { bearer: agreed.access_token });
    assert.equal(status, 200);
    assert_user_number(json.user_id);
    assert.equal(json.shipping_addresses_needs_agreement, false);
    assert.deepEqual(json.shipping_addresses, []);
    assert_kapi_error(await call(server, '/v1/user/shipping_address',
      { bearer: agreed.access_token, query: { page_size: 'x' } }), -2, { status: 400 });
    assert_kapi_error(await call(server, '/v1/user/shipping_address',
      { bearer: tokens.access_token }), -3, { status: 403 });
  });

  test('a disabled person cannot use a token, and an enabled one can sign in again', async () => {
    const other = await server.create_person();
    const theirs = await tokens_for(server, app, other);
    await server.cli_json(['person', 'disable', other.email]);
    await poll('the token to die', async () =>
      (await call(server, '/v2/user/me', { bearer: theirs.access_token })).status === 401);
    assert.equal((await refresh(server, app, theirs.refresh_token)).status, 400);
    await server.cli_json(['person', 'enable', other.email]);
    assert.ok((await authorize(server, app, other)).code);
  });
});
