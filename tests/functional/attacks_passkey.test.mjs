// SPDX-License-Identifier: Apache-2.0
// Attacks on passkeys: numbers 62, 63, 73 and 77 of the threat list, with an authenticator in
// software that can lie about anything. Its honest answers are checked by @simplewebauthn/server.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';

import { Agent } from './harness/agent.mjs';
import { call } from './harness/oauth.mjs';
import { start_server } from './harness/server.mjs';
import { cbor, kAttested, kBackedUp, kUserPresent, kUserVerified, PasskeyCalls, SoftPasskey }
  from './harness/soft_authenticator.mjs';

const sha256 = (data) => createHash('sha256').update(data).digest();

describe('attacks on passkeys', () => {
  let server;
  let person;
  let home;
  let passkey;
  before(async () => {
    // Every attempt comes from an address of its own: what keeps it out must be the rule under
    // test, never the bound on guesses.
    server = await start_server({ config: { http: { trusted_proxies: ['127.0.0.1'] } } });
    person = await server.create_person();
    home = new Agent(server);
    await home.sign_in(await home.open('/sign-in'), person);
    passkey = new SoftPasskey({ origin: server.origin });
    const enrolled = await new PasskeyCalls(home).enrol(passkey);
    assert.equal(enrolled.status, 200, enrolled.text);
  });
  after(() => server?.close());

  const signed_in = async (agent) => (await agent.open('/account')).has?.('profile-save') === true;

  let strangers = 0;
  const stranger = () => {
    strangers += 1;
    return new Agent(server, { headers: {
      'x-forwarded-for': `198.18.${strangers >> 8}.${strangers & 255}` } });
  };

  /** One attempt in a fresh browser; answers whether it let anybody in. */
  async function attempt(bend, { key = passkey, challenge, options, agent = stranger() } = {}) {
    const calls = new PasskeyCalls(agent);
    const given = options ?? await calls.options();
    const public_key = challenge ? { ...given.publicKey, challenge } : given.publicKey;
    const answer = await calls.sign_in(given.challenge_token, key.assert(public_key, bend));
    return { answer, inside: await signed_in(agent), given, agent };
  }

  async function assert_kept_out(bend, why, more) {
    const { answer, inside } = await attempt(bend, more);
    assert.ok(!inside, `${why} let somebody in: ${answer.text}`);
    assert.ok(answer.status >= 400 && answer.status < 500, `${why}: ${answer.status} ${answer.text}`);
    assert.notEqual(answer.status, 429, why);
    assert.equal(answer.json?.location, undefined);
  }

  test('an honest passkey signs in, and an independent implementation agrees with it', async () => {
    const { inside, given } = await attempt({});
    assert.ok(inside);
    const fresh = new SoftPasskey({ origin: server.origin });
    const user = { id: 'AAAA' };
    const registered = await verifyRegistrationResponse({
      response: fresh.register({ ...given.publicKey, user }),
      expectedChallenge: given.publicKey.challenge, expectedOrigin: server.origin,
      expectedRPID: 'localhost', requireUserVerification: true });
    assert.equal(registered.verified, true);
    const { credentialID, credentialPublicKey, counter } = registered.registrationInfo;
    const verified = await verifyAuthenticationResponse({
      response: fresh.assert(given.publicKey), expectedChallenge: given.publicKey.challenge,
      expectedOrigin: server.origin, expectedRPID: 'localhost', requireUserVerification: true,
      authenticator: { credentialID, credentialPublicKey, counter } });
    assert.equal(verified.verified, true);
  });

  test('asks for a discoverable, verified passkey with a long fresh challenge', async () => {
    const calls = new PasskeyCalls(new Agent(server));
    const one = await calls.options();
    const two = await calls.options();
    assert.notEqual(one.publicKey.challenge, two.publicKey.challenge);
    assert.ok(Buffer.from(one.publicKey.challenge, 'base64url').length >= 16);
    assert.equal(one.publicKey.rpId ?? 'localhost', 'localhost');
    assert.equal(one.publicKey.userVerification, 'required');
    assert.deepEqual(one.publicKey.allowCredentials ?? [], [], 'names nobody');
  });

  test('attack 62: another origin, however it is spelled', async () => {
    const { port } = server;
    for (const origin of [`http://badlocalhost:${port}`, `http://localhost.evil.test:${port}`,
      `http://evil.test`, `https://localhost:${port}`, `http://localhost:${port + 1}`,
      'http://localhost', `http://localhost:${port}/`, `http://localhost:${port}.evil.test`,
      `http://LOCALHOST:${port}`, `http://sub.localhost:${port}`, `http://x@localhost:${port}`,
      'null', '', `http://localhost:${port}\u0000`]) {
      await assert_kept_out({ origin }, `origin ${origin}`);
    }
  });

  test('attack 62: a page inside a foreign page', async () => {
    await assert_kept_out({ cross_origin: true, top_origin: 'https://evil.test' }, 'crossOrigin');
  });

  test('attack 63: a signature for another relying party', async () => {
    for (const rp_id of ['badlocalhost', 'evil.test', 'LOCALHOST', 'localhost.', '']) {
      await assert_kept_out({ rp_id }, `rp id ${rp_id}`);
    }
    await assert_kept_out({ rp_id_hash: Buffer.alloc(32) }, 'an empty hash');
  });

  test('attack 63: a person who was not verified, or not there', async () => {
    for (const flags of [0, kUserPresent, kUserVerified, kUserPresent | kUserVerified | kBackedUp]) {
      await assert_kept_out({ flags }, `flags ${flags}`);
    }
  });

  test('attack 63: a challenge that was used, made up, or given to somebody else', async () => {
    const { given, answer } = await attempt({});
    assert.equal(answer.status, 200);
    await assert_kept_out({}, 'a used challenge', { options: given });
    await assert_kept_out({ challenge: 'AAAA' }, 'a made-up challenge');
    await assert_kept_out({ challenge: '' }, 'an empty challenge');
    const calls = new PasskeyCalls(new Agent(server));
    const one = await calls.options();
    const two = await calls.options();
    await assert_kept_out({}, 'a token with the challenge of another',
      { options: { ...one, publicKey: two.publicKey } });
    await assert_kept_out({}, 'a made-up token', { options: { ...one, challenge_token: 'AAAA' } });
  });

  test('attack 63: many uses of one answer at the same time let in one', async () => {
    const calls = new PasskeyCalls(new Agent(server));
    const given = await calls.options();
    const credential = passkey.assert(given.publicKey);
    const answers = await Promise.all(Array.from({ length: 12 }, async () => {
      const agent = new Agent(server);
      const answer = await new PasskeyCalls(agent).sign_in(given.challenge_token, credential);
      return answer.status === 200;
    }));
    assert.ok(answers.filter(Boolean).length <= 1, answers.join(' '));
  });

  test('attack 63: a challenge for enrolling is none for signing in', async () => {
    const calls = new PasskeyCalls(home);
    const csrf = await calls.csrf();
    const options = (await calls.post('/account/passkeys/options', { csrf })).json;
    await assert_kept_out({}, 'an enrolment challenge', { options });
  });

  test('attack 63: a registration in the place of an assertion', async () => {
    await assert_kept_out({ type: 'webauthn.create' }, 'webauthn.create');
    await assert_kept_out({ type: 'payment.get' }, 'payment.get');
  });

  test('attack 63: a signature of another key, or none', async () => {
    const stranger = new SoftPasskey({ origin: server.origin });
    await assert_kept_out({ key: stranger.keys.privateKey }, 'a stranger');
    await assert_kept_out({ signature: Buffer.alloc(0) }, 'no signature');
    await assert_kept_out({ signature: Buffer.alloc(72) }, 'zeroes');
    await assert_kept_out({ signature: Buffer.from('3006020100020100', 'hex') }, 'r = s = 0');
    stranger.user_handle = passkey.user_handle;
    await assert_kept_out({}, 'an unknown credential', { key: stranger });
  });

  test('attack 63: the user handle of somebody else', async () => {
    const other = await server.create_person();
    const agent = new Agent(server);
    await agent.sign_in(await agent.open('/sign-in'), other);
    const theirs = new SoftPasskey({ origin: server.origin });
    assert.equal((await new PasskeyCalls(agent).enrol(theirs)).status, 200);
    await assert_kept_out({ user_handle: theirs.user_handle }, 'a foreign user handle');
  });

  test('attack 63: a counter that goes back is a cloned authenticator', async () => {
    const counting = new SoftPasskey({ origin: server.origin });
    assert.equal((await new PasskeyCalls(home).enrol(counting)).status, 200);
    assert.ok((await attempt({ counter: 10 }, { key: counting })).inside);
    await assert_kept_out({ counter: 9 }, 'a smaller counter', { key: counting });
    await assert_kept_out({ counter: 10 }, 'the same counter', { key: counting });
    await assert_kept_out({ counter: 0 }, 'zero after ten', { key: counting });
  });

  test('a passkey that always counts zero, as synced ones do, keeps working', async () => {
    const synced = new SoftPasskey({ origin: server.origin });
    assert.equal((await new PasskeyCalls(home).enrol(synced, { bend: { counter: 0 } })).status, 200);
    for (let i = 0; i < 3; i += 1) {
      assert.ok((await attempt({ counter: 0 }, { key: synced })).inside);
    }
  });

  test('a removed passkey opens nothing', async () => {
    const own = await server.create_person();
    const agent = new Agent(server);
    await agent.sign_in(await agent.open('/sign-in'), own);
    const short_lived = new SoftPasskey({ origin: server.origin });
    assert.equal((await new PasskeyCalls(agent).enrol(short_lived)).status, 200);
    const page = await agent.open('/account');
    await agent.press(page, 'passkey-remove');
    await assert_kept_out({}, 'a removed passkey', { key: short_lived });
  });

  test('a disabled person cannot come in with a passkey', async () => {
    const own = await server.create_person();
    const agent = new Agent(server);
    await agent.sign_in(await agent.open('/sign-in'), own);
    const theirs = new SoftPasskey({ origin: server.origin });
    assert.equal((await new PasskeyCalls(agent).enrol(theirs)).status, 200);
    await server.cli_json(['person', 'disable', own.email]);
    await assert_kept_out({}, 'a disabled person', { key: theirs });
  });

  describe('enrolling refuses', () => {
    const cases = {
      'another origin (62)': { origin: 'http://badlocalhost' },
      'another relying party (63)': { rp_id: 'evil.test' },
      'a made-up challenge (63)': { challenge: 'AAAA' },
      'an assertion (63)': { type: 'webauthn.get' },
      'an unverified person (63)': { flags: kUserPresent | kAttested },
      'an absent person (63)': { flags: kUserVerified | kAttested },
      'no credential data (63)': { flags: kUserPresent | kUserVerified },
      'an empty public key': { cose: cbor(new Map()) },
      'a symmetric key': { cose: cbor(new Map([[1, 4], [3, 5], [-1, Buffer.alloc(32)]])) },
      'an algorithm that was not offered': { cose: cbor(new Map([[1, 2], [3, -47], [-1, 8],
        [-2, Buffer.alloc(32, 1)], [-3, Buffer.alloc(32, 2)]])) },
      'a point that is not on the curve (77)': { cose: cbor(new Map([[1, 2], [3, -7], [-1, 1],
        [-2, Buffer.alloc(32, 1)], [-3, Buffer.alloc(32, 2)]])) },
      'a short coordinate (77)': { cose: cbor(new Map([[1, 2], [3, -7], [-1, 1],
        [-2, Buffer.alloc(31, 1)], [-3, Buffer.alloc(33, 2)]])) },
      'an RSA key without numbers (77)': { cose: cbor(new Map([[1, 3], [3, -257],
        [-1, Buffer.alloc(0)], [-2, Buffer.alloc(0)]])) },
    };
    for (const [name, bend] of Object.entries(cases)) {
      test(name, async () => {
        const answer = await new PasskeyCalls(home).enrol(new SoftPasskey({ origin: server.origin }),
          { bend });
        assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status} ${answer.text}`);
      });
    }

    test('a call without a session or without its token', async () => {
      const nobody = new PasskeyCalls(new Agent(server));
      const refused = await nobody.post('/account/passkeys/options', { csrf: 'x' });
      assert.ok(refused.status >= 400 || refused.json?.location, refused.text);
      const answer = await new PasskeyCalls(home).enrol(new SoftPasskey({ origin: server.origin }),
        { csrf: 'nonsense' });
      assert.ok(answer.status >= 400, answer.text);
    });
  });

  test('attack 73 and 77: lengths that lie and CBOR that never ends do not hurt the server', async () => {
    const calls = new PasskeyCalls(home);
    const csrf = await calls.csrf();
    const good = new SoftPasskey({ origin: server.origin });
    const data = Buffer.concat([sha256('localhost'), Buffer.from([kUserPresent | kUserVerified | kAttested]),
      Buffer.alloc(4)]);
    const length = (n) => Buffer.from([n >> 8, n & 255]);
    const attested = (n, id, cose) => Buffer.concat([data, Buffer.alloc(16), length(n), id, cose]);
    const cose = good.cose_key();
    const wrap = (auth_data) => cbor(new Map([['fmt', 'none'], ['attStmt', {}], ['authData', auth_data]]));
    const nested = Buffer.concat([Buffer.alloc(20000, 0x81), Buffer.from([0x00])]);
    const evil = [
      Buffer.alloc(0), Buffer.from([0xa3]), Buffer.from('ff'.repeat(64), 'hex'), nested,
      Buffer.from('bf'.repeat(5000), 'hex'),
      Buffer.from('5b7fffffffffffffff', 'hex'), Buffer.from('5bffffffffffffffff', 'hex'),
      Buffer.from('9bffffffffffffffff', 'hex'), Buffer.from('bbffffffffffffffff', 'hex'),
      Buffer.from('7bffffffffffffffff', 'hex'), Buffer.from('5affffffff', 'hex'),
      wrap(Buffer.alloc(0)), wrap(Buffer.alloc(36)), wrap(data),
      wrap(attested(0xffff, good.id, cose)), wrap(attested(0, Buffer.alloc(0), cose)),
      wrap(attested(1024, Buffer.alloc(1024), cose)), wrap(attested(32, good.id, Buffer.alloc(0))),
      wrap(attested(32, good.id, nested)), wrap(Buffer.concat([attested(32, good.id, cose), nested])),
      wrap(attested(32, good.id, cose.subarray(0, cose.length - 5))),
    ];
    for (const attestation of evil) {
      const options = (await calls.post('/account/passkeys/options', { csrf })).json;
      const answer = await calls.post('/account/passkeys', { csrf, name: 'evil',
        challenge_token: options.challenge_token,
        credential: good.register(options.publicKey, { attestation }) });
      assert.ok(answer.status >= 400 && answer.status < 500,
        `${attestation.subarray(0, 12).toString('hex')} ${answer.status} ${answer.text}`);
    }
    for (const auth_data of [Buffer.alloc(0), Buffer.alloc(36), Buffer.alloc(37), Buffer.alloc(70000)]) {
      await assert_kept_out({ auth_data }, `authData of ${auth_data.length}`);
    }
    assert.equal((await call(server, '/readyz')).status, 200);
  });

  test('attack 71: bodies that are not what the page sends are refused', async () => {
    const agent = new Agent(server);
    const calls = new PasskeyCalls(agent);
    const { challenge_token, publicKey } = await calls.options();
    const good = passkey.assert(publicKey);
    const deep = `${'['.repeat(20000)}${']'.repeat(20000)}`;
    for (const body of ['', 'null', '[]', '"x"', '{', deep, `{"credential":${deep}}`,
      JSON.stringify({ challenge_token, credential: null }),
      JSON.stringify({ challenge_token, credential: [] }),
      JSON.stringify({ challenge_token: 7, credential: good }),
      JSON.stringify({ challenge_token, credential: { ...good, id: 7 } }),
      JSON.stringify({ challenge_token, credential: { ...good, rawId: 'AAAA' } }),
      JSON.stringify({ challenge_token, credential: { ...good, response: {} } }),
      JSON.stringify({ challenge_token, credential: { ...good, response: { ...good.response,
        clientDataJSON: '!!!' } } }),
      JSON.stringify({ challenge_token, credential: { ...good, response: { ...good.response,
        clientDataJSON: Buffer.from(deep).toString('base64url') } } }),
    ]) {
      const response = await agent.request('/passkey/sign-in', { method: 'POST', body,
        headers: { 'content-type': 'application/json' } });
      await response.arrayBuffer();
      assert.ok(response.status >= 400 && response.status < 500, `${body.slice(0, 60)} ${response.status}`);
    }
    assert.ok(!(await signed_in(agent)));
  });
});
