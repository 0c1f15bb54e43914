// SPDX-License-Identifier: Apache-2.0
// bench/run behind its build: node bench/lib/main.mjs [NAME] [--json] [--no-build] [--targets] [--packages]
import { address } from './address.mjs';
import { http } from './http.mjs';
import { signin } from './signin.mjs';
import { sites } from './sites.mjs';
import { store } from './store.mjs';

const kBenchmarks = [signin, store, sites, http, address];

const options = process.argv.slice(2).filter((text) => text.startsWith('--'));
const names = process.argv.slice(2).filter((text) => !text.startsWith('--'));
const wrong = options.find((text) => !['--json', '--no-build', '--targets', '--packages'].includes(text));
const chosen = kBenchmarks.find(({ name }) => name === names[0]);

if (wrong || names.length > 1 || (names.length === 1 && !chosen)) {
  console.error(wrong ? `what is ${wrong}? See bench/run --help`
    : `bench/run knows ${kBenchmarks.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
if (!chosen) {
  for (const { name, about } of kBenchmarks) console.log(`${name.padEnd(10)}${about}`);
} else if (options.includes('--targets')) {
  console.log(chosen.targets.join('\n'));
} else if (options.includes('--packages')) {
  console.log((chosen.packages ?? []).join('\n'));
} else {
  const { rows, text } = await chosen.run();
  console.log(options.includes('--json') ? JSON.stringify(rows, null, 1) : text);
}
