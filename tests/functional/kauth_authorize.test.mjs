// SPDX-License-Identifier: Apache-2.0
// GET /oauth/authorize of the Kakao surface (docs: Kakao Login, authorization request).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { kUsualScopes } from './harness/admin.mjs';
import { Agent } from './harness/agent.mjs';
import { assert_error_page } from './harness/assertions.mjs';
import { attribute } from './harness/html.mjs';
import { authorize, authorize_url, claims_of, exchange, pkce, tokens_for } from './harness/oauth.mjs';
import { start_server } from './harness/server.mjs';

describe('the authorization request', () => {
  let server;
  let app;
  let person;
  before(async () => {
    server = await start_server();
    app = await server.create_app({ scopes: kUsualScopes, openid: true });
    person = await server.create_person();
  });
  after(() => server?.close());

  /** An agent that is signed in and has consented to the app. */
  async function known_agent() {
    const { agent } = await authorize(server, app, person);
    return agent;
  }

  test('shows the sign-in page to somebody who is not signed in', async () => {
    const page = await new Agent(server).open(authorize_url(server, app));
    assert.equal(page.status, 200);
    assert.ok(page.has('sign-in'));
    assert.ok(page.by_name('password'));
    assert.ok(page.text.includes(app.name));
  });

  test('answers a code at once, without a page, to somebody who has consented', async () => {
    const agent = await known_agent();
    const response = await agent.request(authorize_url(server, app, { state: 's' }));
    assert.equal(response.status, 302);
    assert.equal(await response.text(), '');
    assert.equal(response.headers.get('content-length'), '0');
    const location = new URL(response.headers.get('location'));
    assert.equal(location.origin + location.pathname, app.redirect_uri);
    assert.deepEqual([...location.searchParams.keys()], ['code', 'state']);
  });

  test('gives a code of URL-safe characters only, since clients decode it once too often',
    async () => {
      const { code } = await authorize(server, app, person);
      assert.match(code, /^[A-Za-z0-9_-]+$/);
      assert.equal(decodeURIComponent(code), code);
    });

  test('accepts the consent page as it is, with nothing ticked by hand', async () => {
    const other = await server.create_person();
    const { code } = await authorize(server, app, other, { consent: 'as is' });
    assert.ok(code);
  });

  test('remembers the consent for the next sign-in in another browser', async () => {
    const other = await server.create_person();
    await authorize(server, app, other);
    const agent = new Agent(server);
    const sign_in = await agent.open(authorize_url(server, app));
    const end = await agent.sign_in(sign_in, other);
    assert.ok(end.left_to?.searchParams.get('code'));
  });

  for (const state of ['plain', 'a b&c=d#e/?', '한글 상태', '%2F%', 'x'.repeat(512)]) {
    test(`echoes the state ${JSON.stringify(state.slice(0, 16))} unchanged`, async () => {
      const agent = await known_agent();
      const answer = await authorize(server, app, person, { agent, params: { state } });
      assert.equal(answer.state, state);
    });
  }

  test('leaves the state out when none was sent', async () => {
    const { left_to } = await authorize(server, app, person);
    assert.equal(left_to.searchParams.has('state'), false);
  });

  test('keeps the query of a redirect URI and adds to it', async () => {
    const redirect_uri = 'http://localhost:4009/callback?from=haetae&x=1';
    const own = await server.create_app({ redirect_uris: [redirect_uri], scopes: kUsualScopes });
    const { left_to } = await authorize(server, own, person);
    assert.ok(left_to.href.startsWith(`${redirect_uri}&code=`), left_to.href);
  });

  test('keeps a custom scheme of an app on a phone', async () => {
    const own = await server.create_app({ redirect_uris: ['kr.example.app:/done'],
      scopes: kUsualScopes });
    const { left_to } = await authorize(server, own, person);
    assert.ok(left_to.href.startsWith('kr.example.app:/done?code='), left_to.href);
  });

  test('takes an empty scope as no scope', async () => {
    const other = await server.create_person();
    const { code } = await authorize(server, app, other, { params: { scope: '' } });
    const { json } = await exchange(server, app, code);
    assert.ok(json.scope.split(' ').includes('profile_nickname'), JSON.stringify(json));
  });

  for (const [how, separator] of [['commas', ','], ['spaces', ' ']]) {
    test(`reads scopes separated by ${how}`, async () => {
      const other = await server.create_person();
      const tokens = await tokens_for(server, app, other,
        { params: { scope: ['profile_nickname', 'profile_image', 'openid'].join(separator) } });
      assert.ok(tokens.scope.split(' ').includes('profile_image'), tokens.scope);
      assert.ok(tokens.id_token);
    });
  }

  test('grants only what was ticked among the optional items', async () => {
    const other = await server.create_person();
    const tokens = await tokens_for(server, app, other,
      { consent: ['profile_nickname', 'account_email'] });
    const granted = tokens.scope.split(' ');
    assert.ok(granted.includes('account_email'));
    assert.ok(!granted.includes('profile_image'), tokens.scope);
  });

  test('does not let a required item be left out', async () => {
    const other = await server.create_person();
    const agent = new Agent(server);
    const consent = await agent.sign_in(await agent.open(authorize_url(server, app)), other);
    const page = await agent.consent(consent, ['profile_image']);
    if (page.left_to) {
      // Pressing "accept" may count as agreeing to what is required; it must then be granted.
      const { json } = await exchange(server, app, page.left_to.searchParams.get('code'));
      assert.ok(json.scope.split(' ').includes('account_email'), json.scope);
    } else {
      assert.ok(page.has('consent-accept'));
    }
  });

  test('asks again for one more item only when the site asks for it', async () => {
    const other = await server.create_person();
    const { agent } = await authorize(server, app, other,
      { consent: ['profile_nickname', 'account_email'] });
    const page = await agent.open(authorize_url(server, app, { scope: 'profile_image' }));
    assert.ok(page.has('consent-accept'), page.text);
    const offered = page.all((element) => attribute(element, 'name') === 'scope')
      .map((element) => attribute(element, 'value'));
    assert.deepEqual(offered, ['profile_image']);
    const end = await agent.consent(page);
    const { json } = await exchange(server, app, end.left_to.searchParams.get('code'));
    assert.deepEqual(json.scope.split(' ').filter((id) => id !== 'openid').sort(),
      ['account_email', 'profile_image', 'profile_nickname']);
  });

  test('tells the site when the person denies', async () => {
    const other = await server.create_person();
    const answer = await authorize(server, app, other, { consent: false, params: { state: 'keep' } });
    assert.equal(answer.error, 'access_denied');
    assert.equal(answer.error_description, 'User denied access');
    assert.equal(answer.state, 'keep');
    assert.ok(answer.left_to.search.includes('error_description=User%20denied%20access'));
    assert.equal(answer.code, undefined);
  });

  describe('prompt', () => {
    test('none answers login_required to somebody who is not signed in', async () => {
      const answer = await authorize(server, app, null, { params: { prompt: 'none', state: 'q' } });
      assert.equal(answer.error, 'login_required');
      assert.equal(answer.state, 'q');
    });

    test('none answers consent_required before the consent', async () => {
      const agent = await known_agent();
      const own = await server.create_app({ scopes: kUsualScopes });
      const answer = await authorize(server, own, null, { agent, params: { prompt: 'none' } });
      assert.equal(answer.error, 'consent_required');
      assert.equal(answer.error_description, 'user consent required.');
    });

    test('none answers a code when there is nothing to ask', async () => {
      const agent = await known_agent();
      const answer = await authorize(server, app, null, { agent, params: { prompt: 'none' } });
      assert.ok(answer.code);
    });

    test('login asks for the password of somebody who is signed in', async () => {
      const agent = await known_agent();
      const page = await agent.open(authorize_url(server, app, { prompt: 'login' }));
      assert.ok(page.by_name('password'), page.text);
      const end = await agent.sign_in(page, person);
      assert.ok(end.left_to?.searchParams.get('code'));
    });

    test('auth_type=reauthenticate is the old spelling of login', async () => {
      const agent = await known_agent();
      const page = await agent.open(authorize_url(server, app, { auth_type: 'reauthenticate' }));
      assert.ok(page.by_name?.('password'));
    });

    test('create starts with making an account', async () => {
      const page = await new Agent(server).open(authorize_url(server, app, { prompt: 'create' }));
      assert.ok(page.has('sign-up-submit'), page.text);
    });

    test('select_account lets the person choose', async () => {
      const agent = await known_agent();
      const page = await agent.open(authorize_url(server, app, { prompt: 'select_account' }));
      assert.ok(page.has('account-other'), page.text);
      const mine = page.all((element) => /^account-(?!other)/.test(attribute(element, 'data-testid') ?? ''));
      assert.equal(mine.length, 1);
      const end = await agent.submit(page, mine[0]);
      assert.ok(end.left_to?.searchParams.get('code'), end.text);
    });

    test('may hold several words, by comma or space', async () => {
      for (const prompt of ['select_account,login', 'login select_account']) {
        const agent = await known_agent();
        const page = await agent.open(authorize_url(server, app, { prompt }));
        assert.equal(page.left_to, undefined);
      }
    });
  });

  test('login_hint fills in the box', async () => {
    const page = await new Agent(server).open(
      authorize_url(server, app, { login_hint: 'hint@example.test' }));
    assert.equal(attribute(page.by_name('loginId'), 'value'), 'hint@example.test');
  });

  test('ignores parameters that only SDKs send', async () => {
    const agent = await known_agent();
    const { code } = await authorize(server, app, null, { agent, params: {
      ka: 'sdk/2.7.2 os/javascript', is_popup: 'false', auth_tran_id: 'x'.repeat(60),
      approval_type: 'individual', display: 'popup', response_mode: 'fragment', max_age: '99999',
      ui_locales: 'ko', acr_values: 'x', request_uri: 'https://example.test/r', lang: 'ko',
    } });
    assert.ok(code);
  });

  test('takes the JavaScript and native app keys too, and puts the key into aud', async () => {
    for (const client_id of [app.javascript_key, app.native_app_key]) {
      const { code } = await authorize(server, app, person, { params: { client_id } });
      const { json, text } = await exchange(server, app, code, { client_id, client_secret: null });
      assert.ok(json.id_token, text);
      assert.equal(claims_of(json.id_token).aud, client_id);
    }
  });

  test('remembers the PKCE challenge until the token call', async () => {
    const { verifier, challenge } = pkce();
    const { code } = await authorize(server, app, person,
      { params: { code_challenge: challenge, code_challenge_method: 'S256' } });
    const { status } = await exchange(server, app, code, { code_verifier: verifier });
    assert.equal(status, 200);
  });

  test('shows the service terms that the site names, and stores the agreement', async () => {
    const own = await server.create_app({
      scopes: kUsualScopes,
      service_terms: [{ tag: 'tos_20240101', required: true }, { tag: 'ads', required: false }],
    });
    for (const name of ['service_terms', 'extra.service_terms']) {
      const other = await server.create_person();
      const agent = new Agent(server);
      const url = authorize_url(server, own, { [name]: 'tos_20240101,ads' });
      const page = await agent.sign_in(await agent.open(url), other);
      const offered = page.all((element) => attribute(element, 'name') === 'terms')
        .map((element) => attribute(element, 'value'));
      assert.deepEqual(offered.sort(), ['ads', 'tos_20240101'], name);
      const end = await agent.consent(page);
      assert.ok(end.left_to?.searchParams.get('code'));
    }
  });

  describe('shows an error page and never redirects', () => {
    const cases = [
      ['an unknown client_id', { client_id: '0123456789abcdef0123456789abcdef' }, 'KOE101'],
      ['a malformed client_id', { client_id: '<script>alert(1)</script>' }, 'KOE101'],
      ['an unregistered redirect_uri', { redirect_uri: 'http://localhost:4009/other' }, 'KOE006'],
      ['a missing response_type', { response_type: null }, 'KOE201'],
      ['response_type=token', { response_type: 'token' }, /KOE20[12]/],
      ['a scope that the app does not have', { scope: 'phone_number' }, 'KOE205'],
      ['a scope that does not exist', { scope: 'profile_nickname,nonsense' }, 'KOE205'],
      ['a missing client_id', { client_id: null }, /KOE(101|207)/],
      ['a missing redirect_uri', { redirect_uri: null }, /KOE(006|207)/],
    ];
    for (const [name, params, code] of cases) {
      test(`for ${name}`, async () => {
        const page = await new Agent(server).open(authorize_url(server, app, params));
        assert_error_page(page);
        assert.match(page.text, code instanceof RegExp ? code : new RegExp(code));
        assert.ok(!page.html.includes('<script>alert(1)'), 'the input must be escaped');
      });
    }

    test('for the admin key as client_id, which must never travel in a browser', async () => {
      const page = await new Agent(server).open(
        authorize_url(server, app, { client_id: app.admin_key }));
      assert_error_page(page, 'KOE');
      assert.ok(!page.html.includes(app.admin_key));
    });

    test('for an app whose login is switched off', async () => {
      const own = await server.create_app({ scopes: kUsualScopes, login: false });
      const page = await new Agent(server).open(authorize_url(server, own));
      assert_error_page(page, 'KOE004');
    });
  });
});
