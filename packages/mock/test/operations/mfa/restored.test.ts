import { expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { mfaSeed, pendingSignIn } from "../../mfa-calls.ts";

test("what was used up after a snapshot is good again once it is restored, and the virtual clock is what it was", async () => {
  const mock = createMock({ seed: mfaSeed, clock: "virtual" });
  await mock.ready();
  const snapshot = mock.snapshot();
  const at = mock.clock.now();
  const totp = { kind: "totp", code: mock.totp("mary") };
  const recovery = { kind: "recovery_code", code: mock.seed.users.mary.recoveryCodes![0]! };
  const use = async (proof: object): Promise<string> => {
    const { body } = await (await pendingSignIn(mock, "mary")).post("/v1/auth/continue", { step: "mfa", proof });
    return (body.code ?? body.status) as string;
  };
  expect([await use(totp), await use(recovery)]).toEqual(["complete", "complete"]);
  expect([await use(totp), await use(recovery)]).toEqual(["mfa_code_replayed", "mfa_code_invalid"]);
  await mock.clock.advance("1h");
  await mock.restore(snapshot);
  expect(mock.clock.now()).toBe(at);
  expect([await use(totp), await use(recovery)]).toEqual(["complete", "complete"]);
});
