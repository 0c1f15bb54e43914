// SPDX-License-Identifier: Apache-2.0
// The address service of juso.go.kr: a client from npm as it is published, plain requests, and the
// window on the page of a site.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { after, before, describe, test } from 'node:test';

import axe from 'axe-core';
import { build } from 'esbuild';

import { hook, new_visit, start_browser } from './harness/browser.mjs';
import { address, write_juso_files } from './harness/juso_files.mjs';
import { prepare_server } from './harness/server.mjs';
import { make_host_override } from './harness/tls.mjs';

/** The key that the client brings along when it is given none. */
const kClientKey = 'devU01TX0FVVEgyMDI1MDExMDE1MTY0MTExNTM2MjY=';

const kSampyeong = { code: '4113510900', names: ['경기도', '성남시 분당구', '삼평동', ''] };
const kJamsil = { code: '1171010100', names: ['서울특별시', '송파구', '잠실동', ''] };
const kAddresses = [
  address(kSampyeong, { code: '411353179025', name: '판교역로' }, '235', '681',
    { zip: '13494', building: '에이치스퀘어 엔동', lots: ['682', '683-1'] }),
  address(kJamsil, { code: '117103123010', name: '올림픽로' }, '99', '19',
    { zip: '05501', building: '잠실엘스', apartment: true }),
  ...Array.from({ length: 25 }, (_, at) =>
    address(kSampyeong, { code: '411354444444', name: '긴길' }, String(at + 1), String(1001 + at),
      { zip: '13480' })),
];

async function start_juso_server(override) {
  const server = await prepare_server({ tls: override.tls, config: { juso: { open_key: kClientKey } } });
  const folder = await write_juso_files(server.dir, kAddresses);
  const done = await server.cli(['import', 'juso', folder]);
  assert.equal(done.code, 0, `${done.stdout}\n${done.stderr}`);
  await server.start();
  return server;
}

/** A site as the service's guide shows it: a page, and one for the window that calls it back. */
async function start_site(scripts) {
  const received = [];
  const http = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url.split('?')[0];
      const body = Buffer.concat(chunks).toString('latin1');
      const type = path.endsWith('.js') ? 'text/javascript' : 'text/html';
      response.setHeader('Content-Type', `${type}; charset=utf-8`);
      response.end(answer(path, request.method, body));
    });
  });
  function answer(path, method, body) {
    if (scripts.has(path)) return scripts.get(path);
    if (path !== '/window') {
      return `<!doctype html><meta charset="utf-8"><title>주문</title><script src="/client.js"></script>
        <script>window.jusoCallBack = (...values) => { window.given = values; };</script>`;
    }
    if (method === 'POST') {
      received.push(body);
      const values = [...new URLSearchParams(body)].map(([, value]) => value).slice(1);
      return `<!doctype html><meta charset="utf-8"><script>
        opener.jusoCallBack(...${JSON.stringify(values)}); window.close();</script>`;
    }
    return scripts.get('window');
  }
  await new Promise((done) => http.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${http.address().port}`;
  return {
    origin, received, scripts,
    close: () => new Promise((done) => {
      http.close(done);
      http.closeAllConnections();
    }),
  };
}

/** The site's page in the window, before it has an address: it sends its order at once. */
function ordering_page(service, fields) {
  const inputs = Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`).join('');
  return `<!doctype html><meta charset="utf-8"><form method="post" action="${service}">${inputs}</form>
    <script>document.forms[0].submit()</script>`;
}

