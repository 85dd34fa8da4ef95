import type { Mock } from "../src/index.ts";
import { internalsOf } from "../src/mock.ts";
import type { Reply } from "../src/pipeline/exchange.ts";

/** A call with what only a door tells. */
export interface CallFrom {
  readonly method?: string;
  /** The credential. None when absent. */
  readonly as?: string;
  readonly body?: object;
  /** In lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer whose body is text. */
export type TextReply = Reply & { readonly body: string | null };

/** Calls from a network address, as a door tells it. */
export async function callFrom(mock: Mock, address: string, path: string, { method = "GET", as, body, headers = {} }: CallFrom = {}): Promise<TextReply> {
  const sent: Readonly<Record<string, string>> = {
    ...(as === undefined ? {} : { authorization: `Bearer ${as}` }),
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...headers,
  };
  const reply = await internalsOf(mock).handle(method, new URL(mock.baseUrl + path), {
    header: (name) => sent[name] ?? null,
    text: () => (body === undefined ? "" : JSON.stringify(body)),
    address,
  });
  if (reply.body instanceof Uint8Array) throw new Error(`${path} answers bytes`);
  return reply as TextReply;
}

/** Posts from a network address, as a door tells it. */
export function postFrom(mock: Mock, address: string, path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<TextReply> {
  return callFrom(mock, address, path, { method: "POST", body, headers });
}

/** Signs in from a network address, as a door tells it. */
export async function signInFrom(
  mock: Mock,
  address: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ code?: string; status?: string; session?: { accessToken: string } }> {
  const reply = await postFrom(mock, address, "/v1/auth/sign-in", body, headers);
  return JSON.parse(reply.body ?? "") as { code?: string; status?: string; session?: { accessToken: string } };
}
