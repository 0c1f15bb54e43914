// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';

import { kFunctionalDir } from './paths.mjs';
import { poll } from './poll.mjs';
import { free_port, start_process } from './process.mjs';

/** The port and callback that a relying site will have; the app is registered before it starts. */
export async function plan_site(callback_path = '/callback') {
  const port = await free_port();
  const origin = `http://localhost:${port}`;
  return { port, origin, callback: `${origin}${callback_path}` };
}

/**
 * Starts the relying site `sites/NAME.mjs`: GET /login sends the person off, and the callback page
 * answers JSON {user, tokens} as the client library understood them.
 */
export async function start_site(name, plan, app, { override, env = {} } = {}) {
  const run = start_process(process.execPath, [
    ...(override?.node_args ?? []), join(kFunctionalDir, 'sites', `${name}.mjs`),
  ], {
    env: {
      ...override?.env,
      SITE_PORT: String(plan.port), SITE_ORIGIN: plan.origin, SITE_CALLBACK: plan.callback,
      CLIENT_ID: app.rest_api_key, CLIENT_SECRET: app.client_secret ?? '', ...env,
    },
  });
  await poll(`the site ${name}`, async () => {
    if (run.exit) return true;
    const answer = await fetch(`${plan.origin}/ready`);
    await answer.arrayBuffer();
    return answer.status === 200;
  });
  if (run.exit) throw new Error(`the site ${name} ended: ${run.stdout}\n${run.stderr}`);
  return {
    ...plan,
    output: () => run.stdout + run.stderr,
    async close() {
      run.child.kill('SIGKILL');
      await run.ended;
    },
  };
}
