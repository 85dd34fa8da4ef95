/** Requests to the API, each within its time. */

import type { Clock, Fetch } from "./ports.ts";
import { readBody } from "./read-body.ts";
import { asPolicyError, refusal } from "./refusal.ts";
import { withoutSecrets, withoutText } from "./scrub.ts";

/** What requests need. */
export interface RequestPorts {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Asked for at each request, so that a key can be exchanged. */
  readonly secretKey: () => string | Promise<string>;
  /** Ends every request. */
  readonly closed: AbortSignal;
}

/** One request. */
export interface RequestPlan {
  readonly path: string;
  /** GET when absent. */
  readonly method?: "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether the secret key goes with it. */
  readonly authorized: boolean;
  /** Bytes of the answer that are read at most. */
  readonly maxBytes: number;
  /** What to do where the answer has more. */
  readonly tooLarge: string;
}

/** What came back, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
}

/**
 * Sends a request and reads its answer, whatever status it has.
 *
 * @throws PolicyError `bundle_unavailable` when there is no answer in time, `bundle_too_large`, `client_closed`
 */
export async function send(ports: RequestPorts, { path, method, headers = {}, body, authorized, maxBytes, tooLarge }: RequestPlan): Promise<Answer> {
  const { baseUrl, clock, timeoutMs, closed } = ports;
  if (closed.aborted) throw closedError();
  const controller = new AbortController();
  let end: () => void = () => {};
  // Raced against, since a fetch that was handed in need not know about signals.
  const ended = new Promise<never>((_, reject) => {
    const close = (): void => reject(closedError());
    const cancel = clock.setTimeout(() => reject(refusal("bundle_unavailable", `${path} gave no answer within ${timeoutMs} ms.`)), timeoutMs, {
      background: true,
    });
    closed.addEventListener("abort", close);
    end = () => {
      cancel();
      closed.removeEventListener("abort", close);
    };
  });
  let secret: string | undefined;
  const answered = async (): Promise<Answer> => {
    secret = authorized ? await keyOf(ports) : undefined;
    const credential = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
    const init: RequestInit = {
      method: method ?? "GET",
      headers: { accept: "application/json", ...headers, ...credential },
      signal: controller.signal,
      redirect: "manual",
    };
    const response = await ports.fetch(`${baseUrl}${path}`, body === undefined ? init : { ...init, body });
    return { status: response.status, headers: response.headers, body: await readBody(response, maxBytes, tooLarge) };
  };
  const answer = answered();
  try {
    return await Promise.race([answer, ended]);
  } catch (cause) {
    // What loses the race may still fail, and nobody waits for it.
    answer.catch(() => {});
    controller.abort();
    throw asPolicyError(
      withoutSecrets(cause, secret),
      "bundle_unavailable",
      `${path} could not be reached at the base URL. Check it, and the network between.`,
    );
  } finally {
    end();
  }
}

/** The secret key as it can stand in a header: what refuses a malformed one would say it aloud. */
async function keyOf({ secretKey }: RequestPorts): Promise<string> {
  let key: unknown;
  try {
    key = await secretKey();
  } catch (cause) {
    throw refusal("bundle_unavailable", "The function secretKey failed.", { cause: withoutText(cause) });
  }
  if (typeof key === "string" && /^[\x21-\x7e]+$/.test(key)) return key;
  throw refusal("bundle_unavailable", "The secret key is empty, or has spaces, line ends or other characters that no key has.");
}

/** What a call on a closed client is told. */
export function closedError(): Error {
  return refusal("client_closed", "The policy client was closed. Make another one.");
}
