// SPDX-License-Identifier: Apache-2.0
// The components that sites wrap around the postcode service, exactly as they are published: by
// their option, and with their own script address led to this server (host override).
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build } from 'esbuild';

import { start_browser } from './harness/browser.mjs';
import { kFunctionalDir } from './harness/paths.mjs';
import { poll } from './harness/poll.mjs';
import { kScriptPath, plain_page, search_for, search_in, start_postcode_server,
  start_postcode_site, watched_visit } from './harness/postcode.mjs';
import { make_host_override } from './harness/tls.mjs';

const kHosts = ['t1.kakaocdn.net', 't1.daumcdn.net', 'ssl.daumcdn.net', 'dmaps.daum.net',
  'spi.maps.daum.net'];
/** Lines that old and new sites have in their pages. */
const kPublishedScripts = ['https://t1.kakaocdn.net/mapjsapi/bundle/postcode/prod/postcode.v2.js',
  '//t1.daumcdn.net/mapjsapi/bundle/postcode/prod/postcode.v2.js',
  'http://dmaps.daum.net/map_js_init/postcode.v2.js',
  'https://ssl.daumcdn.net/dmaps/map_js_init/postcode.v2.js?autoload=false',
  'http://spi.maps.daum.net/imap/map_js_init/postcode.v2.js'];

/** The site's program, its packages built in. */
async function bundle(file) {
  const { outputFiles } = await build({
    entryPoints: [join(kFunctionalDir, 'sites', file)],
    bundle: true, write: false, format: 'iife', charset: 'utf8', logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"', __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
  });
  return outputFiles[0].text;
}

const app_page = (script) => `<!doctype html><html lang="ko"><meta charset="utf-8">
<title>가게</title><div id="root"></div><script src="${script}"></script></html>`;

describe('clients of the postcode service', () => {
  let server;
  let browser;
  let site;
  let override;
  const pages = new Map();
  const origins = () => [site.origin, server.origin,
    ...kHosts.flatMap((host) => [`http://${host}`, `https://${host}`])];
  before(async () => {
    override = await make_host_override();
    server = await start_postcode_server({ tls: override.tls });
    const plain_rules = kHosts.map((host) => `MAP ${host}:80 127.0.0.1:${server.port}`);
    browser = await start_browser({ host_rules: [...override.host_rules, ...plain_rules] });
    for (const name of ['react', 'vue', 'actbase']) {
      pages.set(`/${name}.js`, await bundle(`postcode_${name}.${name === 'vue' ? 'mjs' : 'jsx'}`));
      pages.set(`/${name}`, app_page(`/${name}.js`));
    }
    kPublishedScripts.forEach((script, at) => pages.set(`/published/${at}`, plain_page(script)));
    site = await start_postcode_site(pages);
  });
  after(async () => {
    await browser?.close();
    await site?.close();
    await server?.close();
    await override?.close();
  });

  async function on_page(path, work) {
    const visit = await watched_visit(browser, site.origin + path, origins());
    try {
      await work(visit.page, visit);
    } catch (error) {
      await visit.context.close();
      if (visit.problems.length > 0) error.message += `\nproblems: ${visit.problems.join('\n')}`;
      throw error;
    }
    await visit.close();
  }

  const names = (told) => told.map(([name]) => name);
  const data_of = async (visit) =>
    (await poll('the data', async () =>
      (await visit.told()).find(([name]) => name === 'complete')))[1];
  const own_script = () => `script=${encodeURIComponent(server.origin + kScriptPath)}`;

  for (const [how, query] of [['by its option', own_script], ['by its own address', () => '']]) {
    test(`react-daum-postcode embeds the search, ${how}`, async () => {
      await on_page(`/react?${query()}`, async (page, visit) => {
        await search_in(page).locator('.main_address button.link_post').first().click();
        assert.equal((await data_of(visit)).roadAddress, '경기 성남시 분당구 판교역로 235');
        await poll('the end', async () => names(await visit.told()).includes('close'));
        const told = await visit.told();
        assert.deepEqual([...new Set(names(told))], ['search', 'resize', 'complete', 'close']);
        assert.equal(told.at(-1)[1], 'COMPLETE_CLOSE');
        assert.equal(await page.locator('#kakao_postcode_script').count(), 1);
      });
    });

    test(`react-daum-postcode opens a window, ${how}`, async () => {
      await on_page(`/react?mode=popup&${query()}`, async (page, visit) => {
        const [popup] = await Promise.all([visit.context.waitForEvent('page'),
          page.locator('#find').click()]);
        const search = popup.frameLocator('#__daum__viewerFrame_1');
        await search_for(search, '올림픽로 99');
        const gone = popup.waitForEvent('close');
        await search.locator('.related_address button.link_post').first().click();
        const data = await data_of(visit);
        assert.equal(data.jibunAddress, '서울 송파구 잠실동 19');
        assert.equal(data.userSelectedType, 'J');
        await gone;
      });
    });

    test(`vue-daum-postcode embeds the search, ${how}`, async () => {
      await on_page(`/vue?${query()}`, async (page, visit) => {
        await search_in(page).locator('.main_address button.link_post').first().click();
        assert.equal((await data_of(visit)).zonecode, '13494');
        assert.ok(names(await visit.told()).includes('search'));
      });
    });
  }

  test('@actbase/react-daum-postcode selects again and again', async () => {
    await on_page('/actbase', async (page, visit) => {
      const search = search_in(page);
      await search_for(search, '한누리대로 2130');
      const choice = search.locator('.main_address button.link_post').first();
      await choice.click();
      assert.equal((await data_of(visit)).sigungu, '');
      await choice.click();
      await poll('both', async () => names(await visit.told()).length === 2);
    });
  });

  test('a plain page works with every script address that was ever published', async () => {
    for (const at of kPublishedScripts.keys()) {
      await on_page(`/published/${at}`, async (page, visit) => {
        await page.evaluate(() => window.daum.postcode.load(() =>
          window.embed({}, { q: '판교역로 235' })));
        await search_in(page).locator('.main_address button.link_post').first().click();
        assert.equal((await data_of(visit)).zonecode, '13494', kPublishedScripts[at]);
      });
    }
  });
});
