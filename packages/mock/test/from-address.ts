import type { Mock } from "../src/index.ts";
import { internalsOf } from "../src/mock.ts";
import type { Reply } from "../src/pipeline/exchange.ts";

/** Posts from a network address, as a door tells it. */
export function postFrom(mock: Mock, address: string, path: string, body: object): Promise<Reply> {
  return internalsOf(mock).handle("POST", new URL(mock.baseUrl + path), {
    header: (name) => (name === "content-type" ? "application/json" : null),
    text: () => JSON.stringify(body),
    address,
  });
}

/** Signs in from a network address, as a door tells it. */
export async function signInFrom(mock: Mock, address: string, body: object): Promise<{ code?: string; status?: string }> {
  const reply = await postFrom(mock, address, "/v1/auth/sign-in", body);
  return JSON.parse(reply.body ?? "") as { code?: string; status?: string };
}
