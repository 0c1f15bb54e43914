// SPDX-License-Identifier: Apache-2.0
// The postcode service in a browser, on the page of a site of another origin: the points of its
// specification, one after the other.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { start_browser } from './harness/browser.mjs';
import { poll } from './harness/poll.mjs';
import { kScriptPath, plain_page, search_for, search_in, start_postcode_server,
  start_postcode_site, watched_visit } from './harness/postcode.mjs';

const kOldPaths = ['/map_js_init/postcode.v2.js', '/dmaps/map_js_init/postcode.v2.js',
  '/imap/map_js_init/postcode.v2.js'];
const kFields = `zonecode address addressEnglish addressType userSelectedType userLanguageType
  noSelected roadAddress roadAddressEnglish jibunAddress jibunAddressEnglish autoRoadAddress
  autoRoadAddressEnglish autoJibunAddress autoJibunAddressEnglish buildingCode buildingName
  apartment sido sidoEnglish sigungu sigunguEnglish sigunguCode roadnameCode bcode roadname
  roadnameEnglish bname bnameEnglish bname1 bname1English bname2 bname2English hname query postcode
  postcode1 postcode2 postcodeSeq`.split(/\s+/).sort();

describe('the postcode service', () => {
  let server;
  let browser;
  let site;
  const pages = new Map();
  before(async () => {
    server = await start_postcode_server();
    browser = await start_browser();
    site = await start_postcode_site(pages);
    const script = server.origin + kScriptPath;
    pages.set('/', plain_page(script));
    pages.set('/maps-before', plain_page(script, `<script>
      window.kakao = { maps: { Map: 1 } }; window.daum = { maps: 2, Roadview: 3 };</script>`));
    pages.set('/late', plain_page(`${script}?autoload=false`));
    kOldPaths.forEach((path, at) => pages.set(`/old/${at}`, plain_page(server.origin + path)));
  });
  after(async () => {
    await browser?.close();
    await site?.close();
    await server?.close();
  });

  /** A visit to a page of the site; what `work` returns comes back. */
  async function on_page(path, work, options) {
    const visit = await watched_visit(browser, site.origin + path, [site.origin, server.origin],
      options);
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

  /** Clicks what `pick` finds in the result for `query`, and returns the data told to the site. */
  async function chosen(page, query, pick, options) {
    await page.evaluate(() => { window.told = []; });
    await embed(page, options, { q: query });
    await pick(search_in(page)).click();
    return completed(page);
  }

  async function completed(page) {
    return poll('the data', () => page.evaluate(() =>
      window.told.find(([name]) => name === 'complete')?.[1]));
  }

  const main = (search) => search.locator('.main_address button.link_post').first();
  const names = (told) => told.map(([name]) => name);

  test('stands in both namespaces, beside the maps that are there already', async () => {
    await on_page('/maps-before', async (page) => {
      const seen = await page.evaluate(() => ({
        same: window.daum.Postcode === window.kakao.Postcode,
        maps: [window.kakao.maps.Map, window.daum.maps, window.daum.Roadview],
        types: ['daum', 'kakao'].flatMap((name) => [typeof window[name].Postcode,
          typeof window[name].postcode.load, typeof window[name].postcode.version,
          typeof window[name].postcode._validParam_]),
      }));
      assert.equal(seen.same, true);
      assert.deepEqual(seen.maps, [1, 2, 3]);
      assert.deepEqual(seen.types.slice(0, 3), ['function', 'function', 'string']);
      assert.deepEqual(seen.types.slice(4, 7), ['function', 'function', 'string']);
    });
    await on_page('/', async (page) => {
      // The SDK of the maps that comes later keeps what it finds, as ours does.
      await page.evaluate(() => {
        window.kakao = window.kakao || {};
        window.kakao.maps = window.kakao.maps || { load() {} };
      });
      await embed(page, {}, { q: '판교역로 235' });
      await main(search_in(page)).waitFor();
    });
  });

  test('loads at every path that sites have, and calls load at once', async () => {
    for (const path of ['/late', ...kOldPaths.keys().map((at) => `/old/${at}`)]) {
      await on_page(path, async (page) => {
        const ready = await page.evaluate(() => {
          const calls = [];
          window.daum.postcode.load(() => calls.push('daum'));
          window.kakao.postcode.load(() => calls.push('kakao'));
          return calls;
        });
        assert.deepEqual(ready, ['daum', 'kakao'], path);
        await embed(page);
        await search_in(page).locator('input#region_name').waitFor();
      });
    }
  });

  test('is cached for long, checked by its tag, and open to every origin', async () => {
    const first = await fetch(server.origin + kScriptPath);
    assert.match(first.headers.get('content-type'), /^text\/javascript/);
    assert.match(first.headers.get('cache-control'), /max-age=\d{5}/);
    assert.equal(first.headers.get('access-control-allow-origin'), '*');
    assert.equal(first.headers.get('cross-origin-resource-policy'), 'cross-origin');
    const again = await fetch(server.origin + kScriptPath,
      { headers: { 'if-none-match': first.headers.get('etag') } });
    assert.equal(again.status, 304);
  });

  test('tells search, size, data and end in this order, and takes its layer away', async () => {
    await on_page('/', async (page, visit) => {
      await embed(page, {}, { q: '판교역로 235' });
      const layer = page.locator('#place > #__daum__layer_1');
      assert.equal(await layer.locator('> iframe').getAttribute('title'),
        '우편번호서비스 레이어 프레임');
      await main(search_in(page)).click();
      await poll('the end', async () => names(await visit.told()).includes('close'));
      const told = await visit.told();
      const order = names(told).filter((name, at, all) => name !== all[at - 1]);
      assert.deepEqual(order, ['search', 'resize', 'complete', 'close']);
      assert.deepEqual(told[0][1], { q: '판교역로 235', count: 1 });
      assert.ok(told[1][1].width > 300 && told[1][1].height > 100, JSON.stringify(told[1][1]));
      assert.equal(told.at(-1)[1], 'COMPLETE_CLOSE');
      assert.equal(await layer.count(), 0);
      const data = told.find(([name]) => name === 'complete')[1];
      assert.deepEqual(Object.keys(data).sort(), kFields);
      for (const [name, value] of Object.entries(data)) assert.equal(typeof value, 'string', name);
      assert.equal(data.zonecode, '13494');
      assert.equal(data.roadAddress, '경기 성남시 분당구 판교역로 235');
      assert.equal(data.jibunAddress, '경기 성남시 분당구 삼평동 681');
      assert.equal(data.sigunguEnglish, 'Bundang-gu Seongnam-si');
      assert.equal(data.userSelectedType, 'R');
      assert.equal(data.query, '판교역로 235');
    });
  });

  test('stays open without autoClose, and makes room when it is embedded again', async () => {
    await on_page('/', async (page, visit) => {
      await embed(page, {}, { q: '판교역로 235', autoClose: false });
      await main(search_in(page)).click();
      await completed(page);
      await search_in(page).locator('.related_address button.link_post').first().click();
      await poll('the second choice', async () =>
        names(await visit.told()).filter((name) => name === 'complete').length === 2);
      assert.ok(!names(await visit.told()).includes('close'));
      assert.equal((await visit.told()).at(-1)[1].userSelectedType, 'J');
      await embed(page);
      assert.equal(await page.locator('[id^=__daum__layer_]').count(), 1);
      await search_in(page).locator('.tips').waitFor();
    });
  });

  test('comes back when a site moves its layer', async () => {
    await on_page('/', async (page) => {
      await embed(page, {}, { q: '판교역로 235' });
      await main(search_in(page)).waitFor();
      await page.evaluate(() => {
        const box = document.createElement('section');
        document.querySelector('main').append(box);
        box.append(document.getElementById('__daum__layer_1'));
      });
      await main(search_in(page)).click();
      assert.equal((await completed(page)).zonecode, '13494');
    });
  });

  test('opens a window that names itself, and tells how it was closed', async () => {
    await on_page('/', async (page, visit) => {
      await page.evaluate(() => {
        document.getElementById('find').onclick = () =>
          new window.daum.Postcode(window.handlers()).open(window.show);
      });
      const open = async (show) => {
        await page.evaluate((given) => { window.show = given; window.told = []; }, show);
        const [popup] = await Promise.all([visit.context.waitForEvent('page'),
          page.locator('#find').click()]);
        return popup;
      };
      let popup = await open({ q: '판교역로 235', popupTitle: '배송지 찾기' });
      const frame = popup.frameLocator('#__daum__viewerFrame_1');
      await frame.locator('.main_address button.link_post').first().waitFor();
      assert.equal(await popup.title(), '배송지 찾기');
      const gone = popup.waitForEvent('close');
      await frame.locator('.main_address button.link_post').first().click();
      assert.equal((await completed(page)).zonecode, '13494');
      await gone;
      await poll('the end', async () => names(await visit.told()).includes('close'));
      assert.equal((await visit.told()).at(-1)[1], 'COMPLETE_CLOSE');

      popup = await open({ popupKey: 'one' });
      await popup.frameLocator('#__daum__viewerFrame_1').locator('.tips').waitFor();
      await popup.close();
      await poll('the end', async () => names(await visit.told()).includes('close'));
      assert.equal((await visit.told()).at(-1)[1], 'FORCE_CLOSE');
    });
  });

  test('uses the window of a key again', async () => {
    await on_page('/', async (page, visit) => {
      await page.evaluate(() => {
        let opened = 0;
        document.getElementById('find').onclick = () => {
          opened += 1;
          new window.daum.Postcode(window.handlers())
            .open({ popupKey: 'one', q: opened === 1 ? '판교역로 235' : '올림픽로 99' });
        };
      });
      const [popup] = await Promise.all([visit.context.waitForEvent('page'),
        page.locator('#find').click()]);
      const frame = popup.frameLocator('#__daum__viewerFrame_1');
      await frame.locator('.txt_postcode', { hasText: '13494' }).waitFor();
      await page.locator('#find').click();
      await frame.locator('.txt_postcode', { hasText: '05501' }).waitFor();
      assert.equal(visit.context.pages().length, 2);
      const gone = popup.waitForEvent('close');
      await frame.locator('.main_address button.link_post').first().click();
      await gone;
      await poll('the end', async () => names(await visit.told()).includes('close'));
      const told = await visit.told();
      assert.deepEqual(names(told).filter((name) => name === 'close').length, 1);
      assert.equal(told.find(([name]) => name === 'complete')[1].zonecode, '05501');
    });
  });

  test('writes short names of 시도, and four of them always in full', async () => {
    await on_page('/', async (page) => {
      const sido = async (query, options) => (await chosen(page, query, main, options)).address;
      assert.equal(await sido('판교역로 235'), '경기 성남시 분당구 판교역로 235');
      assert.equal(await sido('판교역로 235', { shorthand: false }),
        '경기도 성남시 분당구 판교역로 235');
      for (const [query, address] of [['증골길 61', '강원특별자치도 홍천군 두촌면 증골길 61'],
        ['한누리대로 2130', '세종특별자치시 한누리대로 2130'],
        ['첨단로 242', '제주특별자치도 제주시 첨단로 242'],
        ['효자로 225', '전북특별자치도 전주시 완산구 효자로 225']]) {
        assert.equal(await sido(query), address);
        assert.equal(await sido(query, { shorthand: false }), address);
      }
    });
  });

  test('leaves the other kind open where there are several', async () => {
    await on_page('/', async (page) => {
      const related = (at) => (search) => search.locator('.related_address .txt_address').nth(at)
        .locator('button.link_post').first();
      const none = (search) => search.locator('.related_address .link_none');
      let data = await chosen(page, '삼평동 680', main);
      assert.equal(data.addressType + data.userSelectedType, 'JJ');
      assert.equal(data.jibunAddress, '경기 성남시 분당구 삼평동 680');
      assert.equal(data.roadAddress, '');
      assert.match(data.autoRoadAddress, /^경기 성남시 분당구 (판교역로 231|대왕판교로 660)$/);
      data = await chosen(page, '삼평동 680', main, { autoMappingRoad: false });
      assert.equal(data.autoRoadAddress, '');
      data = await chosen(page, '삼평동 680', related(1));
      assert.equal(data.addressType + data.userSelectedType, 'JR');
      assert.match(data.roadAddress, /판교역로 231|대왕판교로 660/);
      assert.equal(data.autoRoadAddress, '');
      data = await chosen(page, '삼평동 680', none);
      assert.equal(data.noSelected, 'Y');
      assert.notEqual(data.autoRoadAddress, '');
      data = await chosen(page, '판교역로 241', main);
      assert.equal(data.jibunAddress, '');
      assert.equal(data.autoJibunAddress, '경기 성남시 분당구 삼평동 682');
      data = await chosen(page, '판교역로 241', related(1));
      assert.equal(data.jibunAddress, '경기 성남시 분당구 삼평동 682-1');
      assert.equal(data.userSelectedType, 'J');
      data = await chosen(page, '판교역로 241', related(0));
      assert.equal(data.autoJibunAddress, '');
    });
  });

  test('gives sites what their usual code makes of it', async () => {
    await on_page('/', async (page) => {
      const data = await chosen(page, '올림픽로 99', main);
      const address = data.userSelectedType === 'R' ? data.roadAddress : data.jibunAddress;
      const extra = [];
      if (data.bname !== '' && /[동|로|가]$/g.test(data.bname)) extra.push(data.bname);
      if (data.buildingName !== '' && data.apartment === 'Y') extra.push(data.buildingName);
      assert.equal(`${address} (${extra.join(', ')})`, '서울 송파구 올림픽로 99 (잠실동, 잠실엘스)');
    });
  });

  test('gives English beside Korean, and tells which was chosen', async () => {
    await on_page('/', async (page) => {
      await embed(page, {}, { q: '판교역로 235' });
      const search = search_in(page);
      const english = search.locator('.main_address .link_english');
      assert.equal(await english.isVisible(), false);
      await search.locator('.btn_english').click();
      await english.click();
      const data = await completed(page);
      assert.equal(data.userLanguageType, 'E');
      assert.match(data.roadAddressEnglish,
        /^235 Pangyoyeok-ro, Bundang-gu, Seongnam-si, Gyeonggi-do, Republic of Korea$/);
      await embed(page, { hideEngBtn: true }, { q: '판교역로 235' });
      await main(search).waitFor();
      assert.equal(await search.locator('.btn_english, .link_english').count(), 0);
      await embed(page, { alwaysShowEngAddr: true }, { q: '판교역로 235' });
      await english.waitFor();
      assert.equal(await search.locator('.btn_english').count(), 0);
    });
  });

  test('turns pages of ten, and the way back leads to the former one', async () => {
    await on_page('/', async (page, visit) => {
      await embed(page, {}, { q: '긴길' });
      const search = search_in(page);
      await search.locator('li.list_post_item[data-index="10"]').waitFor();
      assert.equal(await search.locator('li.list_post_item').count(), 10);
      assert.match(await search.locator('.paging_post').innerText(), /1 \/ 3/);
      await search.locator('.btn_next').click();
      await search.locator('.paging_post', { hasText: '2 / 3' }).waitFor();
      await page.evaluate(() => history.back());
      await search.locator('.paging_post', { hasText: '1 / 3' }).waitFor();
      assert.deepEqual((await visit.told()).find(([name]) => name === 'search')[1],
        { q: '긴길', count: 25 });
      await embed(page, { pleaseReadGuide: 3, submitMode: false }, { q: '긴길' });
      await search.locator('.tips').waitFor();
      const entries = await page.evaluate(() => history.length);
      await search_for(search, '판교역로 235');
      await search.locator('.txt_postcode', { hasText: '13494' }).waitFor();
      assert.equal(await page.evaluate(() => history.length), entries);
    });
  });

  test('has what programs look for in the page', async () => {
    await on_page('/', async (page) => {
      await embed(page);
      const search = search_in(page);
      const field = search.locator('.post_search input#region_name[name="region_name"]');
      await field.fill('판교역로 235');
      await search.locator('#searchForm > fieldset > div > button.btn_search').click();
      const item = search.locator('ul.list_post > li.list_post_item[data-index="1"]');
      await item.waitFor();
      const seen = await item.evaluate((element) => ({ ...element.dataset }));
      assert.equal(seen.zonecode, '13494');
      assert.equal(seen.bname, '삼평동');
      for (const selector of ['dl dd.main_road span.txt_address[data-addr_type="R"] > button.link_post',
        'button.link_post span.txt_addr', '.related_address button.link_post', '.txt_postcode',
        'span.txt_address[data-addr="경기 성남시 분당구 판교역로 235"] button.link_post']) {
        assert.notEqual(await item.locator(selector).count(), 0, selector);
      }
      await search_for(search, '없는말씀 1');
      await search.getByText(/검색결과가 없습니다/).first().waitFor();
    });
  });

  test('shows a neighbour of a number that does not exist, and does not count it', async () => {
    await on_page('/', async (page, visit) => {
      await embed(page, {}, { q: '판교역로 237' });
      const near = search_in(page).locator('.link_near').first();
      await near.waitFor();
      assert.equal((await visit.told())[0][1].count, 0);
      await near.click();
      await main(search_in(page)).waitFor();
    });
  });
});
