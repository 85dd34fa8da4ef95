/** The control plane of a mock, as far as the panel uses it. A real API has none. */

import type { Plinto, SignInResult } from "@plinto/core";

/** The world of a mock. */
export interface MockWorld {
  readonly people: readonly { readonly name: string; readonly id: string; readonly email: string; readonly password: string }[];
  readonly clock: { readonly kind: "system" | "virtual"; readonly now: string };
}

/** The world behind a client; undefined where it is no mock's. */
export async function findWorld(plinto: Plinto, signal?: AbortSignal): Promise<MockWorld | undefined> {
  try {
    return (await ask(plinto, "GET", "", undefined, signal)) as MockWorld;
  } catch {
    // No mock, or none that lets itself be steered.
    return undefined;
  }
}

/** Moves the clock of the mock, for example by `15m`. */
export function advanceClock(plinto: Plinto, duration: string): Promise<unknown> {
  return ask(plinto, "POST", "/clock/advance", { duration });
}

/** Signs the person in that stands in the seed, over the ordinary way and past a second factor. */
export async function becomePerson(plinto: Plinto, { email, password, id }: MockWorld["people"][number]): Promise<SignInResult> {
  const result = await plinto.auth.signIn({ email, password });
  if (result.status !== "mfa_required") return result;
  const { code } = (await ask(plinto, "GET", `/totp-code?person=${encodeURIComponent(id)}`)) as { code: string };
  return plinto.auth.continueSignIn({ step: "mfa", proof: { kind: "totp", code } });
}

async function ask({ baseUrl, transport }: Plinto, method: string, path: string, body?: object, signal?: AbortSignal): Promise<unknown> {
  const response = await transport.fetch(`${baseUrl}/__plinto${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    ...(signal && { signal }),
  });
  if (!response.ok) throw new Error(`The control plane answered ${response.status}`);
  return response.json();
}
