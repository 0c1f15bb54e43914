// SPDX-License-Identifier: Apache-2.0
// Loaded with `node --require`: the names in HAETAE_OVERRIDE_HOSTS resolve to this machine, and
// their port 443 is HAETAE_OVERRIDE_PORT, so that an unmodified client meets the server under test.
'use strict';
const dns = require('node:dns');
const net = require('node:net');

const hosts = new Set((process.env.HAETAE_OVERRIDE_HOSTS || '').split(',').filter(Boolean));
const port = Number(process.env.HAETAE_OVERRIDE_PORT);
const kAddress = '127.0.0.1';

const real_lookup = dns.lookup;
dns.lookup = function lookup(name, options, callback) {
  const answer = typeof options === 'function' ? options : callback;
  if (!hosts.has(name)) return real_lookup.apply(this, arguments);
  const all = typeof options === 'object' && options !== null && options.all;
  process.nextTick(() => {
    if (all) answer(null, [{ address: kAddress, family: 4 }]);
    else answer(null, kAddress, 4);
  });
  return {};
};

const real_connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function connect(...parts) {
  const normalized = Array.isArray(parts[0]) ? parts[0] : parts;
  const target = normalized[0];
  if (target && typeof target === 'object' && hosts.has(target.host) && Number(target.port) === 443) {
    target.port = port;
  }
  return real_connect.apply(this, parts);
};
