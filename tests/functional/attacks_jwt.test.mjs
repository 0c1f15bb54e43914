// SPDX-License-Identifier: Apache-2.0
// Attacks on signed tokens: numbers 27 to 30, 33, 36 and 66 of the threat list, at every place that
// reads a token: tokeninfo, id_token_hint, userinfo, introspection, the resource API.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';

import { kUsualScopes } from './harness/admin.mjs';
import { assert_oauth_error } from './harness/assertions.mjs';
import { make_jwt, public_key_texts, stranger_key } from './harness/jwt.mjs';
import { authorize, call, claims_of, form, header_of, kKakao, kOidc, tokens_for }
  from './harness/oauth.mjs';
import { start_server } from './harness/server.mjs';

const is_jwt = (token) => token.split('.').length === 3;

describe('attacks on signed tokens', () => {
  let server;
  let app;
  let other_app;
  let person;
  let kakao;
  let standard;
  let keys;
  let listener;
  let fetched;
  before(async () => {
    server = await start_server();
    app = await server.create_app({ scopes: kUsualScopes, openid: true });
    other_app = await server.create_app({ scopes: kUsualScopes, openid: true });
    person = await server.create_person();
    kakao = await tokens_for(server, app, person);
    standard = await tokens_for(server, app, person,
      { surface: kOidc, params: { scope: 'openid profile email' } });
    keys = (await call(server, '/.well-known/jwks.json')).json.keys;
    fetched = [];
    listener = createServer((request, response) => {
      fetched.push(request.url);
      response.end('{}');
    });
    await new Promise((done) => listener.listen(0, '127.0.0.1', done));
  });
  after(async () => {
    listener?.close();
    await server?.close();
  });

  /** None of the places that read tokens takes `token` for good. */
  async function assert_worthless(token, why) {
    const info = await call(server, '/oauth/tokeninfo', { body: { id_token: token } });
    assert.equal(info.status, 400, `tokeninfo took ${why}: ${info.text}`);
    assert.match(info.json.error_code, /^KOE40[0-3]$/);
    for (const [path, options] of [['/v2/user/me', { bearer: token }],
      ['/v2/user/me', { query: { access_token: token } }], [kKakao.userinfo, { bearer: token }],
      [kOidc.userinfo, { bearer: token }], ['/v1/user/access_token_info', { bearer: token }]]) {
      const answer = await call(server, path, options);
      assert.ok([400, 401].includes(answer.status), `${path} took ${why}: ${answer.text}`);
    }
    const introspected = await call(server, kOidc.introspect, { body: {
      token, client_id: app.rest_api_key, client_secret: app.client_secret } });
    assert.deepEqual(introspected.json, { active: false }, why);
    const hint = await authorize(server, app, null, { surface: kOidc, agent: standard.agent,
      params: { id_token_hint: token, prompt: 'none' } });
    assert.equal(hint.code, undefined, `id_token_hint took ${why}`);
  }

  /** Every honest token that is a JWT, with the claims that a forger would keep. */
  const templates = () => [kakao.id_token, standard.id_token, kakao.access_token,
    standard.access_token].filter(is_jwt);

  test('attack 27: alg none, in every spelling', async () => {
    for (const token of templates()) {
      for (const alg of ['none', 'None', 'NONE', 'nOnE', '', null, undefined]) {
        await assert_worthless(make_jwt({ ...header_of(token), alg: alg ?? undefined },
          claims_of(token)), `alg ${alg}`);
      }
      const [head, payload] = token.split('.');
      await assert_worthless(`${head}.${payload}.`, 'an empty signature');
      await assert_worthless(`${head}.${payload}`, 'no signature');
    }
  });

  test('attack 28: an HMAC keyed with the public key', async () => {
    for (const token of templates()) {
      const jwk = keys.find((key) => key.kid === header_of(token).kid);
      for (const secret of public_key_texts(jwk)) {
        await assert_worthless(make_jwt({ ...header_of(token), alg: 'HS256' }, claims_of(token),
          secret), 'HS256 with the public key');
      }
      await assert_worthless(make_jwt({ ...header_of(token), alg: 'HS256' }, claims_of(token),
        app.client_secret), 'HS256 with the client secret');
    }
  });

  test('attack 29: a key that comes with the token is not trusted or fetched', async () => {
    const stranger = stranger_key();
    const jwk = { ...stranger.publicKey.export({ format: 'jwk' }), kid: 'mine', alg: 'RS256' };
    const url = `http://127.0.0.1:${listener.address().port}/keys`;
    for (const token of templates()) {
      const claims = claims_of(token);
      for (const extra of [{ jwk }, { jwk, kid: 'mine' }, { jku: url }, { x5u: url },
        { x5c: ['AAAA'] }, { jwk, jku: url, x5u: url, kid: undefined }]) {
        await assert_worthless(make_jwt({ ...header_of(token), alg: 'RS256', ...extra }, claims,
          stranger.privateKey), JSON.stringify(Object.keys(extra)));
      }
    }
    assert.deepEqual(fetched, []);
  });

  test('attack 30: an unknown critical header', async () => {
    const stranger = stranger_key();
    for (const token of templates()) {
      await assert_worthless(make_jwt({ ...header_of(token), crit: ['b64'], b64: false },
        claims_of(token), stranger.privateKey), 'crit');
    }
  });

  test('attack 33: a key id that is a path or a query', async () => {
    const stranger = stranger_key();
    for (const kid of ['../../../etc/passwd', '/dev/null', "' OR '1'='1", '', 'x'.repeat(5000),
      '\u0000', { a: 1 }, 7]) {
      await assert_worthless(make_jwt({ ...header_of(kakao.id_token), kid },
        claims_of(kakao.id_token), stranger.privateKey), `kid ${String(kid).slice(0, 20)}`);
    }
  });

  test('a changed payload or signature of an honest token', async () => {
    for (const token of templates()) {
      const [head, payload, signature] = token.split('.');
      const evil = Buffer.from(JSON.stringify({ ...claims_of(token), sub: '1', exp: 9999999999 }));
      await assert_worthless(`${head}.${evil.toString('base64url')}.${signature}`, 'a new payload');
      const flipped = Buffer.from(signature, 'base64url');
      flipped[3] ^= 1;
      await assert_worthless(`${head}.${payload}.${flipped.toString('base64url')}`, 'a flipped bit');
      await assert_worthless(`${head}.${payload}.${signature}AAAA`, 'a longer signature');
      await assert_worthless(`${head}=.${payload}.${signature}`, 'padding');
      await assert_worthless(`${token}.x`, 'a fourth part');
    }
  });

  test('an id token is no access token and an access token is no id token', async () => {
    for (const id_token of [kakao.id_token, standard.id_token]) {
      assert.equal((await call(server, '/v2/user/me', { bearer: id_token })).status, 401);
      assert.equal((await call(server, kOidc.userinfo, { bearer: id_token })).status, 401);
    }
    for (const id_token of [kakao.access_token, standard.access_token]) {
      assert.equal((await call(server, '/oauth/tokeninfo', { body: { id_token } })).status, 400);
    }
  });

  test('attack 36: a client learns nothing about the tokens of another', async () => {
    for (const token of [kakao.access_token, standard.access_token, kakao.refresh_token]) {
      if (!token) continue;
      const answer = await call(server, kOidc.introspect, { body: {
        token, client_id: other_app.rest_api_key, client_secret: other_app.client_secret } });
      assert.deepEqual(answer.json, { active: false });
    }
    const hint = await authorize(server, other_app, null, { surface: kOidc, agent: standard.agent,
      params: { id_token_hint: standard.id_token, prompt: 'none' } });
    assert.equal(hint.code, undefined);
  });

  test('attack 36: a client cannot revoke the tokens of another', async () => {
    const mine = await tokens_for(server, app, person,
      { surface: kOidc, params: { scope: 'openid offline_access' } });
    for (const token of [mine.access_token, mine.refresh_token].filter(Boolean)) {
      await call(server, kOidc.revoke, { body: { token, client_id: other_app.rest_api_key,
        client_secret: other_app.client_secret } });
      await call(server, kOidc.revoke, { body: { token, client_id: other_app.javascript_key } });
    }
    assert.equal((await call(server, kOidc.userinfo, { bearer: mine.access_token })).status, 200);
    const anonymous = await call(server, kOidc.revoke, { body: { token: mine.access_token } });
    assert.ok([400, 401].includes(anonymous.status));
  });

  test('attack 66: introspection never answers with the scope of another token', async () => {
    const narrow = await tokens_for(server, app, person, { surface: kOidc, params: { scope: 'openid' } });
    const wide = await tokens_for(server, app, person,
      { surface: kOidc, params: { scope: 'openid profile email' } });
    const other = await tokens_for(server, app, await server.create_person(),
      { surface: kOidc, params: { scope: 'openid profile' } });
    const ask = async (token) => (await call(server, kOidc.introspect, { body: {
      token, client_id: app.rest_api_key, client_secret: app.client_secret } })).json;
    for (let round = 0; round < 3; round += 1) {
      assert.equal((await ask(narrow.access_token)).scope, 'openid');
      assert.deepEqual((await ask(wide.access_token)).scope.split(' ').sort(),
        ['email', 'openid', 'profile']);
      assert.equal((await ask(other.access_token)).sub, claims_of(other.id_token).sub);
      assert.equal((await ask(wide.access_token)).sub, claims_of(wide.id_token).sub);
    }
  });

  test('attack 65: request_uri and other addresses in a request are never fetched', async () => {
    const url = `http://127.0.0.1:${listener.address().port}/ssrf`;
    const query = form({ client_id: app.rest_api_key, redirect_uri: app.redirect_uri,
      response_type: 'code', scope: 'openid', request_uri: url, logo_uri: url, jwks_uri: url,
      sector_identifier_uri: url, policy_uri: url, login_hint: url, acr_values: url });
    for (const path of [kKakao.authorize, kOidc.authorize]) {
      const answer = await call(server, `${path}?${query}`);
      assert.ok(answer.status < 500);
    }
    assert_oauth_error(await call(server, kOidc.token, { body: {
      grant_type: 'client_credentials', client_assertion_type:
        'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: make_jwt({ alg: 'RS256', jku: url }, { iss: app.rest_api_key },
        stranger_key().privateKey) } }), 'invalid_client', 401);
    // Whatever would be fetched is fetched before the answer or soon after; ask once more to be sure.
    await call(server, '/readyz');
    assert.deepEqual(fetched, []);
  });
});
