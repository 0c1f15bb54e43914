// SPDX-License-Identifier: Apache-2.0
// Attacks on redirects: numbers 1 to 15 and 76 of the threat list. Each must end on an error page
// of ours or at the registered URI, never elsewhere.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { kUsualScopes } from './harness/admin.mjs';
import { Agent } from './harness/agent.mjs';
import { assert_error_page } from './harness/assertions.mjs';
import { attribute } from './harness/html.mjs';
import { authorize, authorize_url, call, form, kKakao, kOidc, tokens_for } from './harness/oauth.mjs';
import { start_server } from './harness/server.mjs';

const kCallback = 'https://site.example.test/login/callback';
const kLoopback = 'http://localhost:7777/callback';
const kSurfaces = [['Kakao', kKakao], ['standard', kOidc]];

describe('attacks on redirects', () => {
  let server;
  let app;
  let person;
  before(async () => {
    server = await start_server();
    app = await server.create_app({ redirect_uris: [kCallback, kLoopback], scopes: kUsualScopes,
      logout_redirect_uris: ['https://site.example.test/bye'] });
    person = await server.create_person();
  });
  after(() => server?.close());

  const attacks = {
    '01: a longer address with the registered one as its prefix': [
      `${kCallback}/more`, `${kCallback}x`, `${kCallback}?x=1`, `${kCallback}.evil.test`,
      'https://site.example.test/login', `${kCallback}%00`, `${kCallback};x`],
    '03: path traversal': [
      'https://site.example.test/login/callback/../../admin',
      'https://site.example.test/x/../login/callback', 'https://site.example.test/./login/callback',
      'https://site.example.test//login/callback'],
    '04: another spelling of this machine': [
      'http://127.0.0.1:7777/callback', 'http://[::1]:7777/callback', 'http://LOCALHOST:7777/callback',
      'http://localhost.:7777/callback', 'http://localhost.evil.test:7777/callback',
      'http://127.0.0.1.evil.test:7777/callback', 'http://0.0.0.0:7777/callback'],
    '05: double encoding in the path': [
      'https://site.example.test/login/%63allback', 'https://site.example.test/login/%2563allback',
      'https://site.example.test/login%2Fcallback', 'https://site.example.test/login%252Fcallback',
      'https://site.example.test/login/callback%2F..%2F..%2Fadmin'],
    '06: semicolon segments': [
      'https://site.example.test/login/..;/callback', 'https://site.example.test/login/callback/..;/x'],
    '07: user names in the address': [
      'https://site.example.test@evil.test/login/callback',
      'https://site.example.test:x@evil.test/login/callback',
      'https://a@b@site.example.test/login/callback', 'https://evil.test@site.example.test/login/callback',
      'https://site.example.test%40evil.test/login/callback',
      'https://evil.test\\@site.example.test/login/callback'],
    '08: script schemes': [
      'JaVaScRiPt:alert(1)', 'javascript:alert(1)//https://site.example.test/login/callback',
      'data:text/html,x', 'vbscript:x', '\tjavascript:alert(1)', 'blob:https://site.example.test/x'],
    '09: a wildcard across the host boundary': [
      'https://evil.test/login/callback', 'https://*.example.test/login/callback',
      'https://siteXexample.test/login/callback', 'https://x.site.example.test/login/callback'],
    '10: a dot read as any character': ['https://siteaexample.test/login/callback',
      'https://site.exampleatest/login/callback'],
    '11: case changed in the path or the scheme': [
      'https://site.example.test/Login/Callback', 'HTTPS://site.example.test/login/callback',
      'https://SITE.example.test/login/callback'],
    '12: another port or scheme of the loopback address': [
      'http://localhost:7778/callback', 'http://localhost/callback', 'https://localhost:7777/callback',
      'http://localhost:07777/callback', 'https://site.example.test:443/login/callback',
      'http://site.example.test/login/callback', 'https://site.example.test:8443/login/callback'],
    '15: a fragment added': [`${kCallback}#`, `${kCallback}#x`, `${kCallback}%23x`],
  };
  for (const [name, uris] of Object.entries(attacks)) {
    for (const [surface_name, surface] of kSurfaces) {
      test(`attack ${name} (${surface_name})`, async () => {
        for (const redirect_uri of uris) {
          const page = await new Agent(server).open(
            authorize_url(server, app, { redirect_uri }, surface));
          assert.ok(!page.left_to, `${redirect_uri} → ${page.left_to}`);
          assert_error_page(page, surface === kKakao ? 'KOE006' : undefined);
        }
      });
    }
  }

  for (const [surface_name, surface] of kSurfaces) {
    test(`attack 02: response_mode=form_post.jwt does not skip the check (${surface_name})`, async () => {
      for (const response_mode of ['form_post.jwt', 'form_post', 'query.jwt', 'jwt', 'web_message']) {
        assert_error_page(await new Agent(server).open(authorize_url(server, app,
          { redirect_uri: 'https://evil.test/', response_mode }, surface)));
      }
    });

    test(`attack 02: errors never go to an address that was not checked (${surface_name})`, async () => {
      for (const params of [{ prompt: 'none' }, { response_type: 'token' }, { scope: 'nonsense' },
        { request_uri: 'https://evil.test/r' }, { max_age: 'x' }, { response_type: null }]) {
        assert_error_page(await new Agent(server).open(authorize_url(server, app,
          { redirect_uri: 'https://evil.test/', ...params }, surface)));
      }
    });

    test(`a repeated redirect_uri or client_id is refused on a page (${surface_name})`, async () => {
      const url = authorize_url(server, app, { redirect_uri: kCallback }, surface);
      for (const more of ['redirect_uri=https%3A%2F%2Fevil.test%2F', `client_id=${'f'.repeat(32)}`]) {
        const [base, query] = url.split('?');
        for (const attack of [`${base}?${query}&${more}`, `${base}?${more}&${query}`]) {
          assert_error_page(await new Agent(server).open(attack));
        }
      }
    });

    test(`only the address that was asked for gets the code, whatever else is registered (${surface_name})`,
      async () => {
        const { left_to } = await authorize(server, app, person,
          { surface, params: { redirect_uri: kLoopback } });
        assert.ok(left_to.href.startsWith(`${kLoopback}?`));
      });
  }

  test('attack 09, 15 and 08: such addresses cannot be registered', async () => {
    for (const uri of ['https://*.example.test/callback', 'https://site.example.test/callback#x',
      'javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'file:///etc/passwd',
      'https://user@site.example.test/callback', 'https://site.example.test/a/../b', '/callback',
      'https://site.example.test/%2e%2e/x', 'https:///callback', 'not a uri',
      'https://site.example.test/\r\nx', 'https://evil.test\\@site.example.test/']) {
      const { code, stdout, stderr } = await server.cli(
        ['app', 'create', '--name', 'bad', '--redirect-uri', uri, '--json']);
      assert.notEqual(code, 0, `${uri} was accepted: ${stdout}`);
      assert.ok(`${stdout}${stderr}`.length > 0, 'it says why');
    }
    const list = await server.cli_json(['app', 'list']);
    const names = (Array.isArray(list) ? list : list.apps).map((one) => one.name);
    assert.ok(!names.includes('bad'), 'nothing was stored');
  });

  describe('attack 13 and 76: nothing that a link carries leads away after the sign-in', () => {
    const targets = ['https://evil.test/', '//evil.test/', '/\\evil.test/', '/\t/evil.test/',
      '\\\\evil.test/', 'https:evil.test', '/%09/evil.test', '///evil.test', 'javascript:alert(1)',
      '/%5cevil.test', '/.evil.test', '@evil.test', 'http://localhost@evil.test/'];
    const names = ['continue', 'next', 'return_to', 'returnTo', 'redirect', 'redirect_uri', 'url', 'to',
      'flow', 'back', 'return_url'];

    test('at the sign-in page', async () => {
      for (const target of targets) {
        const query = new URLSearchParams(names.map((name) => [name, target]));
        const agent = new Agent(server);
        const page = await agent.open(`/sign-in?${query}`);
        assert.ok(!page.left_to, `${target} → ${page.left_to}`);
        if (page.status !== 200) continue;
        for (const link of page.all((element) => ['a', 'form'].includes(element.tagName))) {
          const href = attribute(link, 'href') ?? attribute(link, 'action');
          if (href) assert.equal(new URL(href, page.url).host, new URL(server.origin).host, href);
        }
        const end = await agent.sign_in(page, person);
        assert.ok(!end.left_to, `${target} → ${end.left_to}`);
      }
    });

    test('at the sign-in form, with the target in the fields', async () => {
      for (const target of targets.slice(0, 6)) {
        const agent = new Agent(server);
        const page = await agent.open('/sign-in');
        const more = Object.fromEntries(names.filter((name) => name !== 'flow')
          .map((name) => [name, target]));
        const end = await agent.press(page, 'sign-in',
          { loginId: person.email, password: person.password, ...more });
        assert.ok(!end.left_to, `${target} → ${end.left_to}`);
      }
    });

    test('at language links, sign-out and every other public page', async () => {
      for (const path of ['/', '/sign-up', '/reset', '/sign-out', '/account', '/consent',
        '/select-account', '/oauth/logout', '/oidc/logout', '/reauth', '/passkey-offer', '/demo']) {
        for (const target of targets.slice(0, 5)) {
          const query = new URLSearchParams([...names, 'post_logout_redirect_uri',
            'logout_redirect_uri', 'lang', 'hl', 'ui_locales'].map((name) => [name, target]));
          const page = await new Agent(server).open(`${path}?${query}`);
          assert.ok(!page.left_to, `${path} ${target} → ${page.left_to}`);
        }
      }
    });

    test('at the path itself', async () => {
      for (const path of ['//evil.test/', '//evil.test/..', '/\\evil.test', '/%2f%2fevil.test/',
        '/sign-in//evil.test', '//evil.test/sign-in/..;/']) {
        const response = await fetch(`${server.origin}${path}`, { redirect: 'manual' });
        await response.arrayBuffer();
        const location = response.headers.get('location');
        if (location) {
          assert.equal(new URL(location, server.origin).host, new URL(server.origin).host, location);
        }
      }
    });
  });

  test('attack 14: post_logout_redirect_uri is matched byte for byte', async () => {
    const { id_token } = await tokens_for(server, app, person, { surface: kOidc });
    const variants = ['https://site.example.test/bye/', 'https://site.example.test/bye?x=1',
      'https://site.example.test/bye#x', 'https://site.example.test/Bye', 'https://evil.test/bye',
      'https://site.example.test/x/../bye', 'https://site.example.test%2Fbye', kCallback,
      'javascript:alert(1)', '//site.example.test/bye', 'http://site.example.test/bye'];
    for (const uri of variants) {
      for (const more of [{ id_token_hint: id_token }, { client_id: app.rest_api_key }, {}]) {
        const page = await new Agent(server).open(
          `/oidc/logout?${form({ post_logout_redirect_uri: uri, ...more })}`);
        assert.ok(!page.left_to, `${uri} → ${page.left_to}`);
        for (const control of page.all((element) => element.tagName === 'a')) {
          assert.ok(!(attribute(control, 'href') ?? '').includes('evil.test'));
        }
      }
    }
  });

  test('attack 14: without a client nobody is sent anywhere', async () => {
    const page = await new Agent(server).open(
      `/oidc/logout?${form({ post_logout_redirect_uri: 'https://site.example.test/bye' })}`);
    assert.ok(!page.left_to);
  });

  test('RFC 9700: a credential post is answered by 303, so that no browser repeats it', async () => {
    const agent = new Agent(server);
    const page = await agent.open(authorize_url(server, app));
    const { url, fields } = page.submission(page.by_testid('sign-in'));
    const body = new URLSearchParams(fields);
    body.set('loginId', person.email);
    body.set('password', person.password);
    const response = await agent.request(url, { method: 'POST', body: body.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    assert.equal(response.status, 303);
  });

  test('RFC 9700: pages cannot be framed, give no referrer, and authorize has no CORS', async () => {
    for (const path of [authorize_url(server, app), '/sign-in', '/sign-up', '/reset',
      authorize_url(server, app, { client_id: 'x' })]) {
      const { headers } = await new Agent(server).open(path, { headers: { origin: 'https://evil.test' } });
      assert.match(headers.get('content-security-policy'), /frame-ancestors 'none'/);
      assert.match(headers.get('x-frame-options'), /^DENY$/i);
      assert.match(headers.get('referrer-policy'), /^(no-referrer|same-origin)$/);
      assert.equal(headers.get('access-control-allow-origin'), null);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
    }
    const preflight = await call(server, '/oauth/authorize', { method: 'OPTIONS', headers: {
      origin: 'https://evil.test', 'access-control-request-method': 'GET' } });
    assert.equal(preflight.headers.get('access-control-allow-origin'), null);
  });
});
