// SPDX-License-Identifier: Apache-2.0
// The start page of a development server: the address search on it, in both languages, at a desk
// and on a phone, by keyboard alone, for everybody.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';

import { hook, new_visit, start_browser } from './harness/browser.mjs';
import { poll } from './harness/poll.mjs';
import { start_server } from './harness/server.mjs';

const kAxe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const kDesk = { viewport: { width: 1280, height: 900 } };
const kPhone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true,
  deviceScaleFactor: 2 };
const kTargetMin = 44;
const kViews = [
  ['Korean at a desk', { locale: 'ko-KR', ...kDesk }, 'ko', '해태가 켜졌어요'],
  ['Korean on a phone', { locale: 'ko-KR', ...kPhone }, 'ko', '해태가 켜졌어요'],
  ['English at a desk', { locale: 'en-US', ...kDesk }, 'en', null],
  ['English on a phone', { locale: 'en-US', ...kPhone }, 'en', null],
];

describe('the start page', () => {
  let server;
  let browser;
  before(async () => {
    server = await start_server({ serve_arguments: ['--demo'] });
    browser = await start_browser();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  async function on_page(options, work) {
    const visit = await new_visit(browser, options);
    const problems = [];
    const away = [];
    visit.page.on('pageerror', (error) => problems.push(String(error)));
    visit.page.on('console', (line) => {
      if (line.type() === 'error') problems.push(line.text());
    });
    visit.page.on('request', (request) => {
      if (!request.url().startsWith(server.origin)) away.push(request.url());
    });
    try {
      await visit.page.goto(`${server.origin}/`);
      await work(visit.page, visit.context);
      assert.deepEqual(problems, []);
      assert.deepEqual(away, []);
    } finally {
      await visit.close();
    }
  }

  const field = (page) => page.locator('[data-seek-query]');
  const part = (page, name) => page.locator(`[data-seek-part="${name}"]`);
  const offers = (page) => page.locator('[data-seek-list] button');

  for (const [name, options, language, heading] of kViews) {
    test(`${name}: finds an address, fits, and holds what its readers need`, async () => {
      await on_page(options, async (page) => {
        assert.equal(await page.locator('html').getAttribute('lang'), language);
        if (heading) assert.equal(await page.locator('h1').textContent(), heading);
        await field(page).fill('세종대로 1');
        await offers(page).first().waitFor();
        await field(page).fill('세종대로 110');
        await field(page).press('Enter');
        await poll('the postcode', async () => await part(page, 'zip').textContent() === '04524');
        assert.equal(await part(page, 'road_address').textContent(),
          '서울특별시 중구 세종대로 110');
        assert.match(await part(page, 'english_address').textContent(), /^110 Sejong-daero/);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth -
          document.documentElement.clientWidth);
        assert.ok(wide <= 0, `the page is ${wide} pixels wider than the screen`);
        await page.evaluate(kAxe);
        const found = await page.evaluate(() => window.axe.run());
        assert.deepEqual(found.violations.map(({ id, nodes }) =>
          `${id}: ${nodes.map((node) => node.html).join(' ')}`), []);
      });
    });
  }

  test('shows nobody the other language', async () => {
    await on_page({ locale: 'en-US', ...kDesk }, async (page) => {
      const text = await page.evaluate(() => {
        // An address is an example, a language names itself.
        for (const one of document.querySelectorAll('[lang], input, code')) {
          if (one !== document.documentElement) one.remove();
        }
        return document.body.innerText;
      });
      assert.doesNotMatch(text, /[가-힣]{2,}/);
    });
  });

  test('says so when nothing is found, and when nobody answers', async () => {
    await on_page({ locale: 'ko-KR', ...kDesk }, async (page) => {
      await field(page).fill('없는동네꽳뷁');
      await field(page).press('Enter');
      await poll('the word', async () =>
        await page.locator('[data-seek-status]').textContent() === '찾은 주소가 없어요.');
    });
    const visit = await new_visit(browser, { locale: 'ko-KR', ...kDesk });
    try {
      await visit.page.goto(`${server.origin}/`);
      await visit.page.route('**/v1/address/**', (route) => route.abort());
      await field(visit.page).fill('세종대로 110');
      await field(visit.page).press('Enter');
      await poll('the word', async () =>
        await visit.page.locator('[data-seek-status]').textContent() === '지금은 찾을 수 없어요.');
    } finally {
      await visit.close();
    }
  });

  test('leads to an address by keyboard alone', async () => {
    await on_page({ locale: 'ko-KR', ...kDesk }, async (page) => {
      await field(page).focus();
      await page.keyboard.type('경복궁');
      await offers(page).first().waitFor();
      await page.keyboard.press('Tab');
      await poll('the focus', () => offers(page).first().evaluate((one) =>
        one === document.activeElement));
      await page.keyboard.press('Enter');
      await poll('an address', async () =>
        /^서울특별시 종로구 /.test(await part(page, 'road_address').textContent()));
    });
  });

  test('opens the postcode window and takes what was chosen in it', async () => {
    await on_page({ locale: 'ko-KR', ...kDesk }, async (page, context) => {
      const opened = context.waitForEvent('page');
      await hook(page, 'open-postcode').click();
      const popup = await opened;
      const search = await poll('the search', async () => {
        for (const frame of popup.frames())
          if (await frame.locator('#region_name').count() > 0) return frame;
        return null;
      });
      await search.locator('#region_name').fill('사직로 161');
      await search.locator('#region_name').press('Enter');
      await search.locator('.link_post').first().click();
      await poll('the address', async () =>
        await part(page, 'road_address').textContent() === '서울특별시 종로구 사직로 161');
    });
  });

  test('has room for a finger on a phone', async () => {
    await on_page({ locale: 'ko-KR', ...kPhone }, async (page) => {
      await field(page).fill('세종대로');
      await offers(page).first().waitFor();
      const small = await page.evaluate((least) =>
        [...document.querySelectorAll('main button, main input, main a.button, header button')]
          .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
          .filter(([, box]) => box.height > 0 && (box.height < least || box.width < least))
          .map(([html, box]) => `${html} ${box.width}x${box.height}`), kTargetMin);
      assert.deepEqual(small, []);
    });
  });
});
