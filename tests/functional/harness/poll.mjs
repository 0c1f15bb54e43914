// SPDX-License-Identifier: Apache-2.0
import { setTimeout as pause } from 'node:timers/promises';

/** Slow builds (sanitizers, busy machines) stretch every deadline by this factor. */
const patience = Number(process.env.HAETAE_TEST_PATIENCE ?? 1);

/** Milliseconds that a test waits for something that should come soon. */
export const kDeadlineMs = 20_000 * patience;

/**
 * Asks `probe` again and again until it answers something truthy, and returns that.
 * A probe that throws counts as "not yet"; its last error is shown when the deadline passes.
 */
export async function poll(what, probe, { deadline_ms = kDeadlineMs, every_ms = 20 } = {}) {
  const give_up_at = Date.now() + deadline_ms;
  let last_error;
  for (;;) {
    try {
      const answer = await probe();
      if (answer) return answer;
    } catch (error) {
      last_error = error;
    }
    if (Date.now() >= give_up_at) {
      throw new Error(`gave up waiting for ${what} after ${deadline_ms} ms`, { cause: last_error });
    }
    await pause(every_ms);
  }
}

/** Rejects when `promise` is still open at the deadline. */
export async function within(what, promise, deadline_ms = kDeadlineMs) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took over ${deadline_ms} ms`)), deadline_ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
