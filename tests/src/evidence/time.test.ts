import type { OperationId, Operations } from "@plinto/spec";
import { beforeAll, expect, test } from "vitest";
import { assembleCast, type Cast } from "../matrix/cast.ts";
import { freshSession, withPasskey } from "../matrix/samples/factors.ts";
import type { World } from "../matrix/world.ts";
import { recordEvidence } from "./record.ts";

recordEvidence();

let cast: Cast;
beforeAll(async () => {
  cast = await assembleCast();
});

/** What a call is answered now, in a world that nobody else sees. */
async function answered<Id extends OperationId>(world: World, id: Id, params: Operations[Id]["params"], as: string | null): Promise<string> {
  return world.fork().outcome(id, params, { as });
}

test("the link that verifies an address is good for a day", async () => {
  const world = cast.world.fork();
  await world.ask("resendVerification", { email: cast.people.una.email }, { as: null });
  const { token } = world.mail(cast.people.una.email, "email_verification");
  await world.mock.clock.advance("23h59m59s");
  expect(await answered(world, "verifyEmail", { token }, null)).toBe("200");
  await world.mock.clock.advance("1s");
  expect(await answered(world, "verifyEmail", { token }, null)).toBe("410 token_expired");
});

test("the link that resets a password is good for an hour", async () => {
  const world = cast.world.fork();
  await world.ask("requestPasswordReset", { email: cast.people.mia.email }, { as: null });
  const { token } = world.mail(cast.people.mia.email, "password_reset");
  const params = { token, password: "staple battery horse" };
  await world.mock.clock.advance("59m59s");
  expect(await answered(world, "resetPassword", params, null)).toBe("200");
  await world.mock.clock.advance("1s");
  expect(await answered(world, "resetPassword", params, null)).toBe("410 token_expired");
});

test("the link that confirms a new address is good for an hour", async () => {
  const world = cast.world.fork();
  await world.ask("requestEmailChange", { email: "bob@new.test" }, { as: cast.people.bob.accessToken });
  const { token } = world.mail("bob@new.test", "email_change");
  await world.mock.clock.advance("59m59s");
  expect(await answered(world, "confirmEmailChange", { token }, null)).toBe("200");
  await world.mock.clock.advance("1s");
  expect(await answered(world, "confirmEmailChange", { token }, null)).toBe("410 token_expired");
});

test("an invitation is good for its time, whatever is done with its link", async () => {
  const world = cast.world.fork();
  await world.ask("createInvitation", { email: "new@acme.test", expiresInSeconds: 86_400 }, { organization: cast.acme });
  const { token } = world.mail("new@acme.test", "invitation");
  const outcomes = async (): Promise<string[]> => [
    await answered(world, "validateInvitation", { token }, null),
    await answered(world, "validateInvitationLink", { token }, null),
    await answered(world, "acceptInvitation", { token }, null),
    await answered(world, "declineInvitation", { token }, null),
  ];
  await world.mock.clock.advance("23h59m59s");
  expect(await outcomes()).toEqual(["200", "200", "200", "204"]);
  await world.mock.clock.advance("1s");
  expect(await outcomes()).toEqual(Array.from({ length: 4 }, () => "410 invitation_expired"));
});

test("the proof of a second factor lets its person change factors for ten minutes", async () => {
  const world = cast.world.fork();
  await world.ask("updateEnvironment", { session: { accessTokenTtlSeconds: 3600 } });
  const as = await freshSession(world, cast.people.bob);
  const { factor } = await world.ask("enrollTotp", {}, { as });
  const { challengeId, publicKey } = await world.ask("passkeyRegistrationOptions", {}, { as });
  const credential = await world.mock.passkeys.authenticator().create(publicKey);
  const other = await freshSession(world, cast.people.bob);
  const { codes } = await withPasskey(world, other);
  const outcomes = async (): Promise<string[]> => [
    await answered(world, "activateTotp", { factorId: factor.id, code: world.mock.totp(cast.people.bob.id) }, as),
    await answered(world, "passkeyRegistrationVerify", { challengeId, credential }, as),
  ];
  expect(await outcomes()).toEqual(["403 step_up_required", "403 step_up_required"]);
  await world.ask("stepUp", { method: "recovery_code", code: codes[0]! }, { as });
  expect(await outcomes()).toEqual(["200", "201"]);
  await world.mock.clock.advance("601s");
  expect(await answered(world, "regenerateRecoveryCodes", {}, other)).toBe("403 step_up_required");
});

test("too many wrong passwords lock whoever asks for the password again, and time unlocks", async () => {
  const world = cast.world.fork();
  await world.ask("updateEnvironment", { session: { lockoutSeconds: 60 } });
  const { email, password } = cast.people.bob;
  const signIn = await world.ask("signIn", { email, password }, { as: null });
  const as = signIn.status === "complete" ? signIn.session.accessToken : expect.fail(signIn.status);
  for (let wrong = 0; wrong < 10; wrong++) await world.outcome("stepUp", { method: "password", password: "a wrong one" }, { as });
  const outcomes = async (): Promise<string[]> => [
    await answered(world, "stepUp", { method: "password", password }, as),
    await answered(world, "changePassword", { currentPassword: password, newPassword: "staple battery horse" }, as),
  ];
  expect(await outcomes()).toEqual(["423 account_locked", "423 account_locked"]);
  await world.mock.clock.advance("60s");
  expect(await outcomes()).toEqual(["200", "204"]);
});
