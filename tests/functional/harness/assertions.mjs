// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';

const kKauthErrors = new Set(['invalid_request', 'invalid_client', 'invalid_grant', 'invalid_scope',
  'invalid_token', 'unauthorized_client', 'unauthorized', 'unsupported_grant_type', 'misconfigured',
  'access_denied', 'server_error', 'rate_limit_exceeded']);

/** A JSON error of kauth: {error, error_description, error_code}. */
export function assert_kauth_error(answer, code, { status = 400, error, description } = {}) {
  assert.ok(answer.json, `not JSON: ${answer.status} ${answer.text}`);
  assert.equal(answer.json.error_code, code, answer.text);
  assert.equal(answer.status, status, answer.text);
  assert.ok(kKauthErrors.has(answer.json.error), answer.text);
  assert.equal(typeof answer.json.error_description, 'string');
  if (error) assert.equal(answer.json.error, error, answer.text);
  if (description) assert.equal(answer.json.error_description, description, answer.text);
}

/** A JSON error of kapi: {msg, code}. */
export function assert_kapi_error(answer, code, { status, msg } = {}) {
  assert.ok(answer.json, `not JSON: ${answer.status} ${answer.text}`);
  assert.equal(answer.json.code, code, answer.text);
  assert.equal(typeof answer.json.msg, 'string', answer.text);
  if (status) assert.equal(answer.status, status, answer.text);
  if (msg instanceof RegExp) assert.match(answer.json.msg, msg);
  else if (msg) assert.equal(answer.json.msg, msg);
}

/** A JSON error of the standard surface (RFC 6749 §5.2). */
export function assert_oauth_error(answer, error, status = 400) {
  assert.ok(answer.json, `not JSON: ${answer.status} ${answer.text}`);
  assert.equal(answer.json.error, error, answer.text);
  assert.equal(answer.status, status, answer.text);
}

/** An error page for a person: HTML, no redirect, with the code to read out to the site. */
export function assert_error_page(page, code) {
  assert.ok(!page.left_to, `redirected to ${page.left_to}`);
  assert.ok(page.status >= 400 && page.status < 500, `status ${page.status}`);
  assert.match(page.headers.get('content-type'), /^text\/html/);
  assert.equal(page.headers.get('location'), null);
  if (code) assert.ok(page.text.includes(code), `no ${code} in: ${page.text}`);
}

/** A user number: an integer that JavaScript holds exactly. */
export function assert_user_number(id) {
  assert.ok(Number.isSafeInteger(id) && id > 0, `not a user number: ${JSON.stringify(id)}`);
}

/** Answers that carry tokens must not be kept by anybody. */
export function assert_not_cached(headers) {
  assert.match(headers.get('cache-control') ?? '', /no-store/);
}
