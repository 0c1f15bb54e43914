// SPDX-License-Identifier: Apache-2.0
// The postcode search for everybody: by keyboard, on a phone, with a screen reader, in both
// languages and in a site's colours; and nobody between the site and the search.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';

import { start_browser } from './harness/browser.mjs';
import { poll } from './harness/poll.mjs';
import { kScriptPath, plain_page, search_for, search_in, start_postcode_server,
  start_postcode_site, watched_visit } from './harness/postcode.mjs';

const kAxe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const kTargetMin = 44;
const kDark = { bgColor: '#162525', searchBgColor: '#162525', contentBgColor: '#162525',
  pageBgColor: '#162525', textColor: '#FFFFFF', queryTextColor: '#FFFFFF',
  postcodeTextColor: '#FA6070', emphTextColor: '#FA6070', outlineColor: '#444444' };

describe('the postcode search, for everybody', () => {
  let server;
  let browser;
  let site;
  let other;
  const pages = new Map();
  const other_pages = new Map();
  before(async () => {
    server = await start_postcode_server();
    browser = await start_browser();
    site = await start_postcode_site(pages);
    other = await start_postcode_site(other_pages);
    pages.set('/', plain_page(server.origin + kScriptPath));
    const script = await fetch(server.origin + kScriptPath);
    pages.set('/copy.js', await script.text());
    pages.set('/copy', plain_page('/copy.js" data-origin="' + server.origin));
  });
  after(async () => {
    await browser?.close();
    await site?.close();
    await other?.close();
    await server?.close();
  });

  async function on_page(url, work, options) {
    const visit = await watched_visit(browser, url,
      [site.origin, server.origin, other.origin], options);
    try {
      await work(visit.page, visit);
    } catch (error) {
      await visit.context.close();
      if (visit.problems.length > 0) error.message += `\nproblems: ${visit.problems.join('\n')}`;
      throw error;
    }
    await visit.close();
  }

  const embed = (page, options, show) =>
    page.evaluate(([given, more]) => window.embed(given, more), [options ?? {}, show ?? {}]);
  const told_data = (page) => poll('the data', () => page.evaluate(() =>
    window.told.find(([name]) => name === 'complete')?.[1]));
  const alone = (query) => `${server.origin}/postcode/search?${new URLSearchParams(query)}`;

  test('leads from field to address by keyboard alone', async () => {
    await on_page(site.origin, async (page, visit) => {
      await embed(page);
      const search = search_in(page);
      const field = search.locator('#region_name');
      await field.waitFor();
      await poll('the focus', () => field.evaluate((one) => one === document.activeElement));
      await page.keyboard.type('판교역로 2');
      const options = search.getByRole('option');
      await options.first().waitFor();
      assert.equal(await field.getAttribute('aria-expanded'), 'true');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('ArrowDown');
      assert.equal(await field.getAttribute('aria-activedescendant'), null, 'round to the field');
      await page.keyboard.press('ArrowDown');
      const active = await field.getAttribute('aria-activedescendant');
      assert.equal(await search.locator(`#${active}`).getAttribute('aria-selected'), 'true');
      await page.keyboard.press('Escape');
      assert.equal(await options.count(), 0);
      await field.fill('판교역로 235');
      await options.first().waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      const first = search.locator('button.link_post').first();
      await first.waitFor();
      assert.match(await search.locator('#status').innerText(), /1/);
      for (let step = 0; step < 6; step += 1) {
        if (await first.evaluate((one) => one === document.activeElement)) break;
        await page.keyboard.press('Tab');
      }
      await page.keyboard.press('Enter');
      assert.equal((await told_data(page)).zonecode, '13494');
      assert.ok((await visit.told()).some(([name]) => name === 'close'));
    });
  });

  test('asks no more suggestions than a site allows, and none when it wants none', async () => {
    await on_page(site.origin, async (page) => {
      await embed(page, { maxSuggestItems: 2 });
      const search = search_in(page);
      await search.locator('#region_name').pressSequentially('긴길');
      await search.getByRole('option').first().waitFor();
      assert.ok(await search.getByRole('option').count() <= 2);
      await embed(page, { useSuggest: false });
      await search_for(search, '판교역로 235');
      await search.locator('.list_post').waitFor();
      assert.equal(await search.getByRole('option').count(), 0);
    });
  });

  async function audit(page) {
    const frame = page.mainFrame();
    await frame.evaluate(kAxe);
    const found = await frame.evaluate(async () => {
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
      const { violations } = await window.axe.run(document, { runOnly: tags });
      return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html} ${nodes[0].failureSummary}`);
    });
    const small = await frame.evaluate((least) => [...document.querySelectorAll('button, input, li[role]')]
      .map((one) => [one, one.getBoundingClientRect()])
      .filter(([, box]) => box.width > 0 && (box.width < least - 0.5 || box.height < least - 0.5))
      .map(([one, box]) => `${one.outerHTML.slice(0, 80)} ${box.width}x${box.height}`), kTargetMin);
    const wide = await frame.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    return [...found, ...small, ...(wide > 0 ? [`scrolls sideways by ${wide}px`] : [])];
  }

  for (const [name, locale, width, theme] of [['on a phone', 'ko-KR', 300, {}],
    ['in English', 'en-US', 500, {}], ['in the colours of a site', 'ko-KR', 390, kDark]]) {
    test(`passes the accessibility audit ${name}`, async () => {
      for (const more of [{}, { q: '판교역로 235' }, { q: '판교역로 241' }, { q: '삼평동 680' },
        { q: '긴길', pleaseReadGuide: 3, showMoreHName: 1 }, { q: '판교역로 237' },
        { q: '세종대로 지하 101', alwaysShowEngAddr: 1 }]) {
        const url = alone({ origin: site.origin, ...theme, ...more });
        await on_page(url, async (page) => {
          if (more.q) await page.locator('#results:not([hidden])').waitFor();
          assert.deepEqual(await audit(page), [], JSON.stringify(more));
          await page.locator('#region_name').fill('판교');
          await page.getByRole('option').first().waitFor();
          assert.deepEqual(await audit(page), [], `suggestions, ${JSON.stringify(more)}`);
        }, { locale, viewport: { width, height: 600 }, bypassCSP: true });
      }
    });
  }

  test('keeps what is needed at twice the size of text and under forced colours', async () => {
    const url = alone({ origin: site.origin, q: '판교역로 241' });
    await on_page(url, async (page) => {
      await page.locator('.list_post').waitFor();
      await page.evaluate(() => { document.documentElement.style.fontSize = '32px'; });
      assert.ok(await page.evaluate(() =>
        document.documentElement.scrollWidth <= window.innerWidth));
    }, { viewport: { width: 320, height: 600 }, forcedColors: 'active' });
  });

  test('speaks the language of the browser', async () => {
    for (const [locale, button, none] of [['ko-KR', '검색', '선택 안 함'],
      ['en-GB', 'Search', 'None of these']]) {
      await on_page(alone({ origin: site.origin, q: '판교역로 241' }), async (page) => {
        await page.getByRole('button', { name: button, exact: true }).waitFor();
        await page.getByRole('button', { name: none }).waitFor();
        assert.equal(await page.locator('html').getAttribute('lang'), locale.slice(0, 2));
        if (locale !== 'en-GB') return;
        const words = (await page.locator('main').innerText()).replaceAll(/[가-힣0-9 ,-]{3,}/g, '');
        assert.match(words, /Republic of Korea/);
      }, { locale });
    }
  });

  test('wears the colours of a site, and only colours', async () => {
    await on_page(site.origin, async (page) => {
      await embed(page, { theme: { ...kDark, outlineColor: 'url(https://evil.test/x)' } },
        { q: '판교역로 235' });
      const search = search_in(page);
      await search.locator('.list_post').waitFor();
      const colour = (selector, name) => search.locator(selector).first()
        .evaluate((one, key) => getComputedStyle(one)[key], name);
      assert.equal(await colour('.daum_popup', 'backgroundColor'), 'rgb(22, 37, 37)');
      assert.equal(await colour('.txt_addr', 'color'), 'rgb(255, 255, 255)');
      assert.equal(await colour('.txt_postcode', 'color'), 'rgb(250, 96, 112)');
      assert.equal(await colour('html', 'colorScheme'), 'dark');
    });
  });

  test('works from a copy of the script that tells where the service is', async () => {
    await on_page(`${site.origin}/copy`, async (page) => {
      await embed(page, {}, { q: '판교역로 235' });
      await search_in(page).locator('button.link_post').first().click();
      assert.equal((await told_data(page)).zonecode, '13494');
    });
  });

  test('shows names as text, never as markup', async () => {
    await on_page(site.origin, async (page) => {
      await embed(page, {}, { q: '세종대로 지하 101' });
      const search = search_in(page);
      await search.locator('.txt_building', { hasText: '<b>시청역</b>' }).waitFor();
      await search_for(search, '"><img src=x onerror=alert(1)>');
      await search.locator('.nothing').waitFor();
      assert.equal(await search.locator('.nothing img, .list_post b').count(), 0);
    });
  });

  test('tells its choice to the origin that asked, and to nobody else (threat: postMessage)', async () => {
    const frame = (origin) => `<!doctype html><title>x</title><script>window.heard = [];
      addEventListener('message', (event) => heard.push(event.data));</script>
      <iframe title="f" src="${alone({ origin, channel: '1', q: '판교역로 235' })}"></iframe>`;
    other_pages.set('/foreign', frame(site.origin));
    other_pages.set('/star', frame('*'));
    other_pages.set('/own', frame(other.origin));
    for (const [path, hears] of [['/foreign', false], ['/star', false], ['/own', true]]) {
      // A refused message is an error in the console of the page that must not get it.
      const visit = await watched_visit(browser, other.origin + path, [other.origin, server.origin]);
      await visit.page.frameLocator('iframe').locator('button.link_post').first().click();
      await visit.page.frameLocator('iframe').locator('#status', { hasText: '골랐어요' })
        .waitFor({ state: 'attached' });
      const heard = await visit.page.evaluate(() => window.heard.length);
      assert.equal(heard > 0, hears, path);
      await visit.context.close();
    }
  });

  test('believes no message but that of its own frame (threat: postMessage)', async () => {
    const forged = (channel) => ({ mark: 'haetae.postcode', channel,
      event: { name: 'complete', data: { zonecode: '66666' } } });
    other_pages.set('/forge', `<!doctype html><title>x</title><script>
      addEventListener('message', () => {
        for (let channel = 0; channel < 9; channel += 1) {
          const message = ${JSON.stringify(forged('0'))};
          message.channel = String(channel);
          for (const target of [parent, parent.frames[0], parent.frames[0].frames[0]]) {
            target.postMessage(message, '*');
          }
        }
        parent.postMessage('done', '*');
      });</script>`);
    await on_page(site.origin, async (page, visit) => {
      await embed(page, {}, { q: '판교역로 235' });
      const search = search_in(page);
      await search.locator('button.link_post').first().waitFor();
      await page.evaluate(async (url) => {
        const frame = document.createElement('iframe');
        frame.src = url;
        document.body.append(frame);
        await new Promise((done) => frame.addEventListener('load', done));
        const done = new Promise((heard) => window.addEventListener('message', heard));
        frame.contentWindow.postMessage('go', '*');
        await done;
        // The site itself may not speak for the frame either.
        const layer = document.querySelector('#__daum__layer_1 > iframe').contentWindow;
        layer.postMessage({ mark: 'haetae.postcode', channel: '1',
          event: { name: 'complete', data: { zonecode: '66666' } } }, '*');
      }, `${other.origin}/forge`);
      await search.locator('button.link_post').first().click();
      assert.equal((await told_data(page)).zonecode, '13494');
      assert.equal((await visit.told()).filter(([name]) => name === 'complete').length, 1);
    });
  });

  test('says so while the address data is missing or out of reach', async () => {
    await on_page(alone({ origin: site.origin }), async (page, visit) => {
      await page.route('**/postcode/api/search*', (route) => route.fulfill({ status: 503, body: '{}' }));
      await search_for(page, '판교역로 235');
      await page.getByText('주소 자료를 준비하고 있어요').first().waitFor();
      await page.unroute('**/postcode/api/search*');
      await page.locator('.btn_again').click();
      await page.locator('.list_post').waitFor();
      visit.problems.length = 0;  // the browser's own line about the status
    });
  });
});
