// SPDX-License-Identifier: Apache-2.0
// The demo site: a site of its own that happens to live at the server's address.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Agent } from './harness/agent.mjs';
import { text_of } from './harness/html.mjs';
import { start_server } from './harness/server.mjs';

const kPerson = { email: 'demo@haetae.test', password: 'fire-guard-demo' };

describe('the demo site', () => {
  let server;
  before(async () => {
    server = await start_server({ serve_arguments: ['--demo'] });
  });
  after(() => server?.close());

  /** An agent that is signed in at the site, and the site's page. */
  async function signed_in(agent = new Agent(server)) {
    const page = await agent.walk('/demo/sign-in', { person: kPerson });
    assert.ok(page.has('demo-nickname'), `${page.url} ${page.text}`);
    return { agent, page };
  }

  const json_of = (page, id) => JSON.parse(text_of(page.by_testid(id)));

  test('is found from the start page, which shows its keys', async () => {
    const agent = new Agent(server);
    const home = await agent.open('/');
    assert.ok(home.text.includes(kPerson.email) && home.text.includes(kPerson.password));
    assert.match(home.text, /[0-9a-f]{32}/);
    const demo = await agent.submit(home, home.by_testid('open-demo'));
    assert.ok(demo.has('demo-sign-in'));
  });

  test('signs a person in and shows what it received', async () => {
    const { page } = await signed_in();
    assert.equal(page.url.pathname, '/demo');
    assert.equal(text_of(page.by_testid('demo-nickname')), '해태');
    const me = json_of(page, 'demo-me');
    assert.equal(me.kakao_account.profile.nickname, '해태');
    assert.equal(me.kakao_account.email, kPerson.email);
    assert.equal(text_of(page.by_testid('claim-sub')), String(me.id));
    assert.equal(text_of(page.by_testid('claim-iss')), server.issuer);
    const tokens = json_of(page, 'demo-token');
    assert.equal(tokens.token_type, 'bearer');
    assert.ok(tokens.access_token && tokens.refresh_token && tokens.id_token);
  });

  test('keeps no cookie that a browser would throw away for its size', async () => {
    const { agent } = await signed_in();
    for (const { name, value } of agent.cookies.values()) {
      assert.ok(name.length + value.length < 4096, `${name}: ${value.length}`);
    }
  });

  test('refreshes its tokens', async () => {
    const { agent, page } = await signed_in();
    const before_it = json_of(page, 'demo-token');
    const renewed = await agent.press(page, 'demo-refresh');
    assert.ok(renewed.has('notice'), renewed.text);
    const tokens = json_of(renewed, 'demo-token');
    assert.notEqual(tokens.access_token, before_it.access_token);
    assert.equal(json_of(renewed, 'demo-me').id, json_of(page, 'demo-me').id);
    assert.ok(!(await agent.open('/demo')).has('notice'), 'said once');
  });

  test('signs out alone, and the account stays signed in', async () => {
    const { agent, page } = await signed_in();
    const out = await agent.press(page, 'demo-sign-out');
    assert.ok(out.has('demo-sign-in') && out.has('notice'));
    const again = await agent.open('/demo/sign-in');
    assert.ok(again.has('demo-nickname'), 'no page in between');
  });

  test('signs out together with the account when the person says so', async () => {
    const { agent, page } = await signed_in();
    const question = await agent.submit(page, page.by_testid('demo-sign-out-both'));
    assert.ok(question.has('sign-out'), `${question.url} ${question.text}`);
    const out = await agent.press(question, 'sign-out');
    assert.ok(out.has('demo-sign-in'), `${out.url} ${out.text}`);
    assert.ok((await agent.open('/account')).by_name('loginId'), 'signed out of the account');
  });

  test('disconnects, and is asked for consent the next time', async () => {
    const { agent, page } = await signed_in();
    const out = await agent.press(page, 'demo-unlink');
    assert.ok(out.has('demo-sign-in') && out.has('notice'));
    assert.ok((await agent.open('/demo/sign-in')).has('consent-accept'));
  });

  test('says what came back when nobody was signed in', async () => {
    const page = await new Agent(server).open('/demo/sign-in?prompt=none');
    assert.equal(page.url.pathname, '/demo');
    assert.ok(page.text.includes('login_required'), page.text);
  });

  test('takes no answer that it did not ask for', async () => {
    const agent = new Agent(server);
    const page = await agent.open('/demo/callback?code=x&state=y');
    assert.ok(page.text.includes('state_mismatch'), page.text);
    const odd = await agent.open('/demo?error=%3Cb%3Etell%20me%3C%2Fb%3E');
    assert.ok(!odd.html.includes('tell me'));
  });

  test('ignores forms that another page sent', async () => {
    const { agent, page } = await signed_in();
    await agent.press(page, 'demo-unlink', { csrf: 'guessed' });
    assert.ok((await agent.open('/demo')).has('demo-nickname'));
  });

  test('is made once, however often the server starts', async () => {
    await server.restart();
    const apps = await server.cli_json(['app', 'list']);
    const list = Array.isArray(apps) ? apps : apps.apps;
    assert.equal(list.filter(({ name }) => name.includes('데모')).length, 1);
    await signed_in();
  });
});
