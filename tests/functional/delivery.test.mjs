// SPDX-License-Identifier: Apache-2.0
// A person's delivery addresses: found through the address search, kept in the account, given to a
// site that was allowed to ask. In Chromium, with the sample of address data.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';

import { kUsualScopes } from './harness/admin.mjs';
import { hook, new_visit, sign_in_by_password, start_browser } from './harness/browser.mjs';
import { call, tokens_for } from './harness/oauth.mjs';
import { start_server } from './harness/server.mjs';

const kAxe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const kPhone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

describe('delivery addresses', () => {
  let server;
  let browser;
  let app;
  before(async () => {
    server = await start_server({ serve_arguments: ['--demo'] });
    browser = await start_browser();
    app = await server.create_app(
      { scopes: { ...kUsualScopes, shipping_address: 'optional' } });
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  let visit;
  let page;
  let person;
  async function enter(options) {
    visit = await new_visit(browser, options);
    page = visit.page;
    await page.goto(`${server.origin}/account`);
    await sign_in_by_password(page, person);
    await page.waitForLoadState('load');
    if (await hook(page, 'passkey-later').count()) await hook(page, 'passkey-later').click();
    await page.goto(`${server.origin}/account`);
    await hook(page, 'address-add').waitFor();
  }
  beforeEach(async () => {
    person = await server.create_person();
  });
  afterEach(() => visit?.close());

  async function looks_right() {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth -
      document.documentElement.clientWidth);
    assert.ok(wide <= 0, `the page is ${wide} pixels wider than the screen`);
  }
  async function is_for_everybody() {
    await page.evaluate(kAxe);
    const found = await page.evaluate(() => window.axe.run());
    assert.deepEqual(found.violations.map(({ id, nodes }) =>
      `${id}: ${nodes.map((node) => node.html).join(' ')}`), []);
  }

  /** From the account page through the search to the list. */
  async function add(query, fields) {
    await hook(page, 'address-add').click();
    await page.locator('#keyword').fill(query);
    await hook(page, 'address-search').click();
    await hook(page, 'address-pick').first().click();
    await hook(page, 'address-save').waitFor();
    for (const [id, value] of Object.entries(fields)) await page.locator(`#${id}`).fill(value);
    await hook(page, 'address-save').click();
    await hook(page, 'notice').waitFor();
  }

  async function given_to_site(tokens) {
    const { status, json } = await call(server, '/v1/user/shipping_address',
      { bearer: tokens.access_token });
    assert.equal(status, 200);
    return json;
  }

  for (const [name, options] of [
    ['with scripts', {}],
    ['without scripts on a phone', { javaScriptEnabled: false, ...kPhone }],
  ]) {
    test(`${name}: one found by the search is given to a site that may ask`, async () => {
      await enter(options);
      const tokens = await tokens_for(server, app, person,
        { params: { scope: 'shipping_address' } });
      assert.deepEqual((await given_to_site(tokens)).shipping_addresses, []);
      await add('세종대로 110', { detail_address: '본관 3층', receiver_name: '김해태',
        receiver_phone1: '010 1234 5678', place_name: '회사' });
      const { shipping_addresses: list } = await given_to_site(tokens);
      assert.equal(list.length, 1);
      const [{ id, updated_at, base_address, ...rest }] = list;
      assert.ok(Number.isSafeInteger(id) && id > 0);
      assert.ok(Math.abs(updated_at - Date.now() / 1000) < 600);
      assert.match(base_address, /^서울 중구 세종대로 110/);
      assert.deepEqual(rest, { name: '회사', is_default: true, type: 'NEW',
        detail_address: '본관 3층', receiver_name: '김해태',
        receiver_phone_number1: '010-1234-5678', receiver_phone_number2: '',
        zone_number: '04524', zip_code: '' });
    });
  }

  test('are edited, made the default and removed, and the site follows', async () => {
    await enter();
    const tokens = await tokens_for(server, app, person, { params: { scope: 'shipping_address' } });
    const usual = { receiver_name: '김해태', receiver_phone1: '010-1234-5678' };
    await add('세종대로 110', { ...usual, place_name: '회사' });
    await add('경복궁', { ...usual, place_name: '산책' });
    const names = async () => (await given_to_site(tokens)).shipping_addresses
      .map(({ name, is_default }) => (is_default ? `*${name}` : name));
    assert.deepEqual(await names(), ['*회사', '산책']);

    const item = (text) => hook(page, 'address').filter({ hasText: text });
    await item('산책').locator('[data-testid="address-manage"]').click();
    await item('산책').locator('[data-testid="address-prefer"]').click();
    await hook(page, 'notice').waitFor();
    assert.deepEqual(await names(), ['*산책', '회사']);

    await item('회사').locator('[data-testid="address-edit"]').click();
    assert.match(await hook(page, 'address-base').innerText(), /세종대로 110/);
    await page.locator('#place_name').fill('시청');
    await hook(page, 'address-save').click();
    await hook(page, 'notice').waitFor();
    assert.deepEqual(await names(), ['*산책', '시청']);

    await item('산책').locator('[data-testid="address-manage"]').click();
    await item('산책').locator('[data-testid="address-remove"]').click();
    await hook(page, 'notice').waitFor();
    assert.deepEqual(await names(), ['*시청'], 'what is left is the default');
  });

  test('mistakes are told at their fields, and the chosen address stays', async () => {
    await enter();
    await hook(page, 'address-add').click();
    await page.locator('#keyword').fill('세종대로 110');
    await page.locator('#keyword').press('Enter');
    await hook(page, 'address-pick').first().click();
    await page.locator('#detail_address').fill('본관 3층');
    await page.locator('#receiver_phone1').fill('12');
    await hook(page, 'address-save').click();
    await page.locator('#receiver_name-error').waitFor();
    assert.ok(await page.locator('#receiver_phone1-error').count());
    assert.equal(await page.locator('#receiver_phone1').inputValue(), '12');
    assert.equal(await page.locator('#detail_address').inputValue(), '본관 3층');
    assert.match(await hook(page, 'address-base').innerText(), /세종대로 110/);
    await is_for_everybody();
  });

  test('fit a phone, are for everybody, and an address not found is typed by hand', async () => {
    await enter({ locale: 'en-US', ...kPhone });
    await hook(page, 'address-add').click();
    await page.locator('#keyword').fill('없는동네꽳뷁');
    await hook(page, 'address-search').click();
    await hook(page, 'address-none').waitFor();
    await is_for_everybody();
    await looks_right();
    await hook(page, 'address-hand').click();
    await page.locator('#base_address').fill('1 Nowhere-ro, Jung-gu, Seoul');
    await page.locator('#zone_number').fill('04524');
    await page.locator('#receiver_name').fill('Kim');
    await page.locator('#receiver_phone1').fill('02 120 1234');
    await is_for_everybody();
    await looks_right();
    await hook(page, 'address-save').click();
    await hook(page, 'notice').waitFor();
    assert.match(await hook(page, 'address').innerText(), /\(04524\)/);
    await is_for_everybody();
    await looks_right();
  });
});
