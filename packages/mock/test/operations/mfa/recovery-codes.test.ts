import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { eventTypes, signedIn } from "../../api.ts";
import { mfaSeed, passwordOf, pendingSignIn, setUpApp, signedInWithMfa } from "../../mfa-calls.ts";

describe("a recovery code", () => {
  test("catalogue 46: takes the place of the app once, and the person is told", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    const [code] = mock.seed.users.mary.recoveryCodes;
    const proof = { step: "mfa", proof: { kind: "recovery_code", code } };
    const pending = await pendingSignIn(mock, "mary");
    const before = mock.events.length;
    const { body } = await pending.post("/v1/auth/continue", proof);
    expect(body).toMatchObject({ status: "complete", session: { authenticationMethods: ["pwd", "otp", "mfa"] } });
    expect(eventTypes(mock, before)).toEqual([
      "mfa.recovery_code_used",
      "email.queued",
      "email.sent",
      "email.delivered",
      "auth.sign_in_succeeded",
      "session.created",
    ]);
    expect(mock.events[before]!.data).toMatchObject({ remaining: 9 });
    expect(mock.mailbox.latest({ to: "mary@acme.test" })).toMatchObject({ kind: "recovery_code_used", text: expect.stringContaining("Codes left: 9") });
    const again = await (await pendingSignIn(mock, "mary")).post("/v1/auth/continue", proof);
    expect([again.status, again.body.code]).toEqual([401, "mfa_code_invalid"]);
  });

  test("catalogue 46: is kept as a keyed hash: no state of the world tells it", async () => {
    const mock = createMock({ seed: mfaSeed });
    const ada = await signedIn(mock, "ada");
    const { body } = await setUpApp(mock, ada, "ada");
    const state = JSON.stringify(mock.exportSnapshot());
    for (const code of [...(body.recoveryCodes.codes as string[]), ...mock.seed.users.mary.recoveryCodes]) {
      expect(state).not.toContain(code);
      expect(state).not.toContain(code.replace("-", ""));
    }
  });

  test("is read whatever its case, spaces and hyphens, and letters that look like digits", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    const { recoveryCodes } = mock.seed.users.mary;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...recoveryCodes),
        fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }),
        fc.constantFrom("", " ", "-", " - "),
        async (code, upper, between) => {
          const letters = [...code.replace("-", "")].map((letter, index) => {
            const seen = letter === "0" ? "o" : letter === "1" ? "l" : letter;
            return upper[index] ? seen.toUpperCase() : seen;
          });
          const typed = `${letters.slice(0, 5).join("")}${between}${letters.slice(5).join("")}`;
          const world = mock.fork();
          const pending = await pendingSignIn(world, "mary");
          expect((await pending.post("/v1/auth/continue", { step: "mfa", proof: { kind: "recovery_code", code: typed } })).body.status).toBe("complete");
        },
      ),
      { numRuns: 25 },
    );
  });

  test("is offered while there are some", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    for (const code of mock.seed.users.mary.recoveryCodes) {
      const pending = await pendingSignIn(mock, "mary");
      expect((await pending.post("/v1/auth/continue", { step: "mfa", proof: { kind: "recovery_code", code } })).body.status).toBe("complete");
    }
    const { body } = await passwordOf(mock, "mary");
    expect(body.factors.map(({ kind }: { kind: string }) => kind)).toEqual(["totp"]);
    const mary = await signedInWithMfa(mock, "mary");
    expect((await mary.get("/v1/mfa/factors")).body.recoveryCodes).toMatchObject({ remaining: 0 });
  });
});

describe("regenerateRecoveryCodes", () => {
  test("makes ten new ones, ends those before and tells the person", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    const mary = await signedInWithMfa(mock, "mary");
    const before = mock.events.length;
    const answer = await mary.post("/v1/mfa/recovery-codes");
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ codes: expect.any(Array), generatedAt: "2030-01-01T00:00:00.000Z" });
    expect(new Set([...answer.body.codes, ...mock.seed.users.mary.recoveryCodes]).size).toBe(20);
    expect(eventTypes(mock, before)).toEqual(["mfa.recovery_codes_regenerated", "email.queued", "email.sent", "email.delivered"]);
    expect(mock.mailbox.latest({ to: "mary@acme.test" })!.kind).toBe("recovery_codes_regenerated");
    const old = await mary.post("/v1/auth/step-up", { method: "recovery_code", code: mock.seed.users.mary.recoveryCodes[0] });
    expect([old.status, old.body.code]).toEqual([401, "mfa_code_invalid"]);
    expect((await mary.post("/v1/auth/step-up", { method: "recovery_code", code: answer.body.codes[9] })).status).toBe(200);
  });

  test("shows them again to the same call for 15 minutes", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    const mary = await signedInWithMfa(mock, "mary");
    const call = { "idempotency-key": "new-codes-1" };
    const first = await mary.post("/v1/mfa/recovery-codes", undefined, call);
    expect((await mary.post("/v1/mfa/recovery-codes", undefined, call)).body).toEqual(first.body);
    await mock.clock.advance("15m1s");
    const fresh = await signedInWithMfa(mock, "mary");
    const late = await fresh.post("/v1/mfa/recovery-codes", undefined, call);
    expect([late.status, late.body.code, late.body.detail]).toEqual([
      410,
      "token_used",
      "The codes were shown too long ago to be shown again, or were replaced. Make new ones with another idempotency key.",
    ]);
    expect((await fresh.get("/v1/mfa/factors")).body.recoveryCodes.generatedAt).toBe(first.body.generatedAt);
  });

  test("is for people who have a factor", async () => {
    const mock = createMock({ seed: mfaSeed });
    const answer = await (await signedIn(mock, "bob")).post("/v1/mfa/recovery-codes");
    expect([answer.status, answer.body.code]).toEqual([404, "factor_not_found"]);
  });
});