describe('the address service of juso.go.kr', () => {
  let override;
  let server;
  let browser;
  let site;
  let app;
  const scripts = new Map();
  before(async () => {
    override = await make_host_override();
    server = await start_juso_server(override);
    app = await server.create_app();
    browser = await start_browser({ host_rules: override.host_rules });
    const client = createRequire(import.meta.url).resolve('slick-address-kr/package.json');
    const bundled = await build({
      stdin: {
        contents: `import { AddressApiClient } from './dist/index.js';
          window.AddressApiClient = AddressApiClient;`,
        resolveDir: dirname(client),
      },
      bundle: true, write: false, format: 'iife', logLevel: 'silent',
    });
    scripts.set('/client.js', bundled.outputFiles[0].text);
    site = await start_site(scripts);
  });
  after(async () => {
    await browser?.close();
    await site?.close();
    await server?.close();
    await override?.close();
  });

  const ask = async (path, fields, init) => {
    const query = new URLSearchParams({ confmKey: app.rest_api_key, resultType: 'json', ...fields });
    return fetch(`${server.origin}/addrlink/${path}?${query}`, init);
  };
  const results = async (path, fields) => (await (await ask(path, fields)).json()).results;

  test('slick-address-kr, as published, under the host name of the service', async () => {
    const visit = await new_visit(browser);
    await visit.page.goto(site.origin);
    const found = await visit.page.evaluate(() => new window.AddressApiClient().search('판교역로 235'));
    assert.equal(found.totalCount, 1);
    assert.equal(found.results[0].roadAddress, '경기도 성남시 분당구 판교역로 235 (삼평동)');
    assert.equal(found.results[0].zipCode, '13494');
    const none = await visit.page.evaluate(() => new window.AddressApiClient().search('없는길 1'));
    assert.deepEqual(none, { results: [], totalCount: 0 });
    await visit.close();
  });

  test('every value is a string, lists are lists, faults come with HTTP 200', async () => {
    const found = await results('addrLinkApi.do', { keyword: '긴길', countPerPage: '7', currentPage: '4',
      addInfoYn: 'Y' });
    assert.deepEqual(found.common, { errorMessage: '정상', countPerPage: '7', totalCount: '25',
      errorCode: '0', currentPage: '4' });
    assert.deepEqual(found.juso.map((one) => one.buldMnnm), ['22', '23', '24', '25']);
    for (const [name, value] of Object.entries(found.juso[0])) assert.equal(typeof value, 'string', name);
    const first = (await results('addrLinkApi.do', { keyword: '판교역로 235', addInfoYn: 'Y' })).juso[0];
    assert.equal(first.relJibun, '삼평동 682, 삼평동 683-1');
    const refused = await ask('addrLinkApi.do', { keyword: '12345' });
    assert.equal(refused.status, 200);
    assert.deepEqual((await refused.json()).results.juso, null);
    const cases = { '': 'E0005', 강: 'E0008', '12345': 'E0009', '12-3': 'E0012', '판교 select': 'E0013',
      경기도: 'E0006', [`판교 ${'1'.repeat(11)}`]: 'E0011', ['가'.repeat(41)]: 'E0010' };
    for (const [keyword, code] of Object.entries(cases)) {
      assert.equal((await results('addrLinkApi.do', { keyword })).common.errorCode, code, keyword);
    }
    assert.equal((await results('addrLinkApi.do', { keyword: '판교', confmKey: 'x' })).common.errorCode,
      'E0001');
  });

  test('XML by default, by GET and POST; JSONP for a proper name alone', async () => {
    const body = new URLSearchParams({ confmKey: app.rest_api_key, keyword: '판교역로 235' });
    const xml = await fetch(`${server.origin}/addrlink/addrLinkApi.do`, { method: 'POST', body });
    assert.match(xml.headers.get('content-type'), /^text\/xml/);
    assert.match(await xml.text(), /<juso>.*<zipNo><!\[CDATA\[13494\]\]><\/zipNo>.*<\/juso>/s);
    const script = await ask('addrLinkApiJsonp.do', { keyword: '판교역로 235', callback: 'cb.x' });
    assert.match(await script.text(), /^cb\.x\(\{"results":.*\}\)$/s);
    assert.equal((await ask('addrLinkApiJsonp.do', { keyword: '판교', callback: '<b>' })).status, 400);
  });

  test('browsers may ask from anywhere, with a pre-flight', async () => {
    const flight = await fetch(`${server.origin}/addrlink/addrLinkApi.do`, { method: 'OPTIONS',
      headers: { Origin: 'https://any.kr', 'Access-Control-Request-Method': 'GET',
        'Access-Control-Request-Headers': 'content-type' } });
    assert.equal(flight.headers.get('access-control-allow-origin'), '*');
    assert.match(flight.headers.get('access-control-allow-headers'), /content-type/i);
    assert.equal((await ask('addrLinkApi.do', { keyword: '판교' })).headers
      .get('access-control-allow-origin'), '*');
  });

  test('English, and the keys that the command line shows', async () => {
    const shown = await server.cli_json(['app', 'show', String(app.app_id)]);
    assert.match(shown.juso_key, /^U01TX0FVVEgy/);
    assert.match(shown.juso_development_key, /^devU01TX0FVVEgy/);
    for (const confmKey of [shown.juso_key, shown.juso_development_key]) {
      const found = await results('addrEngApi.do', { keyword: '판교역로 235', confmKey });
      assert.match(found.juso[0].roadAddr, /^235 Pangyoyeok-ro, /);
    }
    assert.equal((await results('addrCoordApi.do', { admCd: '1' })).common.errorCode, 'E0003');
  });

  async function open_window(fields, page_path = 'addrLinkUrl.do') {
    site.scripts.set('window', ordering_page(`https://business.juso.go.kr/addrlink/${page_path}`,
      { confmKey: app.rest_api_key, returnUrl: `${site.origin}/window`, resultType: '4', ...fields }));
    const visit = await new_visit(browser);
    await visit.page.goto(site.origin);
    const [window] = await Promise.all([visit.context.waitForEvent('page'),
      visit.page.evaluate(() => void window.open('/window', 'juso', 'width=570,height=620'))]);
    await window.waitForURL(/addrlink/);
    return { visit, window };
  }

  async function audit(page) {
    await page.evaluate(axe.source);
    const found = await page.evaluate(() => window.axe.run());
    assert.deepEqual(found.violations.map((one) => `${one.id}: ${one.nodes[0].html}`), []);
  }

  test('a person finds an address in the window, and the site gets it', async () => {
    const { visit, window } = await open_window({ useDetailAddr: 'Y' });
    assert.equal(await window.locator('#keyword').evaluate((box) => box === document.activeElement), true);
    await window.keyboard.type('올림픽로 99');
    await window.keyboard.press('Enter');
    await window.waitForSelector('.choice');
    await audit(window);
    await window.locator('.choice').focus();
    await window.keyboard.press('Enter');
    await window.waitForSelector('#addrDetail');
    await audit(window);
    await window.fill('#addrDetail', '101동 1203호');
    const [given] = await Promise.all([
      visit.page.waitForFunction(() => window.given).then((handle) => handle.jsonValue()),
      hook(window, 'address-done').click()]);
    assert.equal(given[0], '서울특별시 송파구 올림픽로 99, 101동 1203호 (잠실동, 잠실엘스)');
    assert.deepEqual(given.slice(1, 4), ['서울특별시 송파구 올림픽로 99', '101동 1203호',
      '(잠실동, 잠실엘스)']);
    assert.equal(given[6], '05501');
    assert.equal(given.length, 25);
    await visit.close();
  });

  test('pages through results, changes its language, and says what is wrong with a keyword', async () => {
    const { visit, window } = await open_window({}, 'addrMobileLinkUrl.do');
    await window.fill('#keyword', '긴길');
    await hook(window, 'address-search').click();
    assert.equal(await window.locator('.choice').count(), 10);
    await window.locator('.pager a[rel=next]').click();
    await window.waitForSelector('.pager a[aria-current]:text("2")');
    assert.match(await window.locator('.choice').first().innerText(), /긴길 11/);
    await hook(window, 'lang-en').click();
    await window.waitForSelector('html[lang=en]');
    assert.equal(await window.locator('h1').innerText(), 'Find an address');
    assert.equal(await window.locator('.choice').count(), 10);
    await window.fill('#keyword', '12345');
    await hook(window, 'address-search').click();
    await window.waitForSelector('#keyword[aria-invalid=true]');
    await visit.close();
  });

  test('sends EUC-KR to a site that asks for it', async () => {
    const { visit, window } = await open_window({ encodingType: 'EUC-KR' });
    await window.fill('#keyword', '판교역로 235');
    await hook(window, 'address-search').click();
    await window.locator('.choice').click();
    await Promise.all([window.waitForEvent('close'), hook(window, 'address-done').click()]);
    // 경기도 in EUC-KR.
    assert.match(site.received.at(-1), /roadFullAddr=%B0%E6%B1%E2%B5%B5/);
    await visit.close();
  });

  test('does not send addresses where the app has no page', async () => {
    await server.update_app(app, { site_domains: ['https://shop.kr'] });
    const { visit, window } = await open_window({});
    await hook(window, 'refused').waitFor();
    assert.equal(await window.locator('#keyword').count(), 0);
    await visit.close();
  });
});
