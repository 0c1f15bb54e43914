// SPDX-License-Identifier: Apache-2.0
// kapi with the admin key: the site's own servers look after their people.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { kUsualScopes } from './harness/admin.mjs';
import { assert_kapi_error } from './harness/assertions.mjs';
import { call, refresh, tokens_for } from './harness/oauth.mjs';
import { start_server } from './harness/server.mjs';

describe('kapi for an administrator', () => {
  let server;
  let app;
  const people = [];
  before(async () => {
    server = await start_server();
    app = await server.create_app({ scopes: kUsualScopes, properties: ['level'],
      service_terms: [{ tag: 'tos', required: false }] });
    for (let i = 0; i < 5; i += 1) {
      const person = await server.create_person({ nickname: `회원${i}` });
      const tokens = await tokens_for(server, app, person);
      const { json } = await call(server, '/v2/user/me', { bearer: tokens.access_token });
      people.push({ ...person, ...tokens, id: json.id });
    }
  });
  after(() => server?.close());

  const admin = (path, options = {}) => call(server, path, { admin: app.admin_key, ...options });
  const target = (id) => ({ target_id_type: 'user_id', target_id: id });

  test('reads one person', async () => {
    for (const method of ['GET', 'POST']) {
      const options = method === 'GET' ? { query: target(people[0].id) } : { body: target(people[0].id) };
      const { status, json, text } = await admin('/v2/user/me', { method, ...options });
      assert.equal(status, 200, text);
      assert.equal(json.id, people[0].id);
      assert.equal(json.kakao_account.email, people[0].email);
    }
  });

  test('lists the numbers of its people, in order, page by page', async () => {
    const sorted = people.map((person) => person.id).sort((a, b) => a - b);
    const all = (await admin('/v1/user/ids')).json;
    assert.deepEqual(all.elements, sorted);
    assert.equal(all.before_url, null);
    assert.equal(all.after_url, null);
    const first = (await admin('/v1/user/ids', { query: { limit: 2 } })).json;
    assert.deepEqual(first.elements, sorted.slice(0, 2));
    assert.equal(first.before_url, null);
    const next = new URL(first.after_url);
    assert.equal(next.pathname, '/v1/user/ids');
    const second = (await admin(next.pathname + next.search)).json;
    assert.deepEqual(second.elements, sorted.slice(2, 4));
    assert.notEqual(second.before_url, null);
    const from = (await admin('/v1/user/ids', { query: { from_id: sorted[3] } })).json;
    assert.deepEqual(from.elements, sorted.slice(3), 'from_id is inclusive');
    const down = (await admin('/v1/user/ids', { query: { order: 'desc', limit: 3 } })).json;
    assert.deepEqual(down.elements, sorted.toReversed().slice(0, 3));
  });

  test('does not put the admin key into the page addresses', async () => {
    const { text } = await admin('/v1/user/ids', { query: { limit: 1 } });
    assert.ok(!text.includes(app.admin_key));
  });

  test('refuses a bad page with -2', async () => {
    for (const query of [{ limit: 0 }, { limit: 101 }, { limit: 'x' }, { order: 'up' },
      { from_id: 'x' }]) {
      assert_kapi_error(await admin('/v1/user/ids', { query }), -2, { status: 400 });
    }
  });

  test('reads several people at once', async () => {
    const ids = people.slice(0, 2).map((person) => person.id);
    const { status, json, text } = await admin('/v2/app/users',
      { query: { target_id_type: 'user_id', target_ids: JSON.stringify(ids) } });
    assert.equal(status, 200, text);
    const list = Array.isArray(json) ? json : json.elements;
    assert.deepEqual(list.map((user) => user.id).sort(), [...ids].sort());
    assert.match(list[0].connected_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const keyed = (await admin('/v2/app/users', { query: { target_id_type: 'user_id',
      target_ids: JSON.stringify(ids), property_keys: '["kakao_account.email"]' } })).json;
    const emails = (Array.isArray(keyed) ? keyed : keyed.elements)
      .map((user) => user.kakao_account.email);
    assert.deepEqual(emails.sort(), people.slice(0, 2).map((person) => person.email).sort());
  });

  test('refuses too many or unreadable numbers with -2', async () => {
    const many = JSON.stringify(Array.from({ length: 101 }, (_, i) => i + 1));
    const over_20 = JSON.stringify(Array.from({ length: 21 }, (_, i) => i + 1));
    for (const query of [{ target_ids: many }, { target_ids: 'x' }, {},
      { target_ids: over_20, property_keys: '["kakao_account.email"]' }]) {
      assert_kapi_error(await admin('/v2/app/users',
        { query: { target_id_type: 'user_id', ...query } }), -2, { status: 400 });
    }
  });

  test('updates properties, reads scopes and terms of a person', async () => {
    const { id } = people[1];
    const update = await admin('/v1/user/update_profile',
      { body: { ...target(id), properties: '{"level":"3"}' } });
    assert.deepEqual(update.json, { id }, update.text);
    const me = await admin('/v2/user/me', { query: target(id) });
    assert.equal(me.json.properties.level, '3');
    const scopes = await admin('/v2/user/scopes', { query: target(id) });
    assert.equal(scopes.json.id, id);
    const terms = await admin('/v2/user/service_terms',
      { query: { ...target(id), result: 'app_service_terms' } });
    assert.equal(terms.json.service_terms[0].tag, 'tos');
    const up = await admin('/v2/user/upgrade/service_terms', { body: { ...target(id), tags: 'tos' } });
    assert.equal(up.json.agreed_service_terms[0].agreed, true, up.text);
  });

  test('logout kills all tokens of the person and keeps the link', async () => {
    const { id, access_token, refresh_token } = people[2];
    const { status, json } = await admin('/v1/user/logout', { body: target(id) });
    assert.equal(status, 200);
    assert.deepEqual(json, { id });
    assert_kapi_error(await call(server, '/v2/user/me', { bearer: access_token }), -401);
    assert.equal((await refresh(server, app, refresh_token)).status, 400);
    assert.equal((await admin('/v2/user/me', { query: target(id) })).status, 200);
  });

  test('unlink ends the link', async () => {
    const { id, access_token } = people[3];
    const { status, json } = await admin('/v1/user/unlink', { body: target(id) });
    assert.equal(status, 200);
    assert.deepEqual(json, { id });
    assert_kapi_error(await call(server, '/v2/user/me', { bearer: access_token }), -401);
    assert_kapi_error(await admin('/v2/user/me', { query: target(id) }), -101, { status: 400 });
    assert_kapi_error(await admin('/v1/user/unlink', { body: target(id) }), -101, { status: 400 });
    assert.ok(!(await admin('/v1/user/ids')).json.elements.includes(id));
  });

  test('people of other apps are not linked', async () => {
    const other = await server.create_app({ scopes: kUsualScopes });
    for (const path of ['/v2/user/me', '/v1/user/unlink', '/v1/user/logout', '/v2/user/scopes']) {
      assert_kapi_error(await call(server, path,
        { admin: other.admin_key, body: target(people[0].id) }), -101, { status: 400 });
    }
  });

  test('a missing or bad target answers -2', async () => {
    for (const body of [{}, { target_id_type: 'user_id' }, target('x'), target(''),
      { target_id_type: 'email', target_id: 'a@example.test' }]) {
      assert_kapi_error(await admin('/v1/user/unlink', { method: 'POST', body }), -2, { status: 400 });
    }
  });

  test('a wrong key answers -401 and names the scheme', async () => {
    for (const key of ['0123456789abcdef0123456789abcdef', app.rest_api_key, app.javascript_key,
      app.client_secret, '']) {
      const answer = await call(server, '/v1/user/ids', { headers: { authorization: `KakaoAK ${key}` } });
      assert_kapi_error(answer, -401, { status: 401 });
      assert.match(answer.headers.get('www-authenticate'), /^(KakaoAK|Bearer) error="?invalid_token"?/);
    }
    const unknown = await call(server, '/v1/user/ids',
      { admin: '0123456789abcdef0123456789abcdef' });
    assert.match(unknown.headers.get('www-authenticate'), /^KakaoAK /);
  });

  test('a person\'s token cannot make administrator calls', async () => {
    for (const path of ['/v1/user/ids', '/v2/app/users']) {
      assert_kapi_error(await call(server, path, { bearer: people[0].access_token }), -401,
        { status: 401 });
    }
  });

  test('more than a hundred pages a minute answer -10 with 429', async () => {
    const own = await server.create_app({ scopes: kUsualScopes });
    let limited;
    for (let i = 0; i < 102 && !limited; i += 1) {
      const answer = await call(server, '/v1/user/ids', { admin: own.admin_key });
      if (answer.status !== 200) limited = { answer, calls: i };
    }
    assert.ok(limited, 'never limited');
    assert_kapi_error(limited.answer, -10, { status: 429 });
    assert.ok(limited.calls >= 100, `limited after ${limited.calls}`);
    assert.equal((await admin('/v1/user/ids')).status, 200, 'other apps are not concerned');
  });
});
