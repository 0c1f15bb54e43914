// SPDX-License-Identifier: Apache-2.0
// kapi: consent items and service terms, read and withdrawn by the site.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { kUsualScopes } from './harness/admin.mjs';
import { assert_kapi_error, assert_user_number } from './harness/assertions.mjs';
import { call, tokens_for } from './harness/oauth.mjs';
import { start_server } from './harness/server.mjs';

const kUtc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

describe('consent through kapi', () => {
  let server;
  let app;
  before(async () => {
    server = await start_server();
    app = await server.create_app({
      scopes: kUsualScopes,
      service_terms: [{ tag: 'tos', required: true }, { tag: 'ads', required: false }],
    });
  });
  after(() => server?.close());

  const new_tokens = async (options) =>
    tokens_for(server, app, await server.create_person(), options);

  describe('scopes', () => {
    test('lists every item of the app with its state', async () => {
      const { access_token } = await new_tokens({ consent: ['profile_nickname', 'account_email', 'tos'] });
      const { status, json } = await call(server, '/v2/user/scopes', { bearer: access_token });
      assert.equal(status, 200);
      assert_user_number(json.id);
      const by_id = Object.fromEntries(json.scopes.map((scope) => [scope.id, scope]));
      for (const scope of json.scopes) {
        assert.equal(typeof scope.display_name, 'string');
        assert.ok(['PRIVACY', 'SERVICE'].includes(scope.type));
        assert.equal(typeof scope.using, 'boolean');
        assert.equal(typeof scope.agreed, 'boolean');
        assert.equal('revocable' in scope, scope.agreed, `revocable of ${scope.id}`);
      }
      assert.equal(by_id.profile_nickname.agreed, true);
      assert.equal(by_id.profile_nickname.revocable, false);
      assert.equal(by_id.profile_image.agreed, false);
      assert.equal(by_id.profile_nickname.type, 'PRIVACY');
    });

    test('lists only the asked items', async () => {
      const { access_token } = await new_tokens();
      const { json } = await call(server, '/v2/user/scopes',
        { bearer: access_token, query: { scopes: '["account_email"]' } });
      assert.deepEqual(json.scopes.map((scope) => scope.id), ['account_email']);
    });

    test('withdraws an optional item', async () => {
      const { access_token } = await new_tokens();
      const { status, json, text } = await call(server, '/v2/user/revoke/scopes',
        { bearer: access_token, body: { scopes: '["profile_image"]' } });
      assert.equal(status, 200, text);
      const image = json.scopes.find((scope) => scope.id === 'profile_image');
      assert.equal(image.agreed, false);
      const me = (await call(server, '/v2/user/me', { bearer: access_token })).json;
      assert.equal(me.kakao_account.profile_image_needs_agreement, true);
      assert.equal(me.kakao_account.profile.profile_image_url, undefined);
    });

    test('does not withdraw a required item', async () => {
      const { access_token } = await new_tokens();
      assert_kapi_error(await call(server, '/v2/user/revoke/scopes',
        { bearer: access_token, body: { scopes: '["profile_nickname"]' } }), -3,
      { status: 403, msg: /^\[profile_nickname\] is not revocable\./ });
    });

    test('refuses unknown or unreadable items with -2', async () => {
      const { access_token } = await new_tokens();
      for (const scopes of ['["nonsense"]', 'nonsense', '{}', null]) {
        assert_kapi_error(await call(server, '/v2/user/revoke/scopes',
          { method: 'POST', bearer: access_token, body: { scopes } }), -2, { status: 400 });
      }
      assert_kapi_error(await call(server, '/v2/user/revoke/scopes',
        { bearer: access_token, body: { scopes: '["nonsense"]' } }), -2, { msg:
          'There is no scopes to revoke. check out if given scope id([nonsense]) is correct again.' });
    });
  });

  describe('service terms', () => {
    const with_terms = { params: { service_terms: 'tos,ads' } };

    test('lists the agreed ones, or all of the app', async () => {
      const { access_token } = await new_tokens({ ...with_terms,
        consent: ['profile_nickname', 'account_email', 'tos'] });
      const agreed = (await call(server, '/v2/user/service_terms', { bearer: access_token })).json;
      assert_user_number(agreed.id);
      assert.deepEqual(agreed.service_terms.map((term) => term.tag), ['tos']);
      const [tos] = agreed.service_terms;
      assert.equal(tos.required, true);
      assert.equal(tos.agreed, true);
      assert.equal(tos.revocable, false);
      assert.match(tos.agreed_at, kUtc);
      assert.equal(tos.agreed_by, 'KAUTH');
      const all = (await call(server, '/v2/user/service_terms',
        { bearer: access_token, query: { result: 'app_service_terms' } })).json;
      assert.deepEqual(all.service_terms.map((term) => term.tag).sort(), ['ads', 'tos']);
      assert.equal(all.service_terms.find((term) => term.tag === 'ads').agreed, false);
    });

    test('agrees and withdraws by call', async () => {
      const { access_token } = await new_tokens({ ...with_terms,
        consent: ['profile_nickname', 'account_email', 'tos'] });
      const up = await call(server, '/v2/user/upgrade/service_terms',
        { bearer: access_token, body: { tags: 'ads' } });
      assert.equal(up.status, 200, up.text);
      const [ads] = up.json.agreed_service_terms;
      assert.equal(ads.tag, 'ads');
      assert.equal(ads.agreed, true);
      assert.equal(ads.agreed_by, 'KAPI');
      assert.match(ads.agreed_at, kUtc);
      const down = await call(server, '/v2/user/revoke/service_terms',
        { bearer: access_token, body: { tags: 'ads' } });
      assert.equal(down.status, 200, down.text);
      assert.deepEqual(down.json.revoked_service_terms, [{ tag: 'ads', agreed: false }]);
    });

    test('refuses an unknown tag with -2', async () => {
      const { access_token } = await new_tokens(with_terms);
      for (const path of ['/v2/user/revoke/service_terms', '/v2/user/upgrade/service_terms']) {
        assert_kapi_error(await call(server, path,
          { bearer: access_token, body: { tags: 'nonsense' } }), -2, { status: 400 });
      }
      assert_kapi_error(await call(server, '/v2/user/service_terms',
        { bearer: access_token, query: { tags: 'nonsense' } }), -2, { status: 400 });
    });

    test('answers the older form', async () => {
      const { access_token } = await new_tokens(with_terms);
      const { status, json } = await call(server, '/v1/user/service/terms',
        { bearer: access_token, query: { extra: 'app_service_terms' } });
      assert.equal(status, 200);
      assert_user_number(json.user_id);
      assert.deepEqual(json.allowed_service_terms.map((term) => term.tag).sort(), ['ads', 'tos']);
      assert.deepEqual(json.app_service_terms.map((term) => term.tag).sort(), ['ads', 'tos']);
    });
  });
});
