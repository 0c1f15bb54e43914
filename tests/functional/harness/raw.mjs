// SPDX-License-Identifier: Apache-2.0
// HTTP by the byte, for requests that no decent library sends.
import { connect } from 'node:net';

import { kDeadlineMs } from './poll.mjs';

/**
 * Sends `text` on a new connection and answers all that comes back until the server closes, or
 * until `enough(answer)` holds.
 */
export function send_raw(port, text, enough = () => false) {
  return new Promise((done, failed) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1');
    const finish = () => {
      socket.destroy();
      done(answer);
    };
    socket.setTimeout(kDeadlineMs, () => {
      socket.destroy();
      failed(new Error(`no end of the answer: ${answer.slice(0, 200)}`));
    });
    socket.setEncoding('latin1');
    socket.on('connect', () => socket.write(text));
    socket.on('data', (part) => {
      answer += part;
      if (enough(answer)) finish();
    });
    socket.on('end', finish);
    socket.on('close', finish);
    socket.on('error', (error) => (error.code === 'ECONNRESET' || error.code === 'EPIPE'
      ? finish() : failed(error)));
  });
}

/** The status of an answer, or 0 when the server just closed. */
export function status_of(answer) {
  return Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? 0);
}

/** A complete answer of one request with `Connection: close`. */
export function get_raw(port, target, headers = {}, method = 'GET') {
  const lines = Object.entries({ Host: 'localhost', Connection: 'close', ...headers })
    .map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return send_raw(port, `${method} ${target} HTTP/1.1\r\n${lines}\r\n`);
}
