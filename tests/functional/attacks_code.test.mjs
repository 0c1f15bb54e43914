// SPDX-License-Identifier: Apache-2.0
// Attacks on codes, PKCE and refresh tokens: numbers 16 to 26 and 37 to 41 of the threat list.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';

import { kUsualScopes } from './harness/admin.mjs';
import { Agent } from './harness/agent.mjs';
import { assert_error_page } from './harness/assertions.mjs';
import { authorize, authorize_url, call, claims_of, exchange, kKakao, kOidc, pkce, refresh, tokens_for }
  from './harness/oauth.mjs';
import { poll } from './harness/poll.mjs';
import { start_server } from './harness/server.mjs';

for (const [surface_name, surface] of [['Kakao', kKakao], ['standard', kOidc]]) {
  describe(`attacks on grants at the ${surface_name} surface`, () => {
    let server;
    let app;
    let other_app;
    let person;
    const scope = surface === kOidc ? 'openid offline_access' : null;
    before(async () => {
      server = await start_server();
      app = await server.create_app({ scopes: kUsualScopes,
        redirect_uris: ['http://localhost:4009/callback', 'http://localhost:4009/second'] });
      other_app = await server.create_app({ scopes: kUsualScopes });
      person = await server.create_person();
    });
    after(() => server?.close());

    const new_code = async (params = {}, of = app) =>
      (await authorize(server, of, person, { surface, params: { scope, ...params } })).code;
    const redeem = (code, fields = {}, of = app) => exchange(server, of, code, fields, { surface });
    const new_tokens = (options = {}) =>
      tokens_for(server, app, person, { surface, params: { scope }, ...options });
    const renew = (token, fields = {}, of = app) => refresh(server, of, token, fields, { surface });
    const alive = async (access_token) => (await call(server,
      surface === kKakao ? '/v2/user/me' : surface.userinfo, { bearer: access_token })).status === 200;
    const assert_refused = (answer) => {
      assert.ok([400, 401].includes(answer.status), `${answer.status} ${answer.text}`);
      assert.ok(['invalid_grant', 'invalid_request', 'invalid_client'].includes(answer.json?.error),
        answer.text);
      assert.equal(answer.json.access_token, undefined);
    };

    test('attack 16: a forged code is refused, wherever it was changed', async () => {
      const code = await new_code();
      for (let at = 0; at < code.length; at += Math.max(1, Math.floor(code.length / 24))) {
        const changed = code.slice(0, at) + (code[at] === 'A' ? 'B' : 'A') + code.slice(at + 1);
        assert_refused(await redeem(changed));
      }
      for (const bad of ['', 'A', code.slice(0, -1), `${code}A`, code.slice(1), `${code}=`,
        `${code}.`, 'A'.repeat(code.length), '\u0000'.repeat(8)]) {
        assert_refused(await redeem(bad));
      }
      assert.equal((await redeem(code)).status, 200, 'the honest code still works');
    });

    test('attack 16: a code used twice revokes what the first use gave', async () => {
      const code = await new_code();
      const first = (await redeem(code)).json;
      assert.ok(await alive(first.access_token));
      assert_refused(await redeem(code));
      await poll('the tokens to die', async () => !(await alive(first.access_token)));
      if (first.refresh_token) assert_refused(await renew(first.refresh_token));
    });

    test('attack 18: a code of one client is of no use to another, and is not burned by it', async () => {
      const code = await new_code();
      assert_refused(await redeem(code, {}, other_app));
      assert_refused(await redeem(code, { client_id: other_app.rest_api_key }));
      assert.equal((await redeem(code)).status, 200);
    });

    test('attack 19: a code comes with the redirect URI that it was asked for', async () => {
      const code = await new_code();
      for (const redirect_uri of ['http://localhost:4009/second', 'http://localhost:4009/callback/',
        'http://localhost:4009/callback?', 'https://evil.test/']) {
        assert_refused(await redeem(code, { redirect_uri }));
      }
    });

    test('attack 20: of many exchanges of one code at once, one succeeds', async () => {
      const code = await new_code();
      const answers = await Promise.all(Array.from({ length: 24 }, () => redeem(code)));
      const good = answers.filter((answer) => answer.status === 200);
      assert.equal(good.length, 1, answers.map((answer) => answer.status).join(' '));
      answers.filter((answer) => answer.status !== 200).forEach(assert_refused);
    });

    test('attack 21: a spent code stays spent after a power cut', async () => {
      const code = await new_code();
      assert.equal((await redeem(code)).status, 200);
      await server.kill();
      await server.start();
      assert_refused(await redeem(code));
    });

    test('attack 22: a code is worth nothing after the person was signed out everywhere', async () => {
      const own = await server.create_person();
      const agent = new Agent(server);
      const { code } = await authorize(server, app, own, { surface, agent, params: { scope } });
      await server.cli_json(['person', 'disable', own.email]);
      assert_refused(await redeem(code));
    });

    test('attack 22: a code is worth nothing after the person disconnected the site', async () => {
      const own = await server.create_person();
      const { code, agent } = await authorize(server, app, own, { surface, params: { scope } });
      const account = await agent.open('/account');
      assert.ok(!(await agent.press(account, 'disconnect')).left_to);
      assert_refused(await redeem(code));
    });

    test('attack 23: the verifier cannot be left out', async () => {
      const { verifier, challenge } = pkce();
      const code = await new_code({ code_challenge: challenge, code_challenge_method: 'S256' });
      for (const code_verifier of [null, '', challenge, pkce().verifier, `${verifier}A`]) {
        assert_refused(await redeem(code, { code_verifier }));
      }
    });

    test('attack 24: a verifier without a challenge is refused', async () => {
      const code = await new_code();
      assert_refused(await redeem(code, { code_verifier: pkce().verifier }));
    });

    test('attack 25: plain is not spoken', async () => {
      const { verifier } = pkce();
      for (const code_challenge_method of ['plain', 'PLAIN', 'S512', 's256', 'none']) {
        const end = await new Agent(server).open(authorize_url(server, app,
          { code_challenge: verifier, code_challenge_method }, surface));
        if (end.left_to) assert.equal(end.left_to.searchParams.get('error'), 'invalid_request');
        else assert_error_page(end);
      }
    });

    test('attack 25: an omitted method does not mean plain', async () => {
      const { verifier, challenge } = pkce();
      const end = await new Agent(server).walk(authorize_url(server, app,
        { scope, code_challenge: verifier }, surface), { person });
      const code = end.left_to?.searchParams.get('code');
      if (code) assert_refused(await redeem(code, { code_verifier: verifier }));
      const second = await new Agent(server).walk(authorize_url(server, app,
        { scope, code_challenge: challenge }, surface), { person });
      const second_code = second.left_to?.searchParams.get('code');
      if (second_code) assert_refused(await redeem(second_code, { code_verifier: challenge }));
    });

    test('attack 26: short, long and odd verifiers and challenges are refused', async () => {
      for (const verifier of ['a', 'a'.repeat(42), 'a'.repeat(129), `${'a'.repeat(43)}!`,
        `${'a'.repeat(42)} b`]) {
        const challenge = createHash('sha256').update(verifier).digest('base64url');
        const code = await new_code({ code_challenge: challenge, code_challenge_method: 'S256' });
        assert_refused(await redeem(code, { code_verifier: verifier }));
      }
      for (const code_challenge of ['a', 'a'.repeat(42), 'a'.repeat(44), `${'a'.repeat(42)}+`]) {
        const end = await new Agent(server).open(authorize_url(server, app,
          { code_challenge, code_challenge_method: 'S256' }, surface));
        if (end.left_to) assert.equal(end.left_to.searchParams.get('error'), 'invalid_request');
        else assert_error_page(end);
      }
    });

    test('attack 37: parallel refreshes end in one line of tokens, not in several', async () => {
      const first = await new_tokens();
      const answers = await Promise.all(Array.from({ length: 16 }, () => renew(first.refresh_token)));
      const successors = new Set(answers.filter((answer) => answer.status === 200)
        .map((answer) => answer.json.refresh_token ?? first.refresh_token));
      assert.equal(successors.size, 1, [...successors].join('\n'));
    });

    test('attack 38: a refresh token works for its own client alone', async () => {
      const first = await new_tokens();
      assert_refused(await renew(first.refresh_token, {}, other_app));
      assert_refused(await renew(first.refresh_token, { client_id: other_app.rest_api_key }));
      assert_refused(await renew(first.refresh_token,
        { client_id: app.javascript_key, client_secret: null }));
      assert_refused(await renew(first.refresh_token,
        { client_id: other_app.javascript_key, client_secret: null }));
      assert_refused(await renew(first.refresh_token, { client_secret: null }));
      assert.equal((await renew(first.refresh_token)).status, 200);
    });

    test('attack 39: an old refresh token revokes the family once two successors have passed', async () => {
      const own = surface === kKakao
        ? await server.create_app({ scopes: kUsualScopes, refresh_token_seconds: 20 * 24 * 3600 })
        : app;
      const first = await tokens_for(server, own, person, { surface, params: { scope } });
      const second = (await renew(first.refresh_token, {}, own)).json;
      const third = (await renew(second.refresh_token, {}, own)).json;
      assert.ok(third.refresh_token);
      assert_refused(await renew(first.refresh_token, {}, own));
      assert_refused(await renew(third.refresh_token, {}, own));
      await poll('the access tokens of the family to die', async () =>
        !(await alive(third.access_token)) && !(await alive(first.access_token)));
    });

    test('attack 40: a refresh does not widen the scope', async () => {
      const narrow = surface === kOidc ? 'openid offline_access' : 'profile_nickname';
      const own = await server.create_person();
      const first = await tokens_for(server, app, own,
        { surface, params: { scope: narrow }, consent: ['profile_nickname', 'account_email'] });
      const wide = surface === kOidc ? 'openid offline_access email profile' : 'profile_image,account_email';
      const answer = await renew(first.refresh_token, { scope: wide });
      if (answer.status === 200) {
        const { json } = await call(server, '/v2/user/me', { bearer: answer.json.access_token });
        if (json?.kakao_account) {
          assert.equal(json.kakao_account.profile?.profile_image_url, undefined);
        }
        if (surface === kOidc) {
          const info = (await call(server, surface.userinfo, { bearer: answer.json.access_token })).json;
          assert.equal(info.email, undefined);
        }
      } else {
        assert.equal(answer.json.error, surface === kOidc ? 'invalid_scope' : answer.json.error);
      }
    });

    test('attack 41: a disabled person gets no new tokens', async () => {
      const own = await server.create_person();
      const first = await tokens_for(server, app, own, { surface, params: { scope } });
      await server.cli_json(['person', 'disable', own.email]);
      assert_refused(await renew(first.refresh_token));
      await poll('the access token to die', async () => !(await alive(first.access_token)));
    });

    test('attack 41: neither does one whose account is gone', async () => {
      const own = await server.create_person();
      const first = await tokens_for(server, app, own, { surface, params: { scope } });
      await server.cli_json(['person', 'delete', own.email]);
      assert_refused(await renew(first.refresh_token));
    });

    test('RFC 9700: tokens of different apps are different people', async () => {
      const here = await new_tokens({ params: { scope: surface === kOidc ? 'openid' : null } });
      const there = await tokens_for(server, other_app, person,
        { surface, params: { scope: surface === kOidc ? 'openid' : null } });
      if (here.id_token && there.id_token) {
        assert.notEqual(claims_of(here.id_token).sub, claims_of(there.id_token).sub);
      }
    });
  });
}
