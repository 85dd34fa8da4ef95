import type { Authenticator, AuthenticatorOptions } from "@plinto/mock";
import { expect } from "vitest";
import type { Stage } from "../sample.ts";
import type { World } from "../world.ts";
import { linked } from "./at-google.ts";

interface Somebody {
  readonly id: string;
  readonly email: string;
  readonly password: string;
}

/** The access token of a session that began just now, of somebody without a second factor. */
export async function freshSession(world: World, { email, password }: Somebody): Promise<string> {
  const result = await world.ask("signIn", { email, password }, { as: null });
  return result.status === "complete" ? result.session.accessToken : expect.fail(result.status);
}

/** The pending token of a sign-in that waits for a second factor. */
export async function beginSignIn(world: World, { email, password }: Somebody): Promise<string> {
  const result = await world.ask("signIn", { email, password }, { as: null });
  return result.status === "mfa_required" ? result.pendingToken : expect.fail(result.status);
}

/** Signs in somebody who has an authenticator app. */
export async function sessionByApp(world: World, person: Somebody): Promise<string> {
  const proof = { kind: "totp", code: world.mock.totp(person.id) } as const;
  const result = await world.ask("continueSignIn", { step: "mfa", proof }, { as: await beginSignIn(world, person) });
  return result.status === "complete" ? result.session.accessToken : expect.fail(result.status);
}

/** Gives somebody an authenticator app, by a session of her own. */
export async function withApp(world: World, person: Somebody): Promise<{ factorId: string; accessToken: string; codes: readonly string[] }> {
  const accessToken = await freshSession(world, person);
  const { factor } = await world.ask("enrollTotp", {}, { as: accessToken });
  const { recoveryCodes } = await world.ask("activateTotp", { factorId: factor.id, code: world.mock.totp(person.id) }, { as: accessToken });
  return { factorId: factor.id, accessToken, codes: recoveryCodes!.codes };
}

/** Gives the person of a session a passkey. */
export async function withPasskey(
  world: World,
  accessToken: string,
  options: AuthenticatorOptions = {},
): Promise<{ passkeyId: string; authenticator: Authenticator; codes: readonly string[] }> {
  const authenticator = world.mock.passkeys.authenticator(options);
  const { challengeId, publicKey } = await world.ask("passkeyRegistrationOptions", {}, { as: accessToken });
  const { passkey, recoveryCodes } = await world.ask(
    "passkeyRegistrationVerify",
    { challengeId, credential: await authenticator.create(publicKey) },
    { as: accessToken },
  );
  return { passkeyId: passkey.id, authenticator, codes: recoveryCodes?.codes ?? [] };
}

/** Proves a second factor in the session of the caller, where it is her own: whoever has one changes factors only after that. */
export async function proveFactor({ world, caller }: Pick<Stage, "world" | "caller">, { id }: Somebody, code: string): Promise<void> {
  if (caller.person?.id !== id || caller.name === "acting") return;
  await world.ask("stepUp", { method: "recovery_code", code }, { as: caller.credential });
}

/**
 * Makes an account one whose address nobody has proved, with everything that whoever made it may have left behind: an
 * app, a passkey, an account at a provider, and a session in which a super admin acts as the person.
 */
export async function unproved(world: World, person: Somebody, superAdmin: { readonly accessToken: string }): Promise<void> {
  const { accessToken } = await withApp(world, person);
  await withPasskey(world, accessToken);
  await linked(world, accessToken, `${person.id}@elsewhere.test`);
  await world.ask("impersonateUser", { userId: person.id, reason: "support" }, { as: superAdmin.accessToken });
  await world.ask("updateUser", { userId: person.id, emailVerified: false });
}

/** A code of six digits that is none of an app's. */
export function wrongCode(world: World, { id }: Pick<Somebody, "id">): string {
  return String((Number(world.mock.totp(id)) + 500_000) % 1_000_000).padStart(6, "0");
}

/** Lets as many second factors of sign-ins be refused: by a few for each, so that none of them ends. */
export async function refusedFactors(world: World, person: Somebody, times: number): Promise<void> {
  const proof = { kind: "totp", code: wrongCode(world, person) } as const;
  let pendingToken = "";
  for (let count = 0; count < times; count += 1) {
    if (count % 4 === 0) pendingToken = await beginSignIn(world, person);
    expect(await world.outcome("continueSignIn", { step: "mfa", proof }, { as: pendingToken })).toBe("401 mfa_code_invalid");
  }
}
