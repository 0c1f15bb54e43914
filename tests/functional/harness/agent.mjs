// SPDX-License-Identifier: Apache-2.0
// A browser without scripts: cookies, redirects and forms, as fast as HTTP itself.
import assert from 'node:assert/strict';

import { Page, attribute } from './html.mjs';

const kRedirects = new Set([301, 302, 303, 307, 308]);
const kRedirectsMax = 10;

export class Agent {
  /** `headers` go with every request, for instance accept-language. */
  constructor(server, { headers = {} } = {}) {
    this.server = server;
    this.headers = headers;
    this.cookies = new Map();
  }

  /** One request without following redirects; cookies are sent and kept. */
  async request(url, { method = 'GET', headers = {}, body } = {}) {
    const target = new URL(url, this.server.origin);
    const all = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', ...this.headers, ...headers };
    const cookie = this.cookie_header(target);
    if (cookie) all.cookie = cookie;
    if (method !== 'GET' && method !== 'HEAD') all.origin ??= target.origin;
    const response = await fetch(target, { method, headers: all, body, redirect: 'manual' });
    this.keep_cookies(response.headers.getSetCookie());
    return response;
  }

  cookie_header(target) {
    return [...this.cookies.values()]
      .filter(({ path }) => target.pathname.startsWith(path))
      .map(({ name, value }) => `${name}=${value}`).join('; ');
  }

  keep_cookies(lines) {
    for (const line of lines) {
      const [pair, ...attributes] = line.split(';').map((part) => part.trim());
      const [name, value] = split_once(pair, '=');
      const settings = new Map(attributes.map((text) => {
        const [key, content] = split_once(text, '=');
        return [key.toLowerCase(), content];
      }));
      const ended = settings.get('max-age') === '0' || value === '' ||
        Date.parse(settings.get('expires') ?? '') < Date.now();
      if (ended) this.cookies.delete(name);
      else this.cookies.set(name, { name, value, path: settings.get('path') || '/', settings, line });
    }
  }

  /**
   * Opens `url` and follows redirects as long as they stay at the server. The answer is a Page, or
   * {left_to: URL, status, headers} when a redirect leads elsewhere.
   */
  async open(url, options = {}) {
    let target = new URL(url, this.server.origin);
    let request = options;
    const server_host = new URL(this.server.origin).host;
    for (let step = 0; step <= kRedirectsMax; step += 1) {
      const response = await this.request(target, request);
      const location = response.headers.get('location');
      if (!kRedirects.has(response.status) || !location) {
        const html = await response.text();
        return new Page({ url: target, status: response.status, headers: response.headers, html });
      }
      await response.arrayBuffer();
      const next = new URL(location, target);
      if (next.host !== server_host) {
        return { left_to: next, status: response.status, headers: response.headers, location };
      }
      if (![307, 308].includes(response.status)) request = { headers: options.headers };
      target = next;
    }
    throw new Error(`over ${kRedirectsMax} redirects, last to ${target}`);
  }

  /** Presses the button with test id `testid`, with `fields` typed over what the form holds. */
  async press(page, testid, fields = {}, options = {}) {
    const button = page.by_testid?.(testid);
    assert.ok(button, `no ${testid} on ${page.url ?? page.left_to}: ${page.text ?? ''}`);
    return this.submit(page, button, fields, options);
  }

  /** Submits the form of `button`. A field set to null is left out; an array is sent repeatedly. */
  async submit(page, button, fields = {}, options = {}) {
    if (button.tagName === 'a') return this.open(new URL(attribute(button, 'href'), page.url));
    const { method, url, fields: found } = page.submission(button);
    const form = new URLSearchParams(found.filter(([name]) => !(name in fields)));
    for (const [name, value] of Object.entries(fields)) {
      for (const one of [value].flat()) if (one !== null) form.append(name, one);
    }
    if (method === 'GET') {
      url.search = form.toString();
      return this.open(url, options);
    }
    return this.open(url, {
      method,
      body: form.toString(),
      ...options,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...options.headers },
    });
  }

  /** Signs in on the page at hand, or proves anew who is signed in. */
  async sign_in(page, person) {
    if (page.has?.('reauth-submit')) {
      return this.press(page, 'reauth-submit', { password: person.password });
    }
    return this.press(page, 'sign-in', { loginId: person.email, password: person.password });
  }

  /**
   * Answers the consent page. `choice`: 'all' ticks everything, 'as is' touches nothing, a list
   * ticks exactly these items and terms, false denies.
   */
  async consent(page, choice = 'all') {
    if (choice === false) return this.press(page, 'consent-deny');
    const fields = {};
    if (choice !== 'as is') {
      for (const name of ['scope', 'terms']) {
        const offered = page.all((element) => attribute(element, 'name') === name)
          .map((element) => attribute(element, 'value'));
        fields[name] = choice === 'all' ? offered : offered.filter((id) => choice.includes(id));
      }
    }
    return this.press(page, 'consent-accept', fields);
  }

  /**
   * Walks from the authorization request to wherever it ends: signs `person` in and answers the
   * consent page (see `consent`) when asked. Answers what `open` answers.
   */
  async walk(url, { person, consent = 'all' } = {}) {
    let page = await this.open(url);
    let consented = false;
    for (let step = 0; step < 6 && page instanceof Page; step += 1) {
      if (person && (page.has('sign-in') || page.has('reauth-submit'))) {
        page = await this.sign_in(page, person);
      } else if (page.has('consent-accept') && !consented) {
        consented = true;
        page = await this.consent(page, consent);
      } else {
        break;
      }
    }
    return page;
  }
}

function split_once(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
