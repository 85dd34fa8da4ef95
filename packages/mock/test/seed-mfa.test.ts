import { describe, expect, test } from "vitest";
import { createMock, defineSeed } from "../src/index.ts";
import { codeOfStep } from "../src/domain/mfa/totp.ts";
import { signedIn } from "./api.ts";
import { passwordOf, signedInWithMfa } from "./mfa-calls.ts";

const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

describe("the authenticator app of a seeded person", () => {
  test("has a secret that follows from the world, or one's own, and the handle knows it and the codes", async () => {
    const mock = createMock({
      seed: defineSeed({ users: { ada: { email: "ada@acme.test", mfa: true }, bob: { email: "bob@acme.test", mfa: { secret } } } }),
      clock: "virtual",
    });
    expect(mock.seed.users.ada.totpSecret).toMatch(/^[A-Z2-7]{32}$/);
    expect(mock.seed.users.bob.totpSecret).toBe(secret);
    expect(mock.seed.users.ada.recoveryCodes).toHaveLength(10);
    await mock.ready();
    expect((await (await signedInWithMfa(mock, "ada")).get("/v1/mfa/factors")).body).toMatchObject({
      data: [{ kind: "totp", status: "active" }],
      recoveryCodes: { remaining: 10 },
    });
    expect(mock.totp("bob")).toBe(codeOfStep(secret, mock.clock.now() / 30_000));
    // By the user's id too.
    expect(mock.totp(mock.seed.users.bob.id)).toBe(mock.totp("bob"));
  });

  test("is the same in every run, and another in another world", async () => {
    const seed = defineSeed({ users: { ada: { email: "ada@acme.test", mfa: true } } });
    const mock = createMock({ seed });
    expect(createMock({ seed }).seed.users.ada).toEqual(mock.seed.users.ada);
    expect(mock.world("test-1").seed.users["ada"]!.totpSecret).not.toBe(mock.seed.users.ada.totpSecret);
  });

  test.each([
    [false, "users.ada.mfa must be true, or { secret } with at least 16 letters and digits of base 32."],
    [{ secret: "not base 32!" }, "users.ada.mfa must be true, or { secret } with at least 16 letters and digits of base 32."],
    [{ secret: "ABC" }, "users.ada.mfa must be true, or { secret } with at least 16 letters and digits of base 32."],
  ])("is refused when it is none: %j", (mfa, message) => {
    const seed = { users: { ada: { email: "ada@acme.test", mfa } } };
    expect(() => createMock({ seed: seed as never })).toThrow(expect.objectContaining({ code: "seed_invalid", message }));
  });
});

describe("mock.totp", () => {
  test("gives a code that was not used yet, one step ahead if need be, and says when there is none", async () => {
    const mock = createMock({ seed: defineSeed({ users: { ada: { email: "ada@acme.test", mfa: true } } }), clock: "virtual" });
    await mock.ready();
    const first = mock.totp("ada");
    expect(mock.totp("ada")).toBe(first);
    await signedInWithMfa(mock, "ada");
    expect(mock.totp("ada")).not.toBe(first);
    await signedInWithMfa(mock, "ada");
    expect(() => mock.totp("ada")).toThrow(
      expect.objectContaining({
        code: "totp_used_up",
        message: 'Every code that is good now was used. Move the clock on by 30 seconds: `await mock.clock.advance("30s")`.',
      }),
    );
    await mock.clock.advance("30s");
    await signedInWithMfa(mock, "ada");
  });

  test("knows the app that waits for its first code, and says when somebody has none", async () => {
    const mock = createMock();
    const bob = await signedIn(mock, "bob");
    expect(() => mock.totp("bob")).toThrow(expect.objectContaining({ code: "totp_missing", message: expect.stringContaining("Give the person `mfa: true`") }));
    const { body } = await bob.post("/v1/mfa/totp");
    expect((await bob.post(`/v1/mfa/totp/${body.factor.id}/activate`, { code: mock.totp("bob") })).status).toBe(200);
    expect((await passwordOf(mock, "bob")).body.status).toBe("mfa_required");
  });
});

test("mock.as gives a person with a second factor a session that has proved it", async () => {
  const mock = createMock({ seed: defineSeed({ users: { ada: { email: "ada@acme.test", mfa: true }, bob: { email: "bob@acme.test" } } }) });
  const methodsOf = async (person: string): Promise<unknown> => {
    const stored = JSON.parse((await mock.as(person).storage.get("plinto")) as string) as { accounts: { session: { authenticationMethods: string[] } }[] };
    return stored.accounts[0]!.session.authenticationMethods;
  };
  expect([await methodsOf("ada"), await methodsOf("bob")]).toEqual([["pwd", "otp", "mfa"], ["pwd"]]);
});
