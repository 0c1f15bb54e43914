// SPDX-License-Identifier: Apache-2.0
// The one place that knows how the server's configuration file is spelled.

/** Quotes a value as TOML; TOML's basic strings and JSON's agree on what is written here. */
function toml_value(value) {
  if (Array.isArray(value)) return `[${value.map(toml_value).join(', ')}]`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** Writes nested plain objects as TOML tables, top-level scalars first. */
export function to_toml(tree, prefix = '') {
  const is_table = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
  const scalars = Object.entries(tree).filter(([, value]) => value !== undefined && !is_table(value));
  const tables = Object.entries(tree).filter(([, value]) => is_table(value));
  let text = scalars.map(([key, value]) => `${key} = ${toml_value(value)}\n`).join('');
  for (const [key, value] of tables) {
    const path = prefix ? `${prefix}.${key}` : key;
    text += `\n[${path}]\n${to_toml(value, path)}`;
  }
  return text;
}

/** Merges `extra` into `tree` table by table. */
export function merge(tree, extra = {}) {
  const out = { ...tree };
  for (const [key, value] of Object.entries(extra)) {
    const both_tables = [out[key], value].every((side) =>
      side !== null && typeof side === 'object' && !Array.isArray(side));
    out[key] = both_tables ? merge(out[key], value) : value;
  }
  return out;
}

/** The configuration that a test server runs with. */
export function base_config({ data_dir, port, issuer, tls }) {
  const config = {
    dev: true,
    issuer: issuer ?? `http://localhost:${port}`,
    data: { dir: data_dir },
    http: { address: '127.0.0.1', port },
  };
  if (tls) {
    config.tls = {
      address: '127.0.0.1',
      port: tls.port,
      certificate: tls.certificate,
      private_key: tls.private_key,
    };
  }
  return config;
}
