// SPDX-License-Identifier: Apache-2.0
// POST /oauth/token of the Kakao surface: what clients send, what they get, and every refusal.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { kUsualScopes } from './harness/admin.mjs';
import { assert_kauth_error, assert_not_cached } from './harness/assertions.mjs';
import { authorize, call, claims_of, exchange, header_of, pkce, refresh, token, tokens_for }
  from './harness/oauth.mjs';
import { poll } from './harness/poll.mjs';
import { start_server } from './harness/server.mjs';

const kRefreshSeconds = 60 * 24 * 3600;

describe('the token endpoint', () => {
  let server;
  let app;
  let person;
  before(async () => {
    server = await start_server();
    app = await server.create_app({ scopes: kUsualScopes, openid: true });
    person = await server.create_person();
  });
  after(() => server?.close());

  const code_for = async (of = app, params = {}) =>
    (await authorize(server, of, person, { params })).code;

  describe('exchanges a code', () => {
    test('for tokens with every field of the right type', async () => {
      const { status, headers, json } = await exchange(server, app, await code_for());
      assert.equal(status, 200);
      assert.match(headers.get('content-type'), /^application\/json;\s*charset=utf-8$/i);
      assert_not_cached(headers);
      assert.equal(json.token_type, 'bearer');
      assert.match(json.access_token, /^[A-Za-z0-9_.-]+$/);
      assert.match(json.refresh_token, /^[A-Za-z0-9_.-]+$/);
      assert.equal(json.expires_in, 21599);
      assert.ok([kRefreshSeconds - 1, kRefreshSeconds].includes(json.refresh_token_expires_in));
      const scopes = json.scope.split(' ');
      assert.ok(scopes.includes('openid') && scopes.includes('profile_nickname'), json.scope);
    });

    test('with the headers that Kakao answers', async () => {
      const { headers } = await exchange(server, app, await code_for());
      assert.equal(headers.get('pragma'), 'no-cache');
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.match(headers.get('x-frame-options'), /^DENY$/i);
    });

    test('for shorter or longer tokens by the kind of key', async () => {
      for (const [client_id, seconds] of [[app.javascript_key, 7199], [app.native_app_key, 43199]]) {
        const code = await code_for(app, { client_id });
        const { json, text } = await exchange(server, app, code, { client_id, client_secret: null });
        assert.equal(json.expires_in, seconds, text);
      }
    });

    test('when the fields stand in the query string of an empty POST', async () => {
      const { status, text } = await call(server, '/oauth/token', { method: 'POST', query: {
        grant_type: 'authorization_code', client_id: app.rest_api_key, code: await code_for(),
        redirect_uri: app.redirect_uri, client_secret: app.client_secret,
      } });
      assert.equal(status, 200, text);
    });

    test('when the fields are spread over query and body', async () => {
      const { status, text } = await call(server, '/oauth/token', {
        query: { grant_type: 'authorization_code', client_id: app.rest_api_key },
        body: { code: await code_for(), redirect_uri: app.redirect_uri,
          client_secret: app.client_secret },
      });
      assert.equal(status, 200, text);
    });

    test('whatever charset the content type names, and whatever SDKs add', async () => {
      const { status, text } = await exchange(server, app, await code_for(), {
        android_key_hash: 'x', ios_bundle_id: 'y', client_origin: 'z', approval_type: 'individual',
        scope: 'ignored',
      }, { headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' } });
      assert.equal(status, 200, text);
    });

    test('without redirect_uri, since a library of some weight never sends it', async () => {
      const { status, text } = await exchange(server, app, await code_for(), { redirect_uri: null });
      assert.equal(status, 200, text);
    });

    test('with the secret "kakao" when the secret is off', async () => {
      const own = await server.create_app({ scopes: kUsualScopes, client_secret: false });
      for (const client_secret of ['kakao', null, '']) {
        const { status, text } = await exchange(server, own, await code_for(own), { client_secret });
        assert.equal(status, 200, text);
      }
    });

    test('once only', async () => {
      const code = await code_for();
      assert.equal((await exchange(server, app, code)).status, 200);
      assert_kauth_error(await exchange(server, app, code), 'KOE320', { error: 'invalid_grant' });
    });
  });

  describe('gives an id token', () => {
    test('signed with a published RSA key, with the claims of the documents', async () => {
      const before_s = Math.floor(Date.now() / 1000);
      const nonce = 'a-nonce';
      const code = await code_for(app, { nonce });
      const { json } = await exchange(server, app, code);
      const header = header_of(json.id_token);
      assert.equal(header.alg, 'RS256');
      assert.equal(header.typ, 'JWT');
      const jwks = (await call(server, '/.well-known/jwks.json')).json;
      assert.ok(jwks.keys.some((key) => key.kid === header.kid && key.kty === 'RSA'));
      const claims = claims_of(json.id_token);
      assert.equal(claims.iss, server.issuer);
      assert.equal(claims.aud, app.rest_api_key);
      assert.match(claims.sub, /^[1-9][0-9]{0,15}$/);
      assert.equal(claims.nonce, nonce);
      assert.equal(claims.nickname, person.nickname);
      assert.equal(claims.email, person.email);
      for (const name of ['iat', 'exp', 'auth_time']) assert.ok(Number.isInteger(claims[name]), name);
      assert.ok(claims.iat >= before_s - 1 && claims.auth_time <= claims.iat + 1);
      assert.ok(Math.abs(claims.exp - claims.iat - json.expires_in) <= 1);
    });

    test('on every sign-in without a scope when the switch is on', async () => {
      assert.ok((await tokens_for(server, app, person)).id_token);
    });

    test('not when a scope is given without openid', async () => {
      const tokens = await tokens_for(server, app, person, { params: { scope: 'profile_nickname' } });
      assert.equal(tokens.id_token, undefined);
    });

    test('not when the switch is off', async () => {
      const own = await server.create_app({ scopes: kUsualScopes, openid: false });
      const tokens = await tokens_for(server, own, person);
      assert.equal(tokens.id_token, undefined);
      assert.ok(!tokens.scope.split(' ').includes('openid'));
    });

    test('without what the person did not agree to', async () => {
      const other = await server.create_person();
      const own = await server.create_app({
        openid: true, scopes: { profile_nickname: 'required', account_email: 'optional' } });
      const tokens = await tokens_for(server, own, other, { consent: ['profile_nickname'] });
      const claims = claims_of(tokens.id_token);
      assert.equal(claims.nickname, other.nickname);
      assert.equal(claims.email, undefined);
    });
  });

  describe('refreshes', () => {
    test('the access token alone while the refresh token has more than a month left', async () => {
      const first = await tokens_for(server, app, person);
      const { status, json } = await refresh(server, app, first.refresh_token);
      assert.equal(status, 200);
      assert.equal(json.token_type, 'bearer');
      assert.equal(json.expires_in, 21599);
      assert.notEqual(json.access_token, first.access_token);
      assert.equal(json.refresh_token, undefined);
      assert.equal(json.refresh_token_expires_in, undefined);
      assert.equal(json.scope, undefined);
      assert.equal(claims_of(json.id_token).sub, claims_of(first.id_token).sub);
      const me = await call(server, '/v2/user/me', { bearer: json.access_token });
      assert.equal(me.status, 200);
    });

    test('again and again with the same refresh token', async () => {
      const first = await tokens_for(server, app, person);
      for (let i = 0; i < 3; i += 1) {
        assert.equal((await refresh(server, app, first.refresh_token)).status, 200);
      }
    });

    test('both tokens in the last month, and the former one soon dies', async () => {
      const own = await server.create_app({
        scopes: kUsualScopes, refresh_token_seconds: 20 * 24 * 3600 });
      const first = await tokens_for(server, own, person);
      const { json, text } = await refresh(server, own, first.refresh_token);
      assert.ok(json.refresh_token, text);
      assert.notEqual(json.refresh_token, first.refresh_token);
      assert.ok(Number.isInteger(json.refresh_token_expires_in));
      assert.equal((await refresh(server, own, json.refresh_token)).status, 200);
    });

    test('without an id token when there was none', async () => {
      const first = await tokens_for(server, app, person, { params: { scope: 'profile_nickname' } });
      const { json } = await refresh(server, app, first.refresh_token);
      assert.equal(json.id_token, undefined);
    });

    test('after a restart of the server', async () => {
      const first = await tokens_for(server, app, person);
      await server.restart();
      assert.equal((await refresh(server, app, first.refresh_token)).status, 200);
      const me = await call(server, '/v2/user/me', { bearer: first.access_token });
      assert.equal(me.status, 200, 'access tokens outlive a restart');
    });
  });

  describe('refuses', () => {
    test('a wrong or missing client secret with KOE010', async () => {
      for (const client_secret of ['wrong', 'kakao', '', null]) {
        assert_kauth_error(await exchange(server, app, await code_for(), { client_secret }), 'KOE010',
          { status: 401, error: 'invalid_client', description: 'Bad client credentials' });
      }
    });

    test('HTTP Basic, which the real service does not understand', async () => {
      const basic = Buffer.from(`${app.rest_api_key}:${app.client_secret}`).toString('base64');
      const answer = await exchange(server, app, await code_for(), { client_secret: null },
        { headers: { authorization: `Basic ${basic}` } });
      assert_kauth_error(answer, 'KOE010', { status: 401 });
    });

    test('an unknown client with KOE101', async () => {
      const client_id = '0123456789abcdef0123456789abcdef';
      assert_kauth_error(await exchange(server, app, await code_for(), { client_id }), 'KOE101', {
        status: 401, error: 'invalid_client', description: `Not exist client_id [${client_id}]` });
    });

    test('the admin key as client with KOE101 and does not repeat it', async () => {
      const answer = await exchange(server, app, 'x', { client_id: app.admin_key });
      assert.equal(answer.status, 401);
      assert.ok(!server.output().includes(app.admin_key));
    });

    test('another redirect URI than at the authorization with KOE303', async () => {
      for (const redirect_uri of ['http://localhost:4009/other', `${app.redirect_uri}/`,
        `${app.redirect_uri}?`, app.redirect_uri.toUpperCase()]) {
        assert_kauth_error(await exchange(server, app, await code_for(), { redirect_uri }), 'KOE303',
          { error: 'invalid_grant', description: 'Redirect URI mismatch.' });
      }
    });

    test('an unknown code with KOE320', async () => {
      assert_kauth_error(await exchange(server, app, 'no-such-code'), 'KOE320', {
        error: 'invalid_grant',
        description: 'authorization code not found for code=no-such-code' });
    });

    test('an unknown grant type with KOE310', async () => {
      for (const grant_type of ['password', 'implicit', 'x']) {
        assert_kauth_error(await token(server, app, { grant_type }), 'KOE310');
      }
    });

    test('missing fields with KOE207, a missing refresh token with KOE319', async () => {
      assert_kauth_error(await exchange(server, app, null), 'KOE207', { error: 'invalid_request' });
      assert_kauth_error(await refresh(server, app, null), 'KOE319');
      const answer = await token(server, app, { grant_type: null });
      assert.match(answer.json.error_code, /^KOE(207|310)$/);
    });

    test('a missing client_id', async () => {
      const answer = await exchange(server, app, await code_for(), { client_id: null });
      assert.match(answer.json.error_code, /^KOE(101|207)$/);
    });

    test('a bad refresh token with KOE322', async () => {
      const { access_token } = await tokens_for(server, app, person);
      for (const bad of ['nonsense', access_token]) {
        assert_kauth_error(await refresh(server, app, bad), 'KOE322',
          { error: 'invalid_grant', description: 'expired_or_invalid_refresh_token' });
      }
    });

    test('an expired refresh token with KOE322', async () => {
      const own = await server.create_app({ scopes: kUsualScopes, refresh_token_seconds: 1 });
      const first = await tokens_for(server, own, person);
      const dead = await poll('the refresh token to expire', async () => {
        const answer = await refresh(server, own, first.refresh_token);
        return answer.status === 200 ? null : answer;
      });
      assert_kauth_error(dead, 'KOE322');
    });

    test('a code without its PKCE verifier, or with a wrong one', async () => {
      for (const code_verifier of [null, pkce().verifier, '']) {
        const { challenge } = pkce();
        const code = await code_for(app,
          { code_challenge: challenge, code_challenge_method: 'S256' });
        const answer = await exchange(server, app, code, { code_verifier });
        assert.equal(answer.status, 400);
        assert.match(answer.json.error, /^invalid_(grant|request)$/);
        assert.match(answer.json.error_code, /^KOE\d+$/);
      }
    });

    test('a body that is no form', async () => {
      const answer = await call(server, '/oauth/token', { method: 'POST', body: '{"grant_type":"x"}',
        headers: { 'content-type': 'application/json' } });
      assert.ok(answer.status >= 400 && answer.status < 500);
      assert.equal(typeof answer.json?.error, 'string');
    });

    test('GET', async () => {
      const answer = await call(server, '/oauth/token', { query: { grant_type: 'x' } });
      assert.ok(answer.status >= 400 && answer.status < 500);
    });
  });
});
