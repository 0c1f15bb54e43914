// SPDX-License-Identifier: Apache-2.0
import { crc32, deflateSync } from 'node:zlib';

const kSignature = Buffer.from('89504e470d0a1a0a', 'hex');

/** One chunk of a PNG; `length` may lie. */
export function png_chunk(type, data, length = data.length) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, sum]);
}

export function png_header(width, height) {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([8, 2, 0, 0, 0], 8);
  return png_chunk('IHDR', data);
}

/** A valid picture of one colour. */
export function png(width, height, [red, green, blue] = [200, 30, 30]) {
  const row = Buffer.concat([Buffer.from([0]),
    ...Array.from({ length: width }, () => Buffer.from([red, green, blue]))]);
  const pixels = Buffer.concat(Array.from({ length: height }, () => row));
  return Buffer.concat([kSignature, png_header(width, height),
    png_chunk('IDAT', deflateSync(pixels)), png_chunk('IEND', Buffer.alloc(0))]);
}

export const png_signature = kSignature;
