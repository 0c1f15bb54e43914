// SPDX-License-Identifier: Apache-2.0
// The standard surface by hand: parameters of the authorization request, errors, metadata.
// OpenID Connect Core 1.0, RFC 6749, RFC 7636, RFC 7662, RFC 7009, RFC 8414, RFC 9207.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { kUsualScopes } from './harness/admin.mjs';
import { Agent } from './harness/agent.mjs';
import { assert_error_page, assert_not_cached, assert_oauth_error } from './harness/assertions.mjs';
import { attribute } from './harness/html.mjs';
import { authorize, authorize_url, call, claims_of, exchange, kOidc, pkce, refresh, token, tokens_for }
  from './harness/oauth.mjs';
import { poll } from './harness/poll.mjs';
import { start_server } from './harness/server.mjs';

const surface = kOidc;

describe('the standard surface', () => {
  let server;
  let app;
  let person;
  before(async () => {
    server = await start_server();
    app = await server.create_app({ scopes: kUsualScopes });
    person = await server.create_person();
  });
  after(() => server?.close());

  const walk = (options = {}) => authorize(server, app, person, { surface, ...options });
  const tokens = (options = {}) => tokens_for(server, app, person, { surface, ...options });
  const basic = () => ({ authorization:
    `Basic ${Buffer.from(`${app.rest_api_key}:${app.client_secret}`).toString('base64')}` });

  describe('publishes', () => {
    test('metadata in which every endpoint exists', async () => {
      const { json } = await call(server, '/oidc/.well-known/openid-configuration');
      assert.equal(json.issuer, `${server.issuer}/oidc`);
      for (const [name, path] of [['authorization_endpoint', '/oidc/authorize'],
        ['token_endpoint', '/oidc/token'], ['userinfo_endpoint', '/oidc/userinfo'],
        ['introspection_endpoint', '/oidc/introspect'], ['revocation_endpoint', '/oidc/revoke'],
        ['end_session_endpoint', '/oidc/logout']]) {
        assert.equal(json[name], `${server.issuer}${path}`);
      }
      assert.deepEqual(json.response_types_supported, ['code']);
      assert.deepEqual(json.code_challenge_methods_supported, ['S256']);
      assert.deepEqual(json.subject_types_supported, ['pairwise']);
      assert.equal(json.authorization_response_iss_parameter_supported, true);
      for (const method of ['client_secret_basic', 'client_secret_post', 'none']) {
        assert.ok(json.token_endpoint_auth_methods_supported.includes(method), method);
      }
      for (const grant of ['authorization_code', 'refresh_token']) {
        assert.ok(json.grant_types_supported.includes(grant), grant);
      }
      assert.ok(!json.grant_types_supported.includes('password'));
      assert.ok(!json.grant_types_supported.includes('implicit'));
      assert.ok(json.id_token_signing_alg_values_supported.includes('RS256'));
      assert.ok(!json.id_token_signing_alg_values_supported.includes('none'));
      assert.equal(json.request_uri_parameter_supported, false);
      const keys = await call(server, new URL(json.jwks_uri).pathname);
      assert.deepEqual(keys.json, (await call(server, '/.well-known/jwks.json')).json);
    });

    test('the same by the path of RFC 8414', async () => {
      const there = await call(server, '/.well-known/oauth-authorization-server/oidc');
      const here = await call(server, '/oidc/.well-known/openid-configuration');
      assert.equal(there.status, 200);
      assert.equal(there.json.issuer, here.json.issuer);
      assert.equal(there.json.token_endpoint, here.json.token_endpoint);
    });
  });

  describe('authorizes', () => {
    test('and names itself in every response (RFC 9207)', async () => {
      const good = await walk({ params: { state: 'x' } });
      assert.equal(good.iss, `${server.issuer}/oidc`);
      assert.equal(good.state, 'x');
      const bad = await authorize(server, app, null, { surface, params: { prompt: 'none' } });
      assert.equal(bad.error, 'login_required');
      assert.equal(bad.iss, `${server.issuer}/oidc`);
      const denied = await authorize(server, app, await server.create_person(),
        { surface, consent: false });
      assert.equal(denied.error, 'access_denied');
      assert.equal(denied.iss, `${server.issuer}/oidc`);
    });

    test('by POST as well as by GET (OpenID Core 3.1.2.1)', async () => {
      const { agent } = await walk();
      const url = new URL(authorize_url(server, app, {}, surface));
      const end = await agent.open(url.pathname, { method: 'POST', body: url.search.slice(1),
        headers: { 'content-type': 'application/x-www-form-urlencoded' } });
      assert.ok(end.left_to?.searchParams.get('code'), end.text);
    });

    test('with auth_time, nonce, amr and the right audience in the id token', async () => {
      const before_s = Math.floor(Date.now() / 1000) - 1;
      const { id_token } = await tokens({ params: { nonce: 'n-1', scope: 'openid profile email' } });
      const claims = claims_of(id_token);
      assert.equal(claims.iss, `${server.issuer}/oidc`);
      assert.equal(claims.nonce, 'n-1');
      assert.ok([claims.aud].flat().includes(app.rest_api_key));
      assert.ok(claims.auth_time >= before_s);
      assert.deepEqual(claims.amr, ['pwd']);
    });

    test('without an id token when openid is not asked for', async () => {
      const answer = await tokens({ params: { scope: 'profile' } });
      assert.equal(answer.id_token, undefined);
    });

    test('prompt=login asks again, and the new auth_time shows it', async () => {
      const first = await tokens();
      const page = await first.agent.open(authorize_url(server, app, { prompt: 'login' }, surface));
      assert.ok(page.by_name?.('password'), page.text);
      const end = await first.agent.sign_in(page, person);
      const { json } = await exchange(server, app, end.left_to.searchParams.get('code'), {}, { surface });
      assert.ok(claims_of(json.id_token).auth_time >= claims_of(first.id_token).auth_time);
    });

    test('prompt=consent asks for the consent again', async () => {
      const { agent } = await walk();
      const page = await agent.open(authorize_url(server, app, { prompt: 'consent' }, surface));
      assert.ok(page.has?.('consent-accept'), String(page.left_to));
    });

    test('prompt=none with anything else is refused', async () => {
      const { agent } = await walk();
      const answer = await authorize(server, app, null,
        { surface, agent, params: { prompt: 'none login' } });
      assert.equal(answer.error, 'invalid_request');
    });

    test('a recent sign-in satisfies max_age, and an old one does not', async () => {
      const { agent } = await walk();
      const recent = await agent.open(authorize_url(server, app, { max_age: 3600 }, surface));
      assert.ok(recent.left_to?.searchParams.get('code'));
      const strict = await agent.open(authorize_url(server, app, { max_age: 0 }, surface));
      assert.ok(strict.by_name?.('password'), 'max_age=0 is prompt=login');
      await poll('the sign-in to be over a second old', async () =>
        (await agent.open(authorize_url(server, app, { max_age: 1 }, surface))).by_name?.('password'));
    });

    test('max_age together with prompt=none answers login_required', async () => {
      const { agent } = await walk();
      const answer = await authorize(server, app, null,
        { surface, agent, params: { max_age: 0, prompt: 'none' } });
      assert.equal(answer.error, 'login_required');
    });

    test('a malformed max_age is refused', async () => {
      for (const max_age of ['-1', 'x', '1.5', '99999999999999999999']) {
        const answer = await authorize(server, app, person, { surface, params: { max_age } });
        assert.equal(answer.error, 'invalid_request', max_age);
      }
    });

    test('login_hint fills in the box', async () => {
      const page = await new Agent(server).open(
        authorize_url(server, app, { login_hint: 'hint@example.test' }, surface));
      assert.equal(attribute(page.by_name('loginId'), 'value'), 'hint@example.test');
    });

    test('ui_locales chooses the language before the browser does', async () => {
      for (const [ui_locales, expected] of [['en', 'en'], ['ko', 'ko'], ['fr en-GB ko', 'en'],
        ['zz', 'ko']]) {
        const agent = new Agent(server, { headers: { 'accept-language': 'ko-KR,ko;q=0.9' } });
        const page = await agent.open(authorize_url(server, app, { ui_locales }, surface));
        assert.equal(page.language.slice(0, 2), expected, ui_locales);
      }
    });

    test('id_token_hint of the person who is signed in goes through without a page', async () => {
      const { id_token, agent } = await tokens();
      const answer = await authorize(server, app, null,
        { surface, agent, params: { id_token_hint: id_token, prompt: 'none' } });
      assert.ok(answer.code);
    });

    test('id_token_hint of somebody else does not', async () => {
      const theirs = await tokens_for(server, app, await server.create_person(), { surface });
      const { agent } = await walk();
      const answer = await authorize(server, app, null,
        { surface, agent, params: { id_token_hint: theirs.id_token, prompt: 'none' } });
      assert.equal(answer.error, 'login_required');
      assert.equal(answer.code, undefined);
    });

    test('id_token_hint that we did not sign is refused', async () => {
      const { id_token, agent } = await tokens();
      const [head, payload] = id_token.split('.');
      const answer = await authorize(server, app, null, { surface, agent,
        params: { id_token_hint: `${head}.${payload}.AAAA`, prompt: 'none' } });
      assert.ok(['invalid_request', 'login_required'].includes(answer.error));
    });

    test('errors go back to the registered redirect URI, and only there', async () => {
      for (const [params, error] of [
        [{ response_type: 'token' }, 'unsupported_response_type'],
        [{ response_type: 'id_token token' }, 'unsupported_response_type'],
        [{ request: 'e30.e30.' }, 'request_not_supported'],
        [{ request_uri: 'https://example.test/r' }, 'request_uri_not_supported'],
        [{ registration: '{}' }, 'registration_not_supported'],
        [{ response_mode: 'fragment' }, 'invalid_request'],
        [{ code_challenge: 'abc', code_challenge_method: 'S256' }, 'invalid_request'],
      ]) {
        const answer = await authorize(server, app, person, { surface, params: { state: 's', ...params } });
        assert.equal(answer.error, error, JSON.stringify(params));
        assert.equal(answer.state, 's');
        assert.equal(answer.code, undefined);
      }
      for (const params of [{ client_id: 'f'.repeat(32) }, { redirect_uri: 'https://evil.test/' },
        { redirect_uri: null }]) {
        assert_error_page(await new Agent(server).open(authorize_url(server, app, params, surface)));
      }
    });
  });

  describe('gives tokens', () => {
    test('that nobody may keep, of type Bearer', async () => {
      const { code } = await walk();
      const { status, headers, json } = await exchange(server, app, code, {}, { surface });
      assert.equal(status, 200);
      assert_not_cached(headers);
      assert.equal(json.token_type, 'Bearer');
      assert.ok(Number.isInteger(json.expires_in));
    });

    test('to a client that presents itself by Basic, with reserved characters encoded', async () => {
      const { code } = await walk();
      const answer = await call(server, surface.token, { headers: basic(), body: {
        grant_type: 'authorization_code', code, redirect_uri: app.redirect_uri } });
      assert.equal(answer.status, 200, answer.text);
    });

    test('not for Basic and a body secret at once', async () => {
      const { code } = await walk();
      const answer = await exchange(server, app, code, {}, { surface, headers: basic() });
      assert.equal(answer.status >= 400, true);
      assert.ok(['invalid_request', 'invalid_client'].includes(answer.json.error));
    });

    test('not for a wrong secret, and says how to authenticate', async () => {
      const { code } = await walk();
      const answer = await call(server, surface.token, {
        headers: { authorization: `Basic ${Buffer.from(`${app.rest_api_key}:wrong`).toString('base64')}` },
        body: { grant_type: 'authorization_code', code, redirect_uri: app.redirect_uri } });
      assert_oauth_error(answer, 'invalid_client', 401);
      assert.match(answer.headers.get('www-authenticate'), /^Basic/);
    });

    test('not without the redirect URI, and not for another', async () => {
      for (const redirect_uri of [null, 'http://localhost:4009/other']) {
        const { code } = await walk();
        const answer = await exchange(server, app, code, { redirect_uri }, { surface });
        assert_oauth_error(answer, 'invalid_grant');
      }
    });

    test('not for grants that do not exist here', async () => {
      for (const grant_type of ['password', 'urn:ietf:params:oauth:grant-type:device_code', 'x']) {
        assert_oauth_error(await token(server, app, { grant_type }, { surface }),
          'unsupported_grant_type');
      }
      assert_oauth_error(await token(server, app, {}, { surface }), 'invalid_request');
    });

    test('not for client credentials when the app may not use them', async () => {
      assert_oauth_error(await token(server, app, { grant_type: 'client_credentials' }, { surface }),
        'unauthorized_client');
    });

    test('not for a repeated parameter', async () => {
      const { code } = await walk();
      const body = new URLSearchParams({ grant_type: 'authorization_code', code,
        redirect_uri: app.redirect_uri, client_id: app.rest_api_key,
        client_secret: app.client_secret });
      body.append('code', 'again');
      assert_oauth_error(await call(server, surface.token, { body }), 'invalid_request');
    });

    test('not for a code of the other surface', async () => {
      const { code } = await walk();
      assert.equal((await exchange(server, app, code)).status, 400);
      const kakao = await authorize(server, app, person);
      assert_oauth_error(await exchange(server, app, kakao.code, {}, { surface }), 'invalid_grant');
    });
  });

  describe('userinfo', () => {
    test('answers by GET and POST what the scopes allow', async () => {
      const wide = await tokens({ params: { scope: 'openid profile email' } });
      for (const method of ['GET', 'POST']) {
        const { status, json } = await call(server, surface.userinfo,
          { method, bearer: wide.access_token });
        assert.equal(status, 200);
        assert.equal(json.sub, claims_of(wide.id_token).sub);
        assert.equal(json.email, person.email);
      }
      const narrow = await tokens();
      const { json } = await call(server, surface.userinfo, { bearer: narrow.access_token });
      assert.deepEqual(Object.keys(json), ['sub']);
    });

    test('refuses in the way of RFC 6750', async () => {
      const none = await call(server, surface.userinfo);
      assert.equal(none.status, 401);
      assert.match(none.headers.get('www-authenticate'), /^Bearer/);
      const bad = await call(server, surface.userinfo, { bearer: 'nonsense' });
      assert.equal(bad.status, 401);
      assert.match(bad.headers.get('www-authenticate'), /error="invalid_token"/);
      const { access_token } = await tokens();
      const in_query = await call(server, surface.userinfo, { query: { access_token } });
      assert.equal(in_query.status, 401, 'tokens do not belong into the query here (threat 18)');
    });
  });

  test('introspection needs a confidential client', async () => {
    const { access_token } = await tokens();
    const anonymous = await call(server, surface.introspect, { body: { token: access_token } });
    assert.ok([400, 401].includes(anonymous.status));
    const wrong = await call(server, surface.introspect, { body: {
      token: access_token, client_id: app.rest_api_key, client_secret: 'wrong' } });
    assert_oauth_error(wrong, 'invalid_client', 401);
  });

  test('a refresh within the grace gives the same successor, as after a lost answer', async () => {
    const first = await tokens({ params: { scope: 'openid offline_access' } });
    const one = await refresh(server, app, first.refresh_token, {}, { surface });
    const two = await refresh(server, app, first.refresh_token, {}, { surface });
    assert.equal(one.status, 200);
    assert.equal(two.status, 200, two.text);
    assert.equal(one.json.refresh_token, two.json.refresh_token);
  });

  test('PKCE is demanded of public clients', async () => {
    const params = { client_id: app.javascript_key };
    const answer = await authorize(server, app, person, { surface, params });
    assert.equal(answer.error, 'invalid_request');
    const { challenge } = pkce();
    const good = await authorize(server, app, person,
      { surface, params: { ...params, code_challenge: challenge, code_challenge_method: 'S256' } });
    assert.ok(good.code);
  });
});
