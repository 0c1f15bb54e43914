// SPDX-License-Identifier: Apache-2.0
// Small official address files (도로명주소 한글 and its 관련지번), made for a test.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const pad = (value, length) => String(value).padStart(length, '0');

/** One address. `region`: {code, names: [시도, 시군구, 읍면동, 리]}; `road`: {code, name}. */
export function address(region, road, number, lot, more = {}) {
  return { region, road, number: parts(number), lot: parts(lot), lots: [], zip: '', building: '',
    apartment: false, ...more };
}

/** "235", "12-3", "지하 2", "산 9" as numbers. */
function parts(text) {
  const [, word, main, sub] = /^(지하 |산 )?(\d+)(?:-(\d+))?$/.exec(String(text));
  return { special: word ? 1 : 0, main: Number(main), sub: Number(sub ?? 0) };
}

function key({ region, road, number }) {
  return region.code.slice(0, 8) + road.code.slice(5) + number.special +
    pad(number.main, 5) + pad(number.sub, 5);
}

function address_line(one) {
  const { region, road, number, lot } = one;
  return [key(one), region.code, ...region.names, lot.special, lot.main, lot.sub, road.code,
    road.name, number.special, number.main, number.sub, one.district?.code ?? '',
    one.district?.name ?? '', one.zip, '', '20260101', one.apartment ? 1 : 0, '', '',
    one.building, ''].join('|');
}

function lot_line(one, lot) {
  const { region, road, number } = one;
  const { special, main, sub } = parts(lot);
  return [key(one), region.code, ...region.names, special, main, sub, road.code, number.special,
    number.main, number.sub, ''].join('|');
}

/** Writes the files below `dir` and returns the folder, for `haetae import juso`. */
export async function write_juso_files(dir, addresses) {
  const folder = join(dir, 'juso');
  await mkdir(folder, { recursive: true });
  const lines = (all) => all.map((line) => `${line}\r\n`).join('');
  await writeFile(join(folder, 'rnaddrkor_test.txt'), lines(addresses.map(address_line)));
  const lots = addresses.flatMap((one) => one.lots.map((lot) => lot_line(one, lot)));
  if (lots.length > 0) await writeFile(join(folder, 'jibun_rnaddrkor_test.txt'), lines(lots));
  return folder;
}
