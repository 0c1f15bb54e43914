// SPDX-License-Identifier: Apache-2.0
// The rest of the Kakao authorization server: discovery, keys, tokeninfo, logout, CORS, SDK calls.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';

import { kUsualScopes } from './harness/admin.mjs';
import { Agent } from './harness/agent.mjs';
import { assert_error_page, assert_kauth_error } from './harness/assertions.mjs';
import { make_jwt, stranger_key } from './harness/jwt.mjs';
import { attribute } from './harness/html.mjs';
import { authorize, authorize_url, call, claims_of, exchange, form, header_of, refresh, tokens_for }
  from './harness/oauth.mjs';
import { poll } from './harness/poll.mjs';
import { start_server } from './harness/server.mjs';

describe('kauth beside authorize and token', () => {
  let server;
  let app;
  let person;
  before(async () => {
    server = await start_server();
    app = await server.create_app({
      scopes: kUsualScopes, openid: true, logout_redirect_uris: ['http://localhost:4009/bye'] });
    person = await server.create_person();
  });
  after(() => server?.close());

  test('discovery says what Kakao says, under our own issuer', async () => {
    const { status, headers, json } = await call(server, '/.well-known/openid-configuration');
    assert.equal(status, 200);
    assert.match(headers.get('content-type'), /^application\/json/);
    const { issuer } = server;
    const expected = {
      issuer,
      authorization_endpoint: `${issuer}/oauth/authorize`,
      token_endpoint: `${issuer}/oauth/token`,
      userinfo_endpoint: `${issuer}/v1/oidc/userinfo`,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      token_endpoint_auth_methods_supported: ['client_secret_post'],
      id_token_signing_alg_values_supported: ['RS256'],
      request_uri_parameter_supported: false,
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      code_challenge_methods_supported: ['S256'],
    };
    for (const [name, value] of Object.entries(expected)) assert.deepEqual(json[name], value, name);
    for (const claim of ['iss', 'aud', 'sub', 'auth_time', 'exp', 'iat', 'nonce', 'nickname',
      'picture', 'email']) assert.ok(json.claims_supported.includes(claim), claim);
    assert.ok(Array.isArray(json.subject_types_supported));
    for (const absent of ['end_session_endpoint', 'revocation_endpoint', 'introspection_endpoint']) {
      assert.equal(json[absent], undefined, absent);
    }
  });

  test('the key set holds public RSA keys, more than one, with the ids that Kakao uses', async () => {
    const { json, headers } = await call(server, '/.well-known/jwks.json');
    assert.match(headers.get('content-type'), /^application\/(jwk-set\+)?json/);
    const rsa = json.keys.filter((key) => key.kty === 'RSA');
    assert.ok(rsa.length >= 1);
    for (const key of rsa) {
      assert.match(key.kid, /^[0-9a-f]{30}$/);
      assert.equal(key.alg, 'RS256');
      assert.equal(key.use, 'sig');
      assert.equal(Buffer.from(key.n, 'base64url').length, 256);
    }
    for (const key of json.keys) {
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) assert.equal(key[secret], undefined);
    }
    assert.equal(new Set(json.keys.map((key) => key.kid)).size, json.keys.length);
  });

  test('discovery and keys have an ETag and answer 304', async () => {
    for (const path of ['/.well-known/openid-configuration', '/.well-known/jwks.json']) {
      const first = await call(server, path);
      const etag = first.headers.get('etag');
      assert.ok(etag, path);
      const again = await call(server, path, { headers: { 'if-none-match': etag } });
      assert.equal(again.status, 304);
      assert.equal(again.text, '');
    }
  });

  describe('tokeninfo', () => {
    test('answers the payload, by POST, by GET and with the token in the query', async () => {
      const { id_token } = await tokens_for(server, app, person);
      for (const options of [{ body: { id_token } }, { query: { id_token } },
        { method: 'POST', query: { id_token } }]) {
        const { status, json, text } = await call(server, '/oauth/tokeninfo', options);
        assert.equal(status, 200, text);
        assert.deepEqual(json, claims_of(id_token));
      }
    });

    test('says KOE400 for none or nonsense', async () => {
      for (const id_token of [null, '', 'nonsense', 'a.b', 'a.b.c', 'a.b.c.d']) {
        assert_kauth_error(await call(server, '/oauth/tokeninfo', { body: { id_token } }), 'KOE400',
          { error: 'invalid_token' });
      }
    });

    test('says KOE402 for a token that is not ours, or was changed', async () => {
      const { id_token } = await tokens_for(server, app, person);
      const [head, payload, signature] = id_token.split('.');
      const changed = Buffer.from(JSON.stringify({ ...claims_of(id_token), sub: '1' })).toString('base64url');
      const forged = make_jwt(header_of(id_token), claims_of(id_token), stranger_key().privateKey);
      for (const bad of [forged, `${head}.${changed}.${signature}`, `${head}.${payload}.AAAA`]) {
        assert_kauth_error(await call(server, '/oauth/tokeninfo', { body: { id_token: bad } }),
          'KOE402', { error: 'invalid_token' });
      }
    });

    test('says KOE401 for another issuer', async () => {
      const { id_token } = await tokens_for(server, app, person);
      const forged = make_jwt(header_of(id_token),
        { ...claims_of(id_token), iss: 'https://example.test' }, stranger_key().privateKey);
      const answer = await call(server, '/oauth/tokeninfo', { body: { id_token: forged } });
      assert.match(answer.json.error_code, /^KOE40[12]$/);
      assert.equal(answer.status, 400);
    });

    test('says KOE403 for an expired one', async () => {
      const own = await server.create_app({ scopes: kUsualScopes, openid: true,
        access_token_seconds: 1 });
      const { id_token } = await tokens_for(server, own, person);
      const dead = await poll('the id token to expire', async () => {
        const answer = await call(server, '/oauth/tokeninfo', { body: { id_token } });
        return answer.status === 200 ? null : answer;
      });
      assert_kauth_error(dead, 'KOE403', { error: 'invalid_token' });
    });
  });

  describe('logout with the account', () => {
    const logout_url = (params = {}) => `${server.origin}/oauth/logout?${form({
      client_id: app.rest_api_key, logout_redirect_uri: 'http://localhost:4009/bye', ...params })}`;

    /** The choice of the page, not the header's button of the same name. */
    const choose = (page, scope) => page.all((element) =>
      element.tagName === 'button' && attribute(element, 'value') === scope)[0];

    test('asks, ends the browser session and goes back with the state', async () => {
      const { agent } = await authorize(server, app, person);
      const page = await agent.open(logout_url({ state: 'after all' }));
      assert.ok(page.has('sign-out') && page.has('sign-out-service'), page.text);
      const end = await agent.submit(page, choose(page, 'account'));
      assert.equal(end.left_to.href, 'http://localhost:4009/bye?state=after+all'.replace('+', '%20'));
      const again = await agent.open(authorize_url(server, app));
      assert.ok(again.has?.('sign-in'), 'the session is over');
    });

    test('may leave the account signed in', async () => {
      const { agent } = await authorize(server, app, person);
      const page = await agent.open(logout_url());
      const end = await agent.press(page, 'sign-out-service');
      assert.equal(end.left_to.href, 'http://localhost:4009/bye');
      const again = await agent.open(authorize_url(server, app));
      assert.ok(again.left_to?.searchParams.get('code'), 'the session goes on');
    });

    test('leaves the tokens of the site alone', async () => {
      const tokens = await tokens_for(server, app, person);
      const page = await tokens.agent.open(logout_url());
      await tokens.agent.submit(page, choose(page, 'account'));
      assert.equal((await call(server, '/v2/user/me', { bearer: tokens.access_token })).status, 200);
      assert.equal((await refresh(server, app, tokens.refresh_token)).status, 200);
    });

    test('goes straight back when nobody is signed in', async () => {
      const end = await new Agent(server).open(logout_url({ state: 's' }));
      assert.equal(end.left_to?.href, 'http://localhost:4009/bye?state=s');
    });

    test('shows KOE007 for an address that is not registered', async () => {
      const { agent } = await authorize(server, app, person);
      for (const logout_redirect_uri of ['http://localhost:4009/other', app.redirect_uri,
        'http://localhost:4009/bye/', 'https://evil.test/', null]) {
        assert_error_page(await agent.open(logout_url({ logout_redirect_uri })), 'KOE007');
      }
      assert_error_page(await agent.open(logout_url({ client_id: 'f'.repeat(32) })), 'KOE101');
      const still = await agent.open(authorize_url(server, app));
      assert.ok(still.left_to?.searchParams.get('code'), 'a refused logout ends nothing');
    });
  });

  describe('CORS', () => {
    const origin = 'https://single-page.test';

    test('lets a single-page app exchange its code', async () => {
      const { code } = await authorize(server, app, person);
      const { status, headers } = await exchange(server, app, code, {}, { headers: { origin } });
      assert.equal(status, 200);
      assert.equal(headers.get('access-control-allow-origin'), '*');
    });

    test('lets it read errors as well', async () => {
      const { headers } = await exchange(server, app, 'x', {}, { headers: { origin } });
      assert.equal(headers.get('access-control-allow-origin'), '*');
    });

    for (const path of ['/oauth/token', '/v2/user/me', '/v1/user/logout', '/v1/user/unlink',
      '/v1/user/access_token_info', '/v2/user/scopes', '/v2/user/service_terms']) {
      test(`answers the pre-flight of ${path}`, async () => {
        const wanted = ['authorization', 'ka', 'content-type', 'cache-control', 'pragma',
          'x-requested-with'];
        const { status, headers } = await call(server, path, { method: 'OPTIONS', headers: {
          origin, 'access-control-request-method': 'POST',
          'access-control-request-headers': wanted.join(',') } });
        assert.ok([200, 204].includes(status), String(status));
        assert.equal(headers.get('access-control-allow-origin'), '*');
        const methods = headers.get('access-control-allow-methods').split(/,\s*/);
        assert.ok(methods.includes('POST'), String(methods));
        const allowed = headers.get('access-control-allow-headers').toLowerCase().split(/,\s*/);
        for (const name of wanted) assert.ok(allowed.includes(name), name);
        assert.notEqual(headers.get('access-control-allow-credentials'), 'true');
      });
    }
  });

  test('every path is served on any host name', async () => {
    for (const host of ['kauth.kakao.com', 'kapi.kakao.com', 'sso.example.test']) {
      const status = await new Promise((done, failed) => {
        http.get({ host: '127.0.0.1', port: server.port, path: '/.well-known/jwks.json',
          headers: { host } }, (response) => {
          response.resume();
          done(response.statusCode);
        }).on('error', failed);
      });
      assert.equal(status, 200, host);
    }
  });
});
