// SPDX-License-Identifier: Apache-2.0
// Makes tokens that nobody should accept.
import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';

const encode = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
  .toString('base64url');

/** A fresh key pair that the server has never seen. */
export function stranger_key(kind = 'rsa') {
  return kind === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
}

/** header.payload.signature with any header, signed by `key` as `header.alg` says. */
export function make_jwt(header, payload, key) {
  const input = `${encode(header)}.${encode(payload)}`;
  let signature = Buffer.alloc(0);
  if (/^RS/.test(header.alg)) signature = sign('sha256', Buffer.from(input), key);
  if (/^ES/.test(header.alg)) {
    signature = sign('sha256', Buffer.from(input), { key: key, dsaEncoding: 'ieee-p1363' });
  }
  if (/^HS/.test(header.alg)) signature = createHmac('sha256', key).update(input).digest();
  return `${input}.${signature.toString('base64url')}`;
}

/** The PEM and DER texts of a public JWK: what a confused verifier would use as an HMAC secret. */
export function public_key_texts(jwk) {
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  return [
    key.export({ type: 'spki', format: 'pem' }),
    key.export({ type: 'spki', format: 'pem' }).trim(),
    key.export({ type: 'spki', format: 'der' }),
    JSON.stringify(jwk),
    Buffer.from(jwk.n ?? jwk.x, 'base64url'),
  ];
}
