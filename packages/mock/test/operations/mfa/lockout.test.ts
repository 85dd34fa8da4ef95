import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMock, type Mock } from "../../../src/index.ts";
import { api, asEnvironment, eventTypes, userId } from "../../api.ts";
import { mfaSeed, passwordOf, pendingSignIn, signedInWithMfa, wrongCode } from "../../mfa-calls.ts";

const laptop = { "plinto-device": "laptop-of-mary-01" };

describe("wrong codes", () => {
  test("catalogue 45: the fifth ends the sign-in, and a right one after it does not help", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    const pending = await pendingSignIn(mock, "mary");
    for (let attempt = 1; attempt <= 4; attempt++) expect(await tryWrong(mock, pending)).toEqual([401, "mfa_code_invalid"]);
    expect(await tryWrong(mock, pending)).toEqual([429, "too_many_attempts"]);
    const late = await pending.post("/v1/auth/continue", { step: "mfa", proof: { kind: "totp", code: mock.totp("mary") } });
    expect([late.status, late.body.code]).toEqual([429, "too_many_attempts"]);
    const challenge = await pending.post("/v1/mfa/challenges", { kind: "totp" });
    expect([challenge.status, challenge.body.code]).toEqual([401, "pending_token_invalid"]);
    expect((await passwordOf(mock, "mary")).body.status).toBe("mfa_required");
  });

  test("count on over the tokens of one sign-in: a detour by another step gives no new tries", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    let pending = await pendingSignIn(mock, "mary");
    for (let attempt = 1; attempt <= 4; attempt++) {
      await tryWrong(mock, pending);
      const { body } = await pending.post("/v1/auth/continue", { step: "mfa_enrollment" });
      expect(body.status).toBe("mfa_required");
      pending = api(mock, { as: body.pendingToken as string });
    }
    expect(await tryWrong(mock, pending)).toEqual([429, "too_many_attempts"]);
  });

  test("ten within a quarter of an hour lock the account for as long, however many sign-ins they were of", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    await tryWrongOften(mock);
    expect(mock.events.at(-1)).toMatchObject({ type: "auth.sign_in_failed" });
    expect(eventTypes(mock).filter((type) => type === "user.locked")).toHaveLength(1);
    expect((await asEnvironment(mock).get(`/v1/users/${userId(mock, "mary")}`)).body).toMatchObject({
      status: "locked",
      lockExpiresAt: "2030-01-01T00:15:00.000Z",
    });
    const pending = await pendingSignIn(mock, "mary");
    const locked = await pending.post("/v1/auth/continue", { step: "mfa", proof: { kind: "totp", code: mock.totp("mary") } });
    expect([locked.status, locked.body.code, locked.headers.get("retry-after")]).toEqual([423, "account_locked", "900"]);
    expect((await pending.post("/v1/mfa/challenges", { kind: "totp" })).body.code).toBe("account_locked");
    await mock.clock.advance("15m");
    const later = await pendingSignIn(mock, "mary");
    expect((await later.post("/v1/auth/continue", { step: "mfa", proof: { kind: "totp", code: mock.totp("mary") } })).body.status).toBe("complete");
  });

  test.each(["a quarter of an hour without one", "a right one"])("are forgotten after %s", async (what) => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    await tryWrongOften(mock, 9);
    if (what === "a right one") {
      const pending = await pendingSignIn(mock, "mary");
      expect((await pending.post("/v1/auth/continue", { step: "mfa", proof: { kind: "totp", code: mock.totp("mary") } })).body.status).toBe("complete");
    } else await mock.clock.advance("15m");
    await tryWrongOften(mock, 9);
    expect(eventTypes(mock)).not.toContain("user.locked");
  });

  // Ten that were fourteen minutes apart locked the account: only the pause after the last one was looked at.
  test("do not lock when there are never ten within a quarter of an hour", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    for (let count = 0; count < 12; count++) {
      await tryWrong(mock, await pendingSignIn(mock, "mary"));
      await mock.clock.advance("14m");
    }
    expect(eventTypes(mock)).not.toContain("user.locked");
    await tryWrongOften(mock, 9);
    expect(eventTypes(mock).filter((type) => type === "user.locked")).toHaveLength(1);
  });

  test("catalogue 44: who has the password alone locks the person out nowhere that she signed in before", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    await signedInWithMfa(mock, "mary", {}, laptop);
    await mock.clock.advance("1m");
    await tryWrongOften(mock);
    const stranger = await pendingSignIn(mock, "mary");
    expect((await stranger.post("/v1/auth/continue", { step: "mfa", proof: { kind: "totp", code: mock.totp("mary") } })).body.code).toBe("account_locked");
    const own = await pendingSignIn(mock, "mary", {}, laptop);
    expect((await own.post("/v1/auth/continue", { step: "mfa", proof: { kind: "totp", code: mock.totp("mary") } })).body.status).toBe("complete");
  });

  test("a session that steps up counts for itself", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    const one = await signedInWithMfa(mock, "mary");
    await mock.clock.advance("1m");
    const other = await signedInWithMfa(mock, "mary");
    const wrong = { method: "totp", code: wrongCode(mock, "mary") };
    for (let attempt = 1; attempt <= 10; attempt++) expect((await one.post("/v1/auth/step-up", wrong)).body.code).toBe("mfa_code_invalid");
    expect((await one.post("/v1/auth/step-up", wrong)).body.code).toBe("account_locked");
    expect((await other.post("/v1/auth/step-up", { method: "totp", code: mock.totp("mary") })).status).toBe(200);
  });

  test("stay counted over a new password, so that a mailbox alone buys no tries, and end when the account is unlocked", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    await tryWrongOften(mock);
    const { email } = mock.seed.users.mary;
    await api(mock).post("/v1/auth/password/forgot", { email });
    const { token } = await mock.mailbox.waitFor({ to: email, kind: "password_reset" });
    const before = mock.events.length;
    expect((await api(mock).post("/v1/auth/password/reset", { token, password: "staple correct horse" })).status).toBe(200);
    // It told that the account was unlocked, and every code after that was still refused.
    expect(eventTypes(mock, before)).not.toContain("user.unlocked");
    expect((await asEnvironment(mock).get(`/v1/users/${userId(mock, "mary")}`)).body).toMatchObject({
      status: "locked",
      lockExpiresAt: "2030-01-01T00:15:00.000Z",
    });
    const enter = async () => {
      const { body } = await api(mock).post("/v1/auth/sign-in", { email, password: "staple correct horse" });
      return api(mock, { as: body.pendingToken as string }).post("/v1/auth/continue", { step: "mfa", proof: { kind: "totp", code: mock.totp("mary") } });
    };
    expect((await enter()).body).toMatchObject({ code: "account_locked", detail: expect.stringContaining("no new password does") as string });
    expect((await asEnvironment(mock).post(`/v1/users/${userId(mock, "mary")}/unlock`)).status).toBe(200);
    expect((await enter()).body.status).toBe("complete");
  });
});

