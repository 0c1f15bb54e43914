// SPDX-License-Identifier: Apache-2.0
// The relying party's side of the protocol, by hand, so that tests can bend every part of it.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';

import { Agent } from './agent.mjs';

/** Where the two protocol surfaces live. */
export const kKakao = {
  authorize: '/oauth/authorize', token: '/oauth/token', userinfo: '/v1/oidc/userinfo',
};
export const kOidc = {
  authorize: '/oidc/authorize', token: '/oidc/token', userinfo: '/oidc/userinfo',
  introspect: '/oidc/introspect', revoke: '/oidc/revoke', logout: '/oidc/logout',
};

/** A PKCE pair. */
export function pkce() {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** A form body; null and undefined values are left out. */
export function form(fields) {
  const present = Object.entries(fields).filter(([, value]) => value != null);
  return new URLSearchParams(present.map(([name, value]) => [name, String(value)]));
}

/** The authorization URL of `app`; a parameter set to null is left out. */
export function authorize_url(server, app, params = {}, surface = kKakao) {
  const usual = {
    client_id: app.rest_api_key, redirect_uri: app.redirect_uri, response_type: 'code',
    ...(surface === kOidc ? { scope: 'openid' } : {}),
  };
  return `${server.origin}${surface.authorize}?${form({ ...usual, ...params })}`;
}

/** One call with query, form and headers; the answer carries status, headers, text and json. */
export async function call(server, path, { method, query, body, headers = {}, bearer, admin } = {}) {
  const url = new URL(path, server.origin);
  for (const [name, value] of form(query ?? {})) url.searchParams.append(name, value);
  const all = { ...headers };
  if (bearer !== undefined) all.authorization ??= `Bearer ${bearer}`;
  if (admin !== undefined) all.authorization ??= `KakaoAK ${admin}`;
  const payload = body && !(body instanceof URLSearchParams) && typeof body === 'object'
    ? form(body) : body;
  const response = await fetch(url, {
    method: method ?? (payload === undefined ? 'GET' : 'POST'), headers: all, body: payload,
    redirect: 'manual',
  });
  const text = await response.text();
  const is_json = (response.headers.get('content-type') ?? '').startsWith('application/json');
  return {
    status: response.status, headers: response.headers, text,
    json: is_json && text ? JSON.parse(text) : undefined,
  };
}

/** Signs `person` in to `app` and consents; answers the parameters that reach the redirect URI. */
export async function authorize(server, app, person, options = {}) {
  const { params = {}, surface = kKakao, agent = new Agent(server), ...walk } = options;
  const end = await agent.walk(authorize_url(server, app, params, surface), { person, ...walk });
  assert.ok(end.left_to, `no redirect to the site: ${end.status} ${end.url} ${end.text}`);
  return { ...Object.fromEntries(end.left_to.searchParams), left_to: end.left_to, agent };
}

/** The token call of `app`; a field set to null is left out. */
export async function token(server, app, fields, { surface = kKakao, ...options } = {}) {
  const usual = { client_id: app.rest_api_key, client_secret: app.client_secret };
  return call(server, surface.token, { body: { ...usual, ...fields }, ...options });
}

export async function exchange(server, app, code, fields = {}, options = {}) {
  return token(server, app,
    { grant_type: 'authorization_code', code, redirect_uri: app.redirect_uri, ...fields }, options);
}

export async function refresh(server, app, refresh_token, fields = {}, options = {}) {
  return token(server, app, { grant_type: 'refresh_token', refresh_token, ...fields }, options);
}

/** The whole way from nothing to tokens; the answer is the token response's JSON plus `agent`. */
export async function tokens_for(server, app, person, options = {}) {
  const { surface = kKakao } = options;
  const answer = await authorize(server, app, person, options);
  assert.ok(answer.code, `no code: ${answer.left_to}`);
  const response = await exchange(server, app, answer.code, options.fields, { surface });
  assert.equal(response.status, 200, response.text);
  server.secrets.add(response.json.access_token);
  if (response.json.refresh_token) server.secrets.add(response.json.refresh_token);
  return { ...response.json, agent: answer.agent };
}

/** The claims of a JWT, unverified. */
export function claims_of(jwt) {
  return JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url').toString());
}

export function header_of(jwt) {
  return JSON.parse(Buffer.from(jwt.split('.')[0], 'base64url').toString());
}
