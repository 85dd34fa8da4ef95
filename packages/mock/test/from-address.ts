import type { Mock } from "../src/index.ts";
import { internalsOf } from "../src/mock.ts";

/** Signs in from a network address, as a door tells it. */
export async function signInFrom(mock: Mock, address: string, body: object): Promise<{ code?: string; status?: string }> {
  const reply = await internalsOf(mock).handle("POST", new URL(`${mock.baseUrl}/v1/auth/sign-in`), {
    header: (name) => (name === "content-type" ? "application/json" : null),
    text: () => JSON.stringify(body),
    address,
  });
  return JSON.parse(reply.body ?? "") as { code?: string; status?: string };
}
