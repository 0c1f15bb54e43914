// SPDX-License-Identifier: Apache-2.0
// openid-client and oauth4webapi, unmodified, against the standard surface and against the Kakao
// surface's own discovery document. They check what the standards demand of every answer.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';

import { kUsualScopes } from './harness/admin.mjs';
import { Agent } from './harness/agent.mjs';
import { assert_not_cached } from './harness/assertions.mjs';
import { new_visit, sign_in_and_consent, start_browser } from './harness/browser.mjs';
import { call, claims_of, header_of } from './harness/oauth.mjs';
import { start_server } from './harness/server.mjs';

const kInsecure = { [oauth.allowInsecureRequests]: true };

describe('OpenID Connect clients', () => {
  let server;
  let browser;
  let app;
  let person;
  let discover;
  let site;
  before(async () => {
    server = await start_server();
    browser = await start_browser();
    site = createServer((_, response) => response.end('site'));
    await new Promise((done) => site.listen(0, '127.0.0.1', done));
    app = await server.create_app({ scopes: kUsualScopes, client_credentials: true,
      redirect_uris: [`http://localhost:${site.address().port}/callback`],
      logout_redirect_uris: ['http://localhost:4009/bye'] });
    person = await server.create_person();
    discover = (surface, auth, client_id = app.rest_api_key) => openid.discovery(
      new URL(`${server.issuer}${surface}`), client_id, {}, auth(app.client_secret),
      { execute: [openid.allowInsecureRequests] });
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    site?.close();
  });

  /** One authorization with PKCE, state and nonce by openid-client; `walk` brings the person along. */
  async function sign_in(config, { scope = 'openid profile email', parameters = {}, walk } = {}) {
    const verifier = openid.randomPKCECodeVerifier();
    const checks = { pkceCodeVerifier: verifier, expectedState: openid.randomState(),
      expectedNonce: openid.randomNonce(), idTokenExpected: true };
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: app.redirect_uri, scope, state: checks.expectedState, nonce: checks.expectedNonce,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256', ...parameters,
    });
    const landed = await walk(url);
    return { landed, tokens: await openid.authorizationCodeGrant(config, landed, checks) };
  }

  /** Walks without a browser. */
  const by_agent = (agent = new Agent(server), who = person) => async (url) => {
    const end = await agent.walk(url, { person: who });
    assert.ok(end.left_to, end.text);
    return end.left_to;
  };

  /** Walks in Chromium to the site's callback. */
  const by_browser = (visit) => async (url) => {
    await visit.page.goto(url.href);
    await sign_in_and_consent(visit.page, person, (at) => at.href.startsWith(app.redirect_uri));
    return new URL(visit.page.url());
  };

  const auth_methods = [
    ['client_secret_basic', openid.ClientSecretBasic], ['client_secret_post', openid.ClientSecretPost],
  ];
  for (const [name, auth] of auth_methods) {
    test(`openid-client signs a person in in a browser with ${name}`, async () => {
      const config = await discover('/oidc', auth);
      const metadata = config.serverMetadata();
      assert.equal(metadata.issuer, `${server.issuer}/oidc`);
      assert.equal(metadata.authorization_response_iss_parameter_supported, true);
      const visit = await new_visit(browser);
      try {
        const { landed, tokens } = await sign_in(config, { walk: by_browser(visit) });
        assert.equal(landed.searchParams.get('iss'), `${server.issuer}/oidc`);
        const claims = tokens.claims();
        assert.match(claims.sub, /^[1-9][0-9]{0,15}$/);
        const user = await openid.fetchUserInfo(config, tokens.access_token, claims.sub);
        assert.equal(user.email, person.email);
        assert.equal(user.email_verified, true);
        assert.ok([user.nickname, user.name].includes(person.nickname));
      } finally {
        await visit.close();
      }
    });
  }

  test('a public client signs in with PKCE and no secret', async () => {
    const config = await discover('/oidc', () => openid.None(), app.javascript_key);
    const { tokens } = await sign_in(config, { walk: by_agent() });
    assert.equal(tokens.claims().aud, app.javascript_key);
    if (tokens.refresh_token) {
      const again = await openid.refreshTokenGrant(config, tokens.refresh_token);
      assert.notEqual(again.refresh_token, tokens.refresh_token, 'rotated for public clients');
    }
  });

  test('refresh tokens rotate, and the new one works', async () => {
    const config = await discover('/oidc', openid.ClientSecretBasic);
    const { tokens } = await sign_in(config, {
      scope: 'openid profile offline_access', walk: by_agent() });
    assert.ok(tokens.refresh_token, 'a refresh token');
    const second = await openid.refreshTokenGrant(config, tokens.refresh_token);
    assert.notEqual(second.refresh_token, tokens.refresh_token);
    const third = await openid.refreshTokenGrant(config, second.refresh_token);
    assert.equal(third.claims()?.sub ?? tokens.claims().sub, tokens.claims().sub);
  });

  test('introspection tells a confidential client about its own tokens', async () => {
    const config = await discover('/oidc', openid.ClientSecretBasic);
    const { tokens } = await sign_in(config, {
      scope: 'openid profile offline_access', walk: by_agent() });
    const access = await openid.tokenIntrospection(config, tokens.access_token);
    assert.equal(access.active, true);
    assert.equal(access.client_id, app.rest_api_key);
    assert.equal(access.sub, tokens.claims().sub);
    assert.ok(access.exp > access.iat);
    const refresh = await openid.tokenIntrospection(config, tokens.refresh_token,
      { token_type_hint: 'access_token' });
    assert.equal(refresh.active, true, 'the hint is only a hint');
    assert.deepEqual(await openid.tokenIntrospection(config, 'nonsense'), { active: false });
  });

  test('revocation of the refresh token ends the access token too', async () => {
    const config = await discover('/oidc', openid.ClientSecretBasic);
    const { tokens } = await sign_in(config, {
      scope: 'openid profile offline_access', walk: by_agent() });
    await openid.tokenRevocation(config, tokens.refresh_token);
    assert.equal((await openid.tokenIntrospection(config, tokens.access_token)).active, false);
    await assert.rejects(openid.refreshTokenGrant(config, tokens.refresh_token),
      { error: 'invalid_grant' });
    await assert.rejects(openid.fetchUserInfo(config, tokens.access_token, tokens.claims().sub));
    await openid.tokenRevocation(config, 'nonsense');
  });

  test('client credentials give the app a token of its own, without a person', async () => {
    const config = await discover('/oidc', openid.ClientSecretPost);
    const tokens = await openid.clientCredentialsGrant(config);
    assert.equal(tokens.refresh_token, undefined);
    assert.equal(tokens.id_token, undefined);
    const answer = await call(server, '/oidc/userinfo', { bearer: tokens.access_token });
    assert.ok([401, 403].includes(answer.status), 'it opens nothing about people');
    const me = await call(server, '/v2/user/me', { bearer: tokens.access_token });
    assert.equal(me.status, 401);
  });

  test('RP-initiated logout ends the session and comes back with the state', async () => {
    const config = await discover('/oidc', openid.ClientSecretBasic);
    const agent = new Agent(server);
    const { tokens } = await sign_in(config, { walk: by_agent(agent) });
    const url = openid.buildEndSessionUrl(config, { id_token_hint: tokens.id_token,
      post_logout_redirect_uri: 'http://localhost:4009/bye', state: 'tchüß' });
    let end = await agent.open(url);
    if (!end.left_to) {
      const button = end.all((element) => element.attrs?.some((pair) =>
        pair.name === 'value' && pair.value === 'account'))[0] ?? end.by_testid('sign-out');
      end = await agent.submit(end, button);
    }
    assert.equal(end.left_to?.href, 'http://localhost:4009/bye?state=tch%C3%BC%C3%9F');
    const page = await agent.open(`${server.origin}/oidc/authorize?${new URLSearchParams({
      client_id: app.rest_api_key, redirect_uri: app.redirect_uri, response_type: 'code',
      scope: 'openid' })}`);
    assert.ok(page.has?.('sign-in'));
  });

  test('openid-client signs a person in by the Kakao surface with its own discovery', async () => {
    const config = await discover('', openid.ClientSecretPost);
    assert.equal(config.serverMetadata().issuer, server.issuer);
    const visit = await new_visit(browser);
    try {
      const { tokens } = await sign_in(config,
        { scope: 'openid profile_nickname account_email', walk: by_browser(visit) });
      assert.equal(tokens.token_type, 'bearer');
      const user = await openid.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
      assert.equal(user.nickname, person.nickname);
      const again = await openid.refreshTokenGrant(config, tokens.refresh_token);
      assert.ok(again.access_token);
    } finally {
      await visit.close();
    }
  });

  test('both surfaces know the person by the same number at the same app', async () => {
    const standard = await sign_in(await discover('/oidc', openid.ClientSecretPost),
      { walk: by_agent() });
    const kakao = await sign_in(await discover('', openid.ClientSecretPost),
      { scope: 'openid', walk: by_agent() });
    assert.equal(standard.tokens.claims().sub, kakao.tokens.claims().sub);
  });

  for (const [name, suffix, auth] of [
    ['the standard surface', '/oidc', oauth.ClientSecretBasic],
    ['the Kakao surface', '', oauth.ClientSecretPost],
  ]) {
    test(`oauth4webapi validates every answer of ${name}`, async () => {
      const issuer = new URL(`${server.issuer}${suffix}`);
      const as = await oauth.processDiscoveryResponse(issuer,
        await oauth.discoveryRequest(issuer, kInsecure));
      const client = { client_id: app.rest_api_key };
      const client_auth = auth(app.client_secret);
      const verifier = oauth.generateRandomCodeVerifier();
      const state = oauth.generateRandomState();
      const nonce = oauth.generateRandomNonce();
      const url = new URL(as.authorization_endpoint);
      for (const [key, value] of Object.entries({
        client_id: app.rest_api_key, redirect_uri: app.redirect_uri, response_type: 'code',
        scope: 'openid', state, nonce, code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      })) url.searchParams.set(key, value);
      const landed = await by_agent()(url);
      const parameters = oauth.validateAuthResponse(as, client, landed, state);
      const response = await oauth.authorizationCodeGrantRequest(as, client, client_auth, parameters,
        app.redirect_uri, verifier, kInsecure);
      assert_not_cached(response.headers);
      const tokens = await oauth.processAuthorizationCodeResponse(as, client, response,
        { expectedNonce: nonce, requireIdToken: true });
      const checked = await call(server, new URL(as.jwks_uri).pathname);
      const { kid } = header_of(tokens.id_token);
      assert.ok(checked.json.keys.some((key) => key.kid === kid));
      const info = await oauth.processUserInfoResponse(as, client, claims_of(tokens.id_token).sub,
        await oauth.userInfoRequest(as, client, tokens.access_token, kInsecure));
      assert.equal(info.sub, claims_of(tokens.id_token).sub);
      const refreshed = await oauth.processRefreshTokenResponse(as, client,
        await oauth.refreshTokenGrantRequest(as, client, client_auth, tokens.refresh_token, kInsecure));
      assert.ok(refreshed.access_token);
    });
  }

  test('oauth4webapi verifies the signature of the id token against the published keys', async () => {
    const issuer = new URL(`${server.issuer}/oidc`);
    const as = await oauth.processDiscoveryResponse(issuer,
      await oauth.discoveryRequest(issuer, kInsecure));
    const config = await discover('/oidc', openid.ClientSecretBasic);
    openid.enableNonRepudiationChecks(config);
    const { tokens } = await sign_in(config, { walk: by_agent() });
    assert.equal(tokens.claims().iss, as.issuer);
    const at_hash = claims_of(tokens.id_token).at_hash;
    if (at_hash) assert.match(at_hash, /^[A-Za-z0-9_-]{22}$/);
  });
});
