// SPDX-License-Identifier: Apache-2.0
// After an outage everybody comes at once (requirement R9). Passwords and sign-ups, which cost most,
// are turned away when their queues are full; who has a session, a token or a passkey is served.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { kUsualScopes } from './harness/admin.mjs';
import { Agent } from './harness/agent.mjs';
import { call, tokens_for } from './harness/oauth.mjs';
import { start_server } from './harness/server.mjs';

/** More at once than run and wait together: 256 passwords and 128 sign-ups wait, few run. */
const kPasswords = 600;
const kSignUps = 400;
/** How often each of the others asks while the crowd is there. */
const kAsked = 40;

describe('a stampede', () => {
  let server;
  let person;
  let tokens;
  let crowd;
  let served;
  const of_kind = (kind) => crowd.filter((one) => one.kind === kind);
  const shed_of = (kind) => of_kind(kind).filter(({ status }) => status === 503);

  before(async () => {
    server = await start_server({ config: {
      http: { trusted_proxies: ['127.0.0.1'], connections_per_address: 4000 } } });
    const app = await server.create_app({ scopes: kUsualScopes });
    person = await server.create_person();
    tokens = await tokens_for(server, app, person);

    // Everybody has an address of their own, so that no budget of guesses is what turns them away.
    const csrf_of = async (agent, path) => (await agent.open(path)).by_name('csrf')
      .attrs.find(({ name }) => name === 'value').value;
    const guest = new Agent(server);
    const csrf = await csrf_of(guest, '/sign-in');
    const send = async (kind, path, fields, i) => {
      const response = await guest.request(path, { method: 'POST',
        headers: { 'x-forwarded-for': `10.${kind.length}.${i >> 8}.${i & 255}` },
        body: new URLSearchParams({ csrf, ...fields }) });
      const text = await response.text();
      return { kind, status: response.status, text,
        retry_after: response.headers.get('retry-after') };
    };
    const coming = [
      ...Array.from({ length: kPasswords }, (_, i) => send('password', '/sign-in',
        { loginId: person.email, password: person.password }, i)),
      ...Array.from({ length: kSignUps }, (_, i) => send('sign-up', '/sign-up',
        { email: `new${i}@example.test`, password: 'correct horse battery', nickname: 'new', age: '1' },
        i)),
    ];
    // The crowd is under way: the rest ask in the middle of it, one after the other.
    const ask_others = async () => {
      const answers = [];
      for (let i = 0; i < kAsked; i += 1) {
        answers.push(['token check', await call(server, '/v1/user/access_token_info',
          { bearer: tokens.access_token })]);
        answers.push(['who am I', await call(server, '/v2/user/me',
          { bearer: tokens.access_token })]);
        answers.push(['passkey', await call(server, '/passkey/options', { body: '{}', method: 'POST',
          headers: { 'content-type': 'application/json', origin: server.origin } })]);
        answers.push(['account page', await tokens.agent.request('/account')]);
      }
      return answers;
    };
    [crowd, served] = await Promise.all([Promise.all(coming), ask_others()]);
  });
  after(() => server?.close());

  test('turns away passwords and sign-ups beyond their queues, and says when to come again', () => {
    for (const kind of ['password', 'sign-up']) {
      assert.ok(shed_of(kind).length > 0, `no ${kind} was turned away`);
      for (const { retry_after } of shed_of(kind)) assert.match(retry_after ?? '', /^[1-9]\d*$/);
    }
  });

  test('answers everybody whom it does not turn away as on any other day', () => {
    const others = crowd.filter(({ status }) => status !== 503);
    assert.ok(others.some(({ kind }) => kind === 'password'));
    for (const { kind, status, text } of others) {
      assert.ok(kind === 'password' ? status === 303 : status < 500, `${kind}: ${status} ${text}`);
    }
  });

  test('serves who has a token, a session or a passkey, every time', () => {
    assert.equal(served.length, 4 * kAsked);
    for (const [what, { status }] of served) assert.equal(status, 200, what);
  });

  test('tells the operator what was turned away', async () => {
    const metrics = (await call(server, '/metrics')).text;
    for (const lane of ['password', 'sign_up']) {
      const count = new RegExp(`^haetae_\\w*shed\\w*\\{lane="${lane}"\\} (\\d+)`, 'm').exec(metrics);
      assert.ok(Number(count?.[1]) > 0, `${lane}\n${metrics.match(/.*lane=.*/g)?.join('\n')}`);
    }
  });
});
