// SPDX-License-Identifier: Apache-2.0
// An authenticator in software whose every answer can be bent (WebAuthn Level 3, §6).
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const sha256 = (data) => createHash('sha256').update(data).digest();

export const kUserPresent = 0x01;
export const kUserVerified = 0x04;
export const kBackupEligible = 0x08;
export const kBackedUp = 0x10;
export const kAttested = 0x40;
export const kExtensions = 0x80;

/** CBOR of numbers, byte strings, texts, arrays, maps (Map or object): RFC 8949, shortest heads. */
export function cbor(value) {
  if (Number.isInteger(value)) return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'boolean') return Buffer.from([value ? 0xf5 : 0xf4]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(cbor)]);
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Buffer.concat([head(5, entries.length), ...entries.flatMap(([k, v]) => [cbor(k), cbor(v)])]);
}

function head(major, count) {
  if (count < 24) return Buffer.from([(major << 5) | count]);
  if (count < 256) return Buffer.from([(major << 5) | 24, count]);
  const wide = Buffer.alloc(count < 65536 ? 3 : 5);
  wide[0] = (major << 5) | (wide.length === 3 ? 25 : 26);
  if (wide.length === 3) wide.writeUInt16BE(count, 1);
  else wide.writeUInt32BE(count, 1);
  return wide;
}

/** One passkey. The fields of `bend` replace what an honest authenticator would say. */
export class SoftPasskey {
  constructor({ rp_id = 'localhost', origin, user_handle } = {}) {
    this.rp_id = rp_id;
    this.origin = origin;
    this.user_handle = user_handle;
    this.id = randomBytes(32);
    this.counter = 0;
    this.keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  }

  cose_key() {
    const jwk = this.keys.publicKey.export({ format: 'jwk' });
    return cbor(new Map([[1, 2], [3, -7], [-1, 1], [-2, Buffer.from(jwk.x, 'base64url')],
      [-3, Buffer.from(jwk.y, 'base64url')]]));
  }

  client_data(type, challenge, bend = {}) {
    return Buffer.from(JSON.stringify({ type: bend.type ?? type, challenge: bend.challenge ?? challenge,
      origin: bend.origin ?? this.origin, crossOrigin: bend.cross_origin ?? false,
      ...(bend.top_origin ? { topOrigin: bend.top_origin } : {}) }));
  }

  authenticator_data(flags, bend = {}, attested = Buffer.alloc(0)) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(bend.counter ?? this.counter);
    return Buffer.concat([bend.rp_id_hash ?? sha256(bend.rp_id ?? this.rp_id),
      Buffer.from([bend.flags ?? flags]), counter, attested]);
  }

  /** A registration response for the creation options that the server gave. */
  register(options, bend = {}) {
    this.user_handle = options.user.id;
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bend.id_length ?? this.id.length);
    const attested = Buffer.concat([Buffer.alloc(16), length, this.id, bend.cose ?? this.cose_key()]);
    const data = bend.auth_data ?? this.authenticator_data(
      kUserPresent | kUserVerified | kAttested, bend, attested);
    const client_data = this.client_data('webauthn.create', options.challenge, bend);
    const attestation = bend.attestation ?? cbor(new Map([['fmt', bend.fmt ?? 'none'],
      ['attStmt', bend.statement ?? {}], ['authData', data]]));
    return this.credential({
      clientDataJSON: client_data.toString('base64url'),
      attestationObject: attestation.toString('base64url'),
      transports: ['internal'],
    });
  }

  /** An authentication response for the request options that the server gave. */
  assert(options, bend = {}) {
    this.counter += 1;
    const data = bend.auth_data ??
      this.authenticator_data(kUserPresent | kUserVerified, bend);
    const client_data = this.client_data('webauthn.get', options.challenge, bend);
    const signature = bend.signature ?? sign('sha256',
      Buffer.concat([data, sha256(client_data)]), bend.key ?? this.keys.privateKey);
    return this.credential({
      clientDataJSON: client_data.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: Buffer.from(signature).toString('base64url'),
      userHandle: 'user_handle' in bend ? bend.user_handle : this.user_handle,
    });
  }

  credential(response) {
    const id = this.id.toString('base64url');
    return { id, rawId: id, type: 'public-key', authenticatorAttachment: 'platform',
      clientExtensionResults: {}, response };
  }
}

/** The server's passkey calls, as the pages make them. */
export class PasskeyCalls {
  constructor(agent) {
    this.agent = agent;
  }

  async post(path, body) {
    const response = await this.agent.request(path, { method: 'POST', body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', accept: 'application/json' } });
    const text = await response.text();
    let json;
    try {
      json = JSON.parse(text);
    } catch {
      json = undefined;
    }
    return { status: response.status, text, json, headers: response.headers };
  }

  async options(more = {}) {
    return (await this.post('/passkey/options', more)).json;
  }

  async sign_in(challenge_token, credential, more = {}) {
    return this.post('/passkey/sign-in', { challenge_token, credential, ...more });
  }

  /** The CSRF token that the account page carries for its passkey block. */
  async csrf() {
    const page = await this.agent.open('/account');
    const block = page.all((element) => element.attrs.some((pair) => pair.name === 'data-csrf'))[0];
    return block?.attrs.find((pair) => pair.name === 'data-csrf')?.value;
  }

  async enrol(passkey, { bend = {}, name = 'Soft', csrf } = {}) {
    const token = csrf ?? await this.csrf();
    const options = await this.post('/account/passkeys/options', { csrf: token });
    if (!options.json?.publicKey) return options;
    return this.post('/account/passkeys', {
      csrf: token, challenge_token: options.json.challenge_token, name,
      credential: passkey.register(options.json.publicKey, bend),
    });
  }
}
