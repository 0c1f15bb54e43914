// SPDX-License-Identifier: Apache-2.0
// Pages for everybody: both languages, without scripts, by keyboard, on a phone, in the dark, and
// without telling anybody else.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { kUsualScopes } from './harness/admin.mjs';
import { Agent } from './harness/agent.mjs';
import { hook, new_visit, sign_in_by_password, start_browser } from './harness/browser.mjs';
import { attribute } from './harness/html.mjs';
import { authorize_url, exchange } from './harness/oauth.mjs';
import { poll } from './harness/poll.mjs';
import { start_server } from './harness/server.mjs';

describe('pages for everybody', () => {
  let server;
  let browser;
  let app;
  let person;
  before(async () => {
    server = await start_server({ serve_arguments: ['--demo'] });
    browser = await start_browser();
    app = await server.create_app({ name: '시민 광장', scopes: kUsualScopes });
    person = await server.create_person();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  async function with_visit(options, work) {
    const visit = await new_visit(browser, options);
    try {
      return await work(visit.page, visit);
    } finally {
      await visit.close();
    }
  }

  async function catch_callback(page) {
    const seen = {};
    await page.route(`${app.redirect_uri}**`, (route) => {
      seen.url = new URL(route.request().url());
      return route.fulfill({ contentType: 'text/html', body: 'site' });
    });
    return seen;
  }

  /** Every page that can be reached, each opened and handed to `look`. */
  async function every_page(page, look) {
    const error = authorize_url(server, app, { redirect_uri: 'https://evil.test/' });
    for (const path of [authorize_url(server, app), '/sign-in', '/sign-up', '/reset', '/', '/demo',
      '/outbox', '/no-such-page', error]) {
      await page.goto(new URL(path, server.origin).href);
      await look(path);
    }
    await page.goto(authorize_url(server, app, { prompt: 'login' }));
    const somebody = await server.create_person();
    await sign_in_by_password(page, somebody);
    await hook(page, 'consent-accept').waitFor();
    await look('/consent');
    for (const path of ['/account', '/account/password', '/account/delete', '/sign-out',
      authorize_url(server, app, { prompt: 'select_account' })]) {
      await page.goto(new URL(path, server.origin).href);
      await look(path);
    }
  }

  test('they speak Korean or English, as the browser prefers, and remember a choice', async () => {
    for (const [header, language] of [['ko-KR,ko;q=0.9,en;q=0.5', 'ko'], ['en-US,en', 'en'],
      ['fr,en;q=0.8', 'en'], ['fr', 'ko'], ['en;q=0.3,ko;q=0.9', 'ko'], ['', 'ko'], ['*', 'ko']]) {
      const agent = new Agent(server, { headers: { 'accept-language': header } });
      const page = await agent.open('/sign-in');
      assert.equal(page.language, language, header);
      assert.match(page.headers.get('vary') ?? '', /accept-language/i);
    }
    const agent = new Agent(server, { headers: { 'accept-language': 'ko' } });
    const korean = await agent.open(authorize_url(server, app));
    const english = await agent.submit(korean, korean.by_testid('lang-en'));
    assert.equal(english.language, 'en');
    assert.ok(english.has('sign-in'), 'the sign-in goes on');
    const consent = await agent.sign_in(english, person);
    assert.equal(consent.language ?? 'en', 'en');
    assert.equal((await agent.open('/sign-in')).language, 'en', 'remembered');
  });

  test('no text is missing in either language', async () => {
    for (const locale of ['ko-KR', 'en-US']) {
      await with_visit({ locale }, async (page) => {
        await every_page(page, async (path) => {
          const html = await page.content();
          assert.doesNotMatch(html, /\{\{|\}\}|undefined|\[object/, `${path} in ${locale}`);
          assert.ok((await page.title()).length > 2, path);
          const text = await page.locator('main').innerText();
          if (locale === 'en-US') {
            const korean = text.replaceAll(person.nickname, '').replaceAll('해태', '')
              .replaceAll('시민 광장', '').replaceAll('한국어', '');
            assert.doesNotMatch(korean, /[가-힣]{2,}/, `${path} shows Korean to an English reader`);
          } else {
            assert.match(text, /[가-힣]/, path);
          }
        });
      });
    }
  });

  test('sign-in and consent work in a browser without scripts', async () => {
    await with_visit({ javaScriptEnabled: false }, async (page) => {
      const newcomer = await server.create_person();
      const callback = await catch_callback(page);
      await page.goto(authorize_url(server, app));
      await sign_in_by_password(page, newcomer);
      await hook(page, 'consent-accept').click();
      await poll('the callback', () => callback.url);
      assert.equal((await exchange(server, app, callback.url.searchParams.get('code'))).status, 200);
      // The way to the site, where nobody listens, may still be under way and interrupt this one.
      await poll('the account page', async () => {
        await page.goto(`${server.origin}/account`);
        return hook(page, 'profile-save').count();
      });
      assert.ok(!(await hook(page, 'passkey-add').isVisible()), 'what needs scripts is not shown');
    });
  });

  test('sign-in and consent work by keyboard alone', async () => {
    await with_visit({}, async (page) => {
      const newcomer = await server.create_person();
      const callback = await catch_callback(page);
      await page.goto(authorize_url(server, app));
      const focus = () => page.evaluate(() => {
        const element = document.activeElement;
        return element?.getAttribute('name') ?? element?.getAttribute('data-testid') ?? '';
      });
      const tab_to = async (...names) => {
        for (let i = 0; i < 60; i += 1) {
          if (names.includes(await focus())) return;
          await page.keyboard.press('Tab');
        }
        assert.fail(`never reached ${names} by keyboard`);
      };
      await tab_to('loginId');
      await page.keyboard.type(newcomer.email);
      await page.keyboard.press('Tab');
      await tab_to('password');
      await page.keyboard.type(newcomer.password);
      await page.keyboard.press('Enter');
      await hook(page, 'consent-accept').waitFor();
      await page.waitForLoadState('load');
      const reached = async () => page.evaluate(() => document.activeElement?.dataset?.testid);
      for (let i = 0; i < 60 && await reached() !== 'consent-accept'; i += 1) {
        await page.keyboard.press('Tab');
      }
      assert.equal(await reached(), 'consent-accept');
      const outline = await page.evaluate(() => {
        const style = getComputedStyle(document.activeElement);
        return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
      });
      assert.ok(outline, 'the focus can be seen');
      await page.keyboard.press('Enter');
      await poll('the callback', () => callback.url);
    });
  });

  test('every control has a name, every page one main heading and its language', async () => {
    await with_visit({}, async (page) => {
      await every_page(page, async (path) => {
        const problems = await page.evaluate(() => {
          const found = [];
          const shown = (element) => element.checkVisibility?.() ?? true;
          for (const control of document.querySelectorAll('input:not([type=hidden]),select,textarea')) {
            if (!shown(control)) continue;
            if (!control.labels?.length && !control.getAttribute('aria-label') &&
              !control.getAttribute('aria-labelledby')) found.push(`no label: ${control.outerHTML}`);
          }
          for (const control of document.querySelectorAll('button,a[href]')) {
            if (!shown(control)) continue;
            const name = control.getAttribute('aria-label') ?? control.textContent.trim();
            const picture = control.querySelector('img[alt]')?.alt;
            if (!name && !picture) found.push(`no name: ${control.outerHTML}`);
          }
          for (const image of document.querySelectorAll('img:not([alt])')) found.push(image.outerHTML);
          if (document.querySelectorAll('h1').length !== 1) found.push('not one h1');
          if (document.querySelectorAll('main').length !== 1) found.push('not one main');
          if (!document.documentElement.lang) found.push('no language');
          const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
          if (new Set(ids).size !== ids.length) found.push('an id occurs twice');
          for (const described of document.querySelectorAll('[aria-describedby]')) {
            for (const id of described.getAttribute('aria-describedby').split(/\s+/)) {
              if (!document.getElementById(id)) found.push(`describedby ${id} is missing`);
            }
          }
          return found;
        });
        assert.deepEqual(problems, [], path);
      });
    });
  });

  test('no page scrolls sideways on a phone, and targets are large enough for a thumb', async () => {
    await with_visit({ viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true },
      async (page) => {
        await every_page(page, async (path) => {
          const { wide, small } = await page.evaluate(() => ({
            wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
            small: [...document.querySelectorAll('main button, main input[type=submit]')]
              .filter((element) => element.checkVisibility?.() && element.getBoundingClientRect().height < 24)
              .map((element) => element.outerHTML),
          }));
          assert.ok(wide <= 0, `${path} is ${wide} px too wide`);
          assert.deepEqual(small, [], path);
        });
      });
  });

  test('there is a dark look, with text that can be read', async () => {
    const colours = async (colorScheme) => with_visit({ colorScheme }, async (page) => {
      await page.goto(`${server.origin}/sign-in`);
      return page.evaluate(() => {
        const style = getComputedStyle(document.body);
        const heading = getComputedStyle(document.querySelector('h1'));
        return { background: style.backgroundColor, text: heading.color };
      });
    });
    const light = await colours('light');
    const dark = await colours('dark');
    assert.notDeepEqual(light, dark);
    const luminance = (colour) => {
      const [r, g, b] = colour.match(/[\d.]+/g).map(Number).map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    for (const { background, text } of [light, dark]) {
      const [low, high] = [luminance(background), luminance(text)].sort((a, b) => a - b);
      assert.ok((high + 0.05) / (low + 0.05) >= 4.5, `${background} ${text}`);
    }
    assert.ok(luminance(dark.background) < luminance(light.background));
  });

  test('no page talks to anybody else, and no policy is broken', async () => {
    await with_visit({}, async (page) => {
      const strangers = [];
      const broken = [];
      page.on('request', (request) => {
        const url = new URL(request.url());
        if (['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol) && url.origin !== server.origin) {
          strangers.push(request.url());
        }
      });
      page.on('console', (message) => {
        if (/Content Security Policy|Refused to|violat/i.test(message.text())) broken.push(message.text());
      });
      page.on('pageerror', (error) => broken.push(String(error)));
      await every_page(page, async () => {});
      assert.deepEqual(strangers, []);
      assert.deepEqual(broken, []);
    });
  });

  test('the content security policy is strict, with a fresh nonce or none at all', async () => {
    const seen = new Set();
    for (let i = 0; i < 3; i += 1) {
      for (const path of ['/sign-in', '/sign-up', '/reset', '/no-such-page']) {
        const page = await new Agent(server).open(path);
        const policy = page.headers.get('content-security-policy');
        const rules = Object.fromEntries(policy.split(';').map((rule) => rule.trim().split(/\s+/))
          .map(([name, ...values]) => [name, values]));
        assert.ok(["'none'", "'self'"].includes(rules['default-src']?.[0]), policy);
        const scripts = rules['script-src'] ?? rules['default-src'];
        assert.ok(!scripts.some((value) => /unsafe-inline|unsafe-eval|^\*$|^https?:|^data:/.test(value)), policy);
        const styles = rules['style-src'] ?? rules['default-src'];
        assert.ok(!styles.some((value) => /unsafe-inline|^\*$|^https?:/.test(value)), policy);
        assert.deepEqual(rules['base-uri'], ["'none'"]);
        assert.deepEqual(rules['frame-ancestors'], ["'none'"]);
        assert.ok(rules['object-src']?.[0] === "'none'" || rules['default-src'][0] === "'none'");
        const nonce = /'nonce-([A-Za-z0-9+/_=-]+)'/.exec(policy)?.[1];
        assert.ok(nonce, `a nonce in ${policy}`);
        assert.ok(nonce.length >= 16);
        assert.ok(!seen.has(nonce), 'a nonce occurs once');
        seen.add(nonce);
        for (const element of page.all(({ tagName }) => tagName === 'script' || tagName === 'style')) {
          const inline = attribute(element, 'src') === undefined;
          if (inline) assert.equal(attribute(element, 'nonce'), nonce);
        }
        assert.equal(page.all((element) => element.attrs.some(({ name }) =>
          /^on/.test(name) || name === 'style')).length, 0, 'no inline handlers or styles');
      }
    }
  });

  test('pages about a person are not kept by anybody', async () => {
    const agent = new Agent(server);
    await agent.sign_in(await agent.open('/sign-in'), person);
    for (const path of ['/account', '/sign-in', authorize_url(server, app)]) {
      const { headers } = await agent.open(path);
      assert.match(headers.get('cache-control'), /no-store/, path);
    }
  });

  test('assets carry their version in the name and may be kept for ever', async () => {
    const page = await new Agent(server).open('/sign-in');
    const assets = page.all(({ tagName }) => ['link', 'script', 'img'].includes(tagName))
      .map((element) => attribute(element, 'href') ?? attribute(element, 'src')).filter(Boolean)
      .filter((url) => /\.(css|js|svg|woff2|png)/.test(url));
    assert.ok(assets.length > 0);
    for (const url of assets) {
      const answer = await fetch(new URL(url, server.origin), { headers: { 'accept-encoding': 'br, gzip' } });
      await answer.arrayBuffer();
      assert.equal(answer.status, 200, url);
      assert.match(answer.headers.get('cache-control'), /immutable/, url);
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    }
  });
});
