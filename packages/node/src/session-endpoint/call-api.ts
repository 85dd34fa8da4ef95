/** One request to the API, with an end. */

import type { EndpointSettings } from "./options.ts";

/** An answer of the API, read; nothing where none came. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Posts to the API. Never rejects. */
export async function callApi(
  { baseUrl, fetch, clock, timeoutMs }: EndpointSettings,
  path: string,
  headers: Headers,
  body: string | null,
): Promise<ApiAnswer | undefined> {
  const ending = new AbortController();
  const cancel = clock.setTimeout(() => ending.abort(), timeoutMs);
  try {
    const response = await fetch(baseUrl + path, { method: "POST", headers, body, signal: ending.signal, redirect: "error" });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch {
    // Refused, dropped or too late: the page is told that it may ask again.
    return undefined;
  } finally {
    cancel();
  }
}
