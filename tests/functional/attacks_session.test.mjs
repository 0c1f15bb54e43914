// SPDX-License-Identifier: Apache-2.0
// Attacks on browser sessions and on guessing: numbers 17, 42 to 47, 60, 61 and 64 of the threat
// list, and the items of OWASP ASVS 5 that stand beside it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { kUsualScopes } from './harness/admin.mjs';
import { Agent } from './harness/agent.mjs';
import { attribute } from './harness/html.mjs';
import { authorize, authorize_url, call, claims_of, exchange, kKakao, kOidc, refresh, tokens_for }
  from './harness/oauth.mjs';
import { start_server } from './harness/server.mjs';

/** Copies the cookies of one browser into another: what a thief has. */
function steal(agent, server) {
  const thief = new Agent(server);
  thief.cookies = new Map(agent.cookies);
  return thief;
}

async function is_signed_in(agent) {
  const page = await agent.open('/account');
  return page.status === 200 && page.has('profile-save');
}

async function sign_in(server, person, agent = new Agent(server)) {
  await agent.sign_in(await agent.open('/sign-in'), person);
  assert.ok(await is_signed_in(agent), 'signed in');
  return agent;
}

const form_headers = { 'content-type': 'application/x-www-form-urlencoded' };

describe('attacks on sessions', () => {
  let server;
  let app;
  let person;
  before(async () => {
    server = await start_server();
    app = await server.create_app({ scopes: kUsualScopes, openid: true });
    person = await server.create_person();
  });
  after(() => server?.close());

  test('attack 42: a cookie that was planted before the sign-in is worth nothing after it', async () => {
    const victim = new Agent(server);
    const page = await victim.open(authorize_url(server, app));
    const attacker = steal(victim, server);
    await victim.sign_in(page, person);
    assert.ok(await is_signed_in(victim));
    assert.ok(!(await is_signed_in(attacker)));
  });

  test('attack 42: a sign-in that somebody else began cannot be finished by his link', async () => {
    const attacker = new Agent(server);
    const page = await attacker.open(authorize_url(server, app, { state: 'attacker' }));
    const victim = await sign_in(server, person);
    const flow = attribute(page.by_name('flow'), 'value');
    for (const url of [page.url, ...(flow ? [`/consent?flow=${encodeURIComponent(flow)}`,
      `/sign-in?flow=${encodeURIComponent(flow)}`] : [])]) {
      const end = await victim.open(url);
      // Either the flow is refused in a browser that did not begin it, or it starts anew there.
      assert.ok(!end.left_to?.searchParams.get('code') || url === page.url,
        `${url} → ${end.left_to}`);
    }
    const stuck = await attacker.open(page.url);
    assert.ok(!stuck.left_to, 'the attacker is not signed in by it');
  });

  test('attack 43: the session id changes at every sign-in', async () => {
    const agent = await sign_in(server, person);
    const before_cookies = new Map([...agent.cookies].map(([name, { value }]) => [name, value]));
    const former = steal(agent, server);
    const page = await agent.open(authorize_url(server, app, { prompt: 'login' }));
    await agent.sign_in(page, person);
    const changed = [...agent.cookies].some(([name, { value }]) => before_cookies.get(name) !== value);
    assert.ok(changed);
    assert.ok(await is_signed_in(agent));
    assert.ok(!(await is_signed_in(former)), 'the former id is dead');
  });

  test('attack 44: a session id is dead after sign-out, also in a copy of the cookie', async () => {
    const agent = await sign_in(server, person);
    const copy = steal(agent, server);
    await agent.press(await agent.open('/account'), 'sign-out');
    assert.ok(!(await is_signed_in(agent)));
    assert.ok(!(await is_signed_in(copy)));
    await server.restart();
    assert.ok(!(await is_signed_in(copy)), 'also after a restart');
  });

  test('ASVS 7.2.3: session cookies are long, HttpOnly, SameSite and bound to the path /', async () => {
    const agent = await sign_in(server, person);
    const session = [...agent.cookies.values()].filter(({ value }) => value.length >= 22);
    assert.ok(session.length > 0);
    for (const { line, name } of session) {
      assert.match(line, /;\s*HttpOnly/i, name);
      assert.match(line, /;\s*SameSite=(Lax|Strict)/i, name);
      assert.match(line, /;\s*Path=\//i, name);
      assert.doesNotMatch(line, /;\s*Domain=/i, name);
    }
  });

  for (const [surface_name, surface] of [['Kakao', kKakao], ['standard', kOidc]]) {
    test(`attack 45: prompt=login that is given up lets nobody in (${surface_name})`, async () => {
      const { agent } = await authorize(server, app, person, { surface });
      const url = authorize_url(server, app, { prompt: 'login' }, surface);
      const page = await agent.open(url);
      assert.ok(page.by_name('password'));
      const end = await steal(agent, server).press(page, 'sign-in-cancel');
      assert.equal(end.left_to?.searchParams.get('error'), 'access_denied', 'cancel gives no code');
      const flow = attribute(page.by_name('flow'), 'value');
      if (flow) {
        const button = page.by_testid('reauth-submit') ?? page.by_testid('sign-in');
        const consent = await agent.open('/consent', { method: 'POST', headers: form_headers,
          body: new URLSearchParams({ ...Object.fromEntries(page.submission(button).fields),
            decision: 'accept', scope: 'profile_nickname' }).toString() });
        assert.ok(!consent.left_to?.searchParams.get('code'), 'the step cannot be skipped');
      }
      const again = await agent.open(page.url);
      assert.ok(!again.left_to?.searchParams.get('code'), 'reloading does not help');
    });

    test(`attack 47: max_age is not ignored (${surface_name})`, async () => {
      if (surface === kKakao) return; // Kakao's surface has no max_age; its documents say so.
      const { agent } = await authorize(server, app, person, { surface });
      const page = await agent.open(authorize_url(server, app, { max_age: 0 }, surface));
      assert.ok(page.by_name?.('password'));
      const end = await agent.sign_in(page, person);
      const { json } = await exchange(server, app, end.left_to.searchParams.get('code'), {},
        { surface });
      assert.ok(Date.now() / 1000 - claims_of(json.id_token).auth_time < 30);
    });
  }

  test('attack 46: nobody is signed out by a link or a foreign form', async () => {
    const agent = await sign_in(server, person);
    for (const path of ['/sign-out', '/sign-out?scope=account', '/sign-out?confirm=1']) {
      await agent.open(path);
      assert.ok(await is_signed_in(agent), `GET ${path}`);
    }
    await agent.request(`/oauth/logout?client_id=${app.rest_api_key}`);
    await agent.request('/oidc/logout');
    assert.ok(await is_signed_in(agent));
    const foreign = { ...form_headers, origin: 'https://evil.test', referer: 'https://evil.test/',
      'sec-fetch-site': 'cross-site' };
    for (const body of ['', 'scope=account', 'csrf=x&scope=account']) {
      await agent.open('/sign-out', { method: 'POST', headers: foreign, body });
      await agent.open('/sign-out', { method: 'POST', headers: form_headers, body });
      assert.ok(await is_signed_in(agent), `POST ${body}`);
    }
  });

  test('every form that changes something refuses a foreign origin and a missing token', async () => {
    const agent = await sign_in(server, person);
    const attacker = await sign_in(server, await server.create_person());
    const stolen_csrf = attribute((await attacker.open('/account')).by_name('csrf'), 'value');
    const posts = [['/account/profile', 'nickname=evil'], ['/account/sessions/end', 'others=1'],
      ['/account/sites/disconnect', `app=${app.app_id}`], ['/account/delete', 'confirm=1'],
      ['/account/password', 'password=evil-password-123'], ['/account/passkeys/remove', 'id=1'],
      ['/account/passkeys/rename', 'id=1&name=evil'], ['/sign-in', 'loginId=a&password=b'],
      ['/consent', 'decision=accept'], ['/select-account', 'account=other'],
      ['/account/picture', 'remove=1']];
    for (const [path, body] of posts) {
      for (const [headers, token] of [[{ origin: 'https://evil.test' }, ''], [{}, ''],
        [{}, 'csrf=nonsense&'], [{}, `csrf=${encodeURIComponent(stolen_csrf)}&`]]) {
        const response = await agent.request(path, { method: 'POST', body: `${token}${body}`,
          headers: { ...form_headers, ...headers } });
        await response.arrayBuffer();
        assert.ok(response.status >= 400 || response.status === 303,
          `${path} answered ${response.status}`);
        if (response.status === 303 && path !== '/sign-in') {
          assert.doesNotMatch(response.headers.get('location'), /done|saved|ok/, path);
        }
      }
    }
    const account = await agent.open('/account');
    assert.ok(account.has('profile-save'), 'still there and signed in');
    assert.equal(attribute(account.by_name('nickname'), 'value'), person.nickname);
  });

  test('ASVS 7.4: a change of password ends the other sessions', async () => {
    const own = await server.create_person();
    const here = await sign_in(server, own);
    const there = await sign_in(server, own);
    let page = await here.open('/account/password');
    if (page.has('reauth-submit')) page = await here.press(page, 'reauth-submit', { password: own.password });
    page = await here.press(page, 'password-submit', { password: 'a wholly new passphrase 7' });
    assert.ok(!page.left_to);
    assert.ok(await is_signed_in(here));
    assert.ok(!(await is_signed_in(there)));
    server.secrets.add('a wholly new passphrase 7');
  });

  test('ASVS 7.4: disabling a person ends their sessions', async () => {
    const own = await server.create_person();
    const agent = await sign_in(server, own);
    await server.cli_json(['person', 'disable', own.email]);
    assert.ok(!(await is_signed_in(agent)));
  });

  describe('attack 61: nobody learns who has an account', () => {
    const strip = (page, ...texts) => texts.reduce((html, text) => html.replaceAll(text, ''),
      page.html).replace(/(csrf|flow|nonce|token)(["'][^>]*?value)?="[^"]*"/g, '')
      .replace(/(name="proof" value)="([^"]*)"/, (_, name, proof) => `${name} of ${proof.length}`)
      .replace(/nonce="[^"]*"/g, '').replace(/data-testid="request-id">[^<]*/g, '');
    /** Of the same length as the other address, so that sealed forms must be as well. */
    const nobody_like = ({ email }) => email.replace(/^./, 'x');

    test('from the answer of the sign-in form', async () => {
      const answer_for = async (email) => {
        const agent = new Agent(server);
        const page = await agent.open('/sign-in');
        return agent.press(page, 'sign-in', { loginId: email, password: 'not the password' });
      };
      const own = await server.create_person();
      const known = await answer_for(own.email);
      const unknown = await answer_for('nobody@example.test');
      const disabled = await server.create_person();
      await server.cli_json(['person', 'disable', disabled.email]);
      const locked = await answer_for(disabled.email);
      assert.equal(known.status, unknown.status);
      assert.equal(known.status, locked.status);
      assert.equal(strip(known, own.email), strip(unknown, 'nobody@example.test'));
      assert.equal(strip(known, own.email), strip(locked, disabled.email));
    });

    test('from the time that the sign-in form takes', async () => {
      const own = await server.create_person();
      const times = { known: [], unknown: [] };
      for (let round = 0; round < 7; round += 1) {
        for (const [kind, email] of [['known', own.email], ['unknown', 'nobody2@example.test']]) {
          const agent = new Agent(server);
          const page = await agent.open('/sign-in');
          const started = process.hrtime.bigint();
          await agent.press(page, 'sign-in', { loginId: email, password: `wrong ${round}` });
          times[kind].push(Number(process.hrtime.bigint() - started) / 1e6);
        }
      }
      const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
      const ratio = median(times.unknown) / median(times.known);
      assert.ok(ratio > 0.4 && ratio < 2.5, `${JSON.stringify(times)}`);
    });

    test('from the reset page', async () => {
      const own = await server.create_person();
      const answer_for = async (email) => {
        const agent = new Agent(server);
        return agent.press(await agent.open('/reset'), 'reset-submit', { email });
      };
      const known = await answer_for(own.email);
      const unknown = await answer_for(nobody_like(own));
      assert.equal(known.status, unknown.status);
      assert.equal(strip(known, own.email), strip(unknown, nobody_like(own)));
      await server.next_mail(own.email);
      assert.deepEqual(await server.mails(nobody_like(own)), []);
    });

    test('from the sign-up page', async () => {
      const own = await server.create_person();
      const answer_for = async (email) => {
        const agent = new Agent(server);
        return agent.press(await agent.open('/sign-up'), 'sign-up-submit',
          { email, password: 'a long enough passphrase 1', nickname: '새 사람', age: '1' });
      };
      const known = await answer_for(own.email);
      const unknown = await answer_for(nobody_like(own));
      assert.equal(known.status, unknown.status);
      assert.ok(unknown.has('verify-submit'), unknown.text);
      assert.equal(strip(known, own.email), strip(unknown, nobody_like(own)));
    });
  });

  describe('guessing', () => {
    const guess = async (email, password, agent = new Agent(server)) => {
      const page = await agent.open('/sign-in');
      return agent.press(page, 'sign-in', { loginId: email, password });
    };

    test('is slowed down for one account, and the owner is not locked out', async () => {
      const own = await server.create_person();
      const home = await sign_in(server, own);
      await home.press(await home.open('/account'), 'sign-out');
      const stranger = new Agent(server);
      let slowed;
      for (let i = 0; i < 30 && !slowed; i += 1) {
        const page = await guess(own.email, `guess ${i}`, stranger);
        if (page.status === 429) slowed = i;
      }
      assert.ok(slowed >= 3, `slowed down after ${slowed}`);
      const right = await guess(own.email, own.password, new Agent(server));
      assert.equal(right.status, 429, 'a stranger gets no further with the right guess');
      assert.ok(Number(right.headers.get('retry-after')) > 0);
      await guess(own.email, own.password, home);
      assert.ok(await is_signed_in(home), 'the owner signs in from a known browser');
    });

    test('of an unknown account is slowed down in the same way', async () => {
      const fresh = await start_server();
      try {
        const agent = new Agent(fresh);
        let slowed;
        for (let i = 0; i < 30 && slowed === undefined; i += 1) {
          const page = await agent.press(await agent.open('/sign-in'), 'sign-in',
            { loginId: 'ghost@example.test', password: `guess ${i}` });
          if (page.status === 429) slowed = i;
        }
        assert.ok(slowed >= 3, String(slowed));
      } finally {
        await fresh.close();
      }
    });
  });

  describe('attack 64: no required step can be skipped', () => {
    test('sign-up without the code makes no account', async () => {
      const email = 'skipper@example.test';
      const agent = new Agent(server);
      const verify = await agent.press(await agent.open('/sign-up'), 'sign-up-submit',
        { email, password: 'a long enough passphrase 2', nickname: '건너뛰기', age: '1' });
      for (const code of ['', '000000', '123456', '999999999']) {
        const page = await agent.press(verify, 'verify-submit', { code });
        assert.ok(!page.has?.('profile-save'));
      }
      assert.ok(!(await is_signed_in(agent)));
      const other = new Agent(server);
      await other.sign_in(await other.open('/sign-in'),
        { email, password: 'a long enough passphrase 2' });
      assert.ok(!(await is_signed_in(other)));
    });

    test('the mailed code is of no use in another browser', async () => {
      const email = 'twobrowsers@example.test';
      const start = async () => {
        const agent = new Agent(server);
        const verify = await agent.press(await agent.open('/sign-up'), 'sign-up-submit',
          { email, password: 'a long enough passphrase 3', nickname: '둘', age: '1' });
        return { agent, verify };
      };
      const victim = await start();
      const mail = await server.next_mail(email);
      const [, code] = /^\s*(\d{6})\s*$/m.exec(mail.text);
      const attacker = await start();
      await attacker.agent.press(attacker.verify, 'verify-submit', { code });
      assert.ok(!(await is_signed_in(attacker.agent)));
      await victim.agent.press(victim.verify, 'verify-submit', { code });
      assert.ok(await is_signed_in(victim.agent));
    });

    test('attack 60: a one-time code works once', async () => {
      const email = 'once@example.test';
      const agent = new Agent(server);
      const verify = await agent.press(await agent.open('/sign-up'), 'sign-up-submit',
        { email, password: 'a long enough passphrase 5', nickname: '한번', age: '1' });
      const copy = steal(agent, server);
      const mail = await server.next_mail(email);
      const [, code] = /^\s*(\d{6})\s*$/m.exec(mail.text);
      await agent.press(verify, 'verify-submit', { code });
      assert.ok(await is_signed_in(agent));
      await copy.press(verify, 'verify-submit', { code });
      assert.ok(!(await is_signed_in(copy)));
    });

    test('the mailed code cannot be tried forever', async () => {
      const email = 'bruteforce@example.test';
      const agent = new Agent(server);
      const verify = await agent.press(await agent.open('/sign-up'), 'sign-up-submit',
        { email, password: 'a long enough passphrase 4', nickname: '무차별', age: '1' });
      const mail = await server.next_mail(email);
      const [, right] = /^\s*(\d{6})\s*$/m.exec(mail.text);
      const wrong = right === '111111' ? '222222' : '111111';
      for (let i = 0; i < 12; i += 1) await agent.press(verify, 'verify-submit', { code: wrong });
      await agent.press(verify, 'verify-submit', { code: right });
      assert.ok(!(await is_signed_in(agent)), 'the proof is dead after too many guesses');
    });

    test('the consent page cannot be posted without a sign-in', async () => {
      const agent = new Agent(server);
      const page = await agent.open(authorize_url(server, app));
      const { fields } = page.submission(page.by_testid('sign-in'));
      const body = new URLSearchParams(fields.filter(([name]) => ['csrf', 'flow'].includes(name)));
      for (const id of Object.keys(kUsualScopes)) body.append('scope', id);
      body.set('decision', 'accept');
      const end = await agent.open('/consent', { method: 'POST', headers: form_headers,
        body: body.toString() });
      assert.ok(!end.left_to?.searchParams.get('code'));
    });

    test('a consent given for one site is not taken by another', async () => {
      const own = await server.create_person();
      const other = await server.create_app({ scopes: { ...kUsualScopes, phone_number: 'optional' } });
      const agent = new Agent(server);
      const consent = await agent.sign_in(await agent.open(authorize_url(server, app)), own);
      const second = await agent.open(authorize_url(server, other));
      assert.ok(consent.has('consent-accept') && second.has('consent-accept'));
      const end = await agent.press(consent, 'consent-accept',
        { scope: ['profile_nickname', 'account_email', 'phone_number'] });
      const code = end.left_to?.searchParams.get('code');
      if (code) {
        assert.ok(end.left_to.href.startsWith(app.redirect_uri));
        const { json } = await exchange(server, app, code);
        assert.ok(!json.scope.includes('phone_number'), json.scope);
        assert.notEqual((await exchange(server, other, code)).status, 200);
      }
    });

    test('sensitive pages ask again for the password after a while, and at once for a thief', async () => {
      const own = await server.create_person();
      const agent = await sign_in(server, own);
      const page = await agent.open('/account/delete');
      assert.equal(page.status, 200);
      const gone = new Agent(server);
      const stranger = await gone.open('/account/delete');
      assert.ok(!stranger.has?.('delete-account'));
    });
  });

  test('attack 17: the state of one sign-in does not fit another browser', async () => {
    const { code } = await authorize(server, app, person, { params: { state: 'one' } });
    const other = await authorize(server, app, person, { params: { state: 'two' } });
    assert.notEqual(code, other.code);
    assert.equal(other.state, 'two');
  });

  test('a reset code works once, in the browser that asked, and ends sessions and tokens', async () => {
    const own = await server.create_person();
    const signed_in = await sign_in(server, own);
    const tokens = await tokens_for(server, app, own);
    const ask = async (agent, email) =>
      agent.press(await agent.open('/reset'), 'reset-submit', { email });
    const agent = new Agent(server);
    const page = await ask(agent, own.email);
    const [, code] = /^\s*(\d{6})\s*$/m.exec((await server.next_mail(own.email)).text);
    const password = 'an entirely other passphrase';
    const stolen = 'stolen passphrase 9';
    server.secrets.add(password).add(code);

    const other = await server.create_person();
    const thief = new Agent(server);
    const theirs = await ask(thief, other.email);
    const swapped = await thief.press(theirs, 'reset-new-submit',
      { code, password: stolen, email: own.email });
    assert.ok(swapped.status >= 400, 'the code of another request');
    const elsewhere = await new Agent(server).submit(page, page.by_testid('reset-new-submit'),
      { code, password: stolen });
    assert.ok(elsewhere.status >= 400, 'the form in another browser');

    await agent.press(page, 'reset-new-submit', { code, password });
    assert.ok(!(await is_signed_in(signed_in)), 'the sessions ended');
    assert.equal((await call(server, '/v2/user/me', { bearer: tokens.access_token })).status, 401);
    assert.notEqual((await refresh(server, app, tokens.refresh_token)).status, 200);
    const again = await agent.press(page, 'reset-new-submit', { code, password: stolen });
    assert.ok(again.status >= 400, 'a second use');
    const intruder = new Agent(server);
    await intruder.sign_in(await intruder.open('/sign-in'), { ...own, password: stolen });
    assert.ok(!(await is_signed_in(intruder)));
    await sign_in(server, { ...own, password });
  });
});