test("whatever somebody tries, no more than ten wrong codes are judged in a quarter of an hour from places that the person never was", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ tries: fc.integer({ min: 1, max: 6 }), waitMinutes: fc.constantFrom(0, 0, 1, 8) }), { maxLength: 8 }),
      async (signIns) => {
        const mock = createMock({ seed: mfaSeed, clock: "virtual" });
        await mock.ready();
        const judged: number[] = [];
        for (const { tries, waitMinutes } of signIns) {
          await mock.clock.advance(waitMinutes * 60_000);
          const { body } = await passwordOf(mock, "mary");
          const pending = api(mock, { as: body.pendingToken as string });
          for (let attempt = 0; attempt < tries; attempt++) {
            const before = mock.events.filter(({ type }) => type === "mfa.challenge_failed").length;
            await tryWrong(mock, pending);
            if (mock.events.filter(({ type }) => type === "mfa.challenge_failed").length > before) judged.push(mock.clock.now());
          }
        }
        for (let index = 10; index < judged.length; index++) expect(judged[index]! - judged[index - 10]!).toBeGreaterThanOrEqual(15 * 60_000);
      },
    ),
    { numRuns: 30 },
  );
});

async function tryWrong(mock: Mock, pending: Awaited<ReturnType<typeof pendingSignIn>>): Promise<[number, string]> {
  const { status, body } = await pending.post("/v1/auth/continue", { step: "mfa", proof: { kind: "totp", code: wrongCode(mock, "mary") } });
  return [status, body.code as string];
}

/** So many wrong codes, in as many sign-ins as they take. */
async function tryWrongOften(mock: Mock, codes = 10): Promise<void> {
  let pending = await pendingSignIn(mock, "mary");
  for (let attempt = 0; attempt < codes; attempt++) {
    if (attempt % 5 === 0 && attempt > 0) pending = await pendingSignIn(mock, "mary");
    await tryWrong(mock, pending);
  }
}
