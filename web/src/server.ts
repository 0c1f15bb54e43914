// SPDX-License-Identifier: Apache-2.0

export interface ServerError {
  code: string;
  message: string;
}

/// The server's own words for what went wrong; shown to the person as they are.
export class ServerRefusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/// Posts JSON to our own origin. When the answer carries `location` the browser goes there and
/// the promise never settles, because the page is about to go away.
/// Errors: ServerRefusal for an answer with `error`, TypeError when the server is out of reach.
export async function post<Answer>(path: string, body: Record<string, unknown>): Promise<Answer> {
  const response = await fetch(path, {
    method: "POST",
    credentials: "same-origin",
    redirect: "error",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { location?: string; error?: ServerError };
  if (typeof answer.location === "string") {
    window.location.assign(answer.location);
    return new Promise<Answer>(() => undefined);
  }
  if (answer.error) throw new ServerRefusal(answer.error.code, answer.error.message);
  return answer as unknown as Answer;
}
