// SPDX-License-Identifier: Apache-2.0
// What the tests of the postcode service share: addresses, a site of its own origin, and a page
// whose requests and complaints are watched.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';

import { new_visit } from './browser.mjs';
import { address, write_juso_files } from './juso_files.mjs';
import { prepare_server } from './server.mjs';

export const kScriptPath = '/mapjsapi/bundle/postcode/prod/postcode.v2.js';

const region = (code, ...names) => ({ code, names: [...names, '', ''].slice(0, 4) });
const kSampyeong = region('4113510900', '경기도', '성남시 분당구', '삼평동');
const kPangyoyeok = { code: '411353179025', name: '판교역로' };
const kLong = { code: '411354444444', name: '긴길' };
const kJamsil = region('1171010100', '서울특별시', '송파구', '잠실동');

const kAddresses = [
  address(kSampyeong, kPangyoyeok, '235', '681', { zip: '13494', building: '에이치스퀘어 엔동' }),
  address(kSampyeong, kPangyoyeok, '231', '680', { zip: '13493', building: '가동' }),
  address(kSampyeong, { code: '411353180001', name: '대왕판교로' }, '660', '680',
    { zip: '13493', building: '나동' }),
  address(kSampyeong, kPangyoyeok, '241', '682', { zip: '13495',
    lots: ['682-1', '683', '684', '산 9'] }),
  address(kJamsil, { code: '117103123010', name: '올림픽로' }, '99', '19',
    { zip: '05501', building: '잠실엘스', apartment: true }),
  address(region('5172031023', '강원특별자치도', '홍천군', '두촌면', '자은리'),
    { code: '517204454321', name: '증골길' }, '61', '12-3', { zip: '25104' }),
  address(region('3611011000', '세종특별자치시', '', '보람동'),
    { code: '361102000002', name: '한누리대로' }, '2130', '656', { zip: '30151' }),
  address(region('5011010200', '제주특별자치도', '제주시', '영평동'),
    { code: '501103349016', name: '첨단로' }, '242', '2181', { zip: '63309' }),
  address(region('5211114500', '전북특별자치도', '전주시 완산구', '효자동3가'),
    { code: '521113189009', name: '효자로' }, '225', '1', { zip: '54968' }),
  address(region('1114010300', '서울특별시', '중구', '태평로1가'),
    { code: '111402005001', name: '세종대로' }, '지하 101', '54', { zip: '04525',
      building: '<b>시청역</b>' }),
  ...Array.from({ length: 25 }, (_, at) =>
    address(kSampyeong, kLong, String(at + 1), String(1001 + at), { zip: '13480' })),
];

/** A server that knows the addresses above, started. */
export async function start_postcode_server(options = {}) {
  const server = await prepare_server(options);
  const folder = await write_juso_files(server.dir, kAddresses);
  const done = await server.cli(['import', 'juso', folder]);
  assert.equal(done.code, 0, `${done.stdout}\n${done.stderr}`);
  await server.start();
  return server;
}

/** A site on an origin of its own: `pages` from path to HTML or script. */
export async function start_postcode_site(pages) {
  const http = createServer((request, response) => {
    const path = request.url.split('?')[0];
    const text = path === '/favicon.ico' ? '' : pages.get(path);
    response.statusCode = text === undefined ? 404 : 200;
    const type = path.endsWith('.js') ? 'text/javascript' : 'text/html';
    response.setHeader('Content-Type', `${type}; charset=utf-8`);
    response.end(text ?? '');
  });
  await new Promise((done) => http.listen(0, '127.0.0.1', done));
  return {
    origin: `http://127.0.0.1:${http.address().port}`,
    close: () => new Promise((done) => {
      http.close(done);
      http.closeAllConnections();
    }),
  };
}

/** A page that loads the service's script and counts what it is told. */
export function plain_page(script_url, more = '') {
  return `<!doctype html><html lang="ko"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>주문</title>
<main><h1>배송지</h1><button id="find">주소 찾기</button><div id="place"></div></main>
<script>window.told = [];</script>${more}
<script src="${script_url}"></script>
<script>
function handlers() {
  return {
    oncomplete: (data) => told.push(['complete', data]),
    onclose: (state) => told.push(['close', state]),
    onsearch: (search) => told.push(['search', search]),
    onresize: (size) => told.push(['resize', size]),
  };
}
function embed(options, show) {
  new daum.Postcode({ width: '100%', height: '480px', ...handlers(), ...options })
    .embed(document.getElementById('place'), show);
}
</script></html>`;
}

/**
 * Opens `url`; `close` demands that no host but `origins` was asked and that no script failed and
 * no policy was broken.
 */
export async function watched_visit(browser, url, origins, options = {}) {
  const visit = await new_visit(browser, options);
  const problems = [];
  visit.context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && !origins.includes(origin)) problems.push(request.url());
  });
  const watch = (page) => {
    page.on('console', (line) => {
      if (line.type() === 'error') problems.push(line.text());
    });
    page.on('pageerror', (error) => problems.push(String(error)));
  };
  watch(visit.page);
  visit.context.on('page', watch);
  await visit.page.goto(url);
  return {
    ...visit,
    problems,
    told: () => visit.page.evaluate(() => window.told),
    close: async () => {
      await visit.context.close();
      assert.deepEqual(problems, []);
    },
  };
}

/** The search page inside a layer. */
export function search_in(page, number = 1) {
  return page.frameLocator(`#__daum__layer_${number} > iframe`)
    .frameLocator(`#__daum__viewerFrame_${number}`);
}

/** Types a query and presses the button, as people do. */
export async function search_for(search, query) {
  await search.locator('input#region_name').fill(query);
  await search.locator('button.btn_search').click();
}
