import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMock, type Mock } from "../../../src/index.ts";
import { api, asEnvironment, eventTypes, signedIn } from "../../api.ts";
import { signInFrom } from "../../from-address.ts";

const ada = { email: "ada@acme.test", password: "plinto-demo" };
const wrong = { ...ada, password: "wrong-password" };
const home = "198.51.100.1";
const laptop = { "plinto-device": "laptop-of-ada-0001", "user-agent": "Firefox" };

async function strict(limit: number): Promise<Mock> {
  const mock = createMock({ clock: "virtual" });
  await mock.ready();
  await asEnvironment(mock).patch("/v1/environment", { session: { maxFailedSignIns: limit, lockoutSeconds: 900 } });
  return mock;
}

/** Fails from so many addresses that the account is locked everywhere. */
async function lockEverywhere(mock: Mock, limit: number): Promise<void> {
  for (let count = 0; count < limit * 10; count++) await signInFrom(mock, `203.0.113.${count}`, wrong);
  expect((await signInFrom(mock, "192.0.2.77", ada)).code).toBe("account_locked");
}

const outcome = ({ code, status }: { code?: string; status?: string }): string => code ?? status ?? "";

describe("catalogue 44: a lock that strangers cause", () => {
  test("does not strike an address that the person signed in from before", async () => {
    const mock = await strict(2);
    expect(outcome(await signInFrom(mock, home, ada))).toBe("complete");
    await lockEverywhere(mock, 2);
    expect(outcome(await signInFrom(mock, home, ada))).toBe("complete");
  });

  test("does not strike a device that the person signed in on before, wherever it is now", async () => {
    const mock = await strict(2);
    expect(outcome(await signInFrom(mock, home, ada, laptop))).toBe("complete");
    expect(outcome(await signInFrom(mock, home, ada, { "user-agent": "Firefox" }))).toBe("complete");
    await lockEverywhere(mock, 2);
    expect(outcome(await signInFrom(mock, "192.0.2.77", ada, laptop))).toBe("complete");
    // A user agent is not a device: everybody can send one.
    expect(outcome(await signInFrom(mock, "192.0.2.78", ada, { "user-agent": "Firefox" }))).toBe("account_locked");
    expect(outcome(await signInFrom(mock, "192.0.2.78", ada, { ...laptop, "plinto-device": "laptop-of-eve-0001" }))).toBe("account_locked");
  });

  test("does not strike the person's device at the address that the stranger shares with her", async () => {
    const mock = await strict(2);
    expect(outcome(await signInFrom(mock, home, ada, laptop))).toBe("complete");
    for (let count = 0; count < 2; count++) await signInFrom(mock, home, wrong);
    expect(outcome(await signInFrom(mock, home, ada))).toBe("account_locked");
    expect(outcome(await signInFrom(mock, home, ada, laptop))).toBe("complete");
  });

  test("does not strike the step-up of a session that is in force, which counts for itself", async () => {
    const mock = await strict(2);
    const session = await signedIn(mock, "ada");
    const other = await signedIn(mock, "ada");
    await lockEverywhere(mock, 2);
    const stepUp = async (password: string): Promise<unknown[]> => {
      const { status, body } = await session.post("/v1/auth/step-up", { method: "password", password });
      return [status, body.code];
    };
    expect(await stepUp(ada.password)).toEqual([200, undefined]);
    for (let count = 0; count < 2; count++) expect(await stepUp(wrong.password)).toEqual([401, "invalid_credentials"]);
    expect(await stepUp(ada.password)).toEqual([423, "account_locked"]);
    expect((await other.post("/v1/auth/step-up", { method: "password", password: ada.password })).status).toBe(200);
  });

  test("is not spread by a device of another person or by one that was forgotten", async () => {
    const mock = await strict(2);
    expect(outcome(await signInFrom(mock, home, { ...ada, email: "bob@acme.test" }, laptop))).toBe("complete");
    const { session } = await signInFrom(mock, "192.0.2.9", ada, { ...laptop, "plinto-device": "phone-of-ada-00001" });
    const own = api(mock, { as: session!.accessToken });
    const [device] = (await own.get("/v1/devices")).body.data;
    expect((await own.delete(`/v1/devices/${device.id}`)).status).toBe(204);
    await lockEverywhere(mock, 2);
    expect(outcome(await signInFrom(mock, "192.0.2.88", ada, laptop))).toBe("account_locked");
    expect(outcome(await signInFrom(mock, "192.0.2.88", ada, { ...laptop, "plinto-device": "phone-of-ada-00001" }))).toBe("account_locked");
  });

  test("strikes an address again that the person has not been at for three months", async () => {
    const mock = await strict(2);
    expect(outcome(await signInFrom(mock, home, ada))).toBe("complete");
    await mock.clock.advance("90d");
    await lockEverywhere(mock, 2);
    expect(outcome(await signInFrom(mock, home, ada))).toBe("account_locked");
  });

  test("leaves every other account alone", async () => {
    const mock = await strict(2);
    await lockEverywhere(mock, 2);
    expect(outcome(await signInFrom(mock, home, { ...ada, email: "bob@acme.test" }))).toBe("complete");
  });

  test("whatever strangers try from wherever, the person gets in with her password where she is known", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            address: fc.constantFrom("203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.4"),
            email: fc.constantFrom(ada.email, "bob@acme.test", "nobody@acme.test"),
            device: fc.constantFrom(undefined, "laptop-of-eve-0001", "laptop-of-mal-0001"),
            waitSeconds: fc.constantFrom(0, 0, 0, 300),
          }),
          { minLength: 20, maxLength: 60 },
        ),
        async (tries) => {
          const mock = await strict(1);
          expect(outcome(await signInFrom(mock, home, ada, laptop))).toBe("complete");
          for (const { address, email, device, waitSeconds } of tries) {
            await mock.clock.advance(waitSeconds * 1000);
            const answer = await signInFrom(mock, address, { email, password: "wrong-password" }, device === undefined ? {} : { "plinto-device": device });
            expect(["invalid_credentials", "account_locked", "rate_limited"]).toContain(answer.code);
          }
          expect(outcome(await signInFrom(mock, home, ada))).toBe("complete");
          expect(outcome(await signInFrom(mock, "192.0.2.200", ada, laptop))).toBe("complete");
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("catalogue 44: an address that fails for many accounts", () => {
  const spray = async (mock: Mock, address: string, times: number): Promise<void> => {
    for (let count = 0; count < times; count++) await signInFrom(mock, address, { email: `someone-${count}@acme.test`, password: "plinto-demo" });
  };

  test("has to wait, which is told apart from a lock of the account and the same for one that nobody has", async () => {
    const mock = await strict(2);
    await spray(mock, "203.0.113.9", 19);
    expect(outcome(await signInFrom(mock, "203.0.113.9", { ...ada, email: "nobody@acme.test" }))).toBe("invalid_credentials");
    for (const email of [ada.email, "nobody@acme.test"]) {
      const answer = await signInFrom(mock, "203.0.113.9", { ...ada, email });
      expect([answer.code, (answer as { status?: unknown }).status]).toEqual(["rate_limited", 429]);
    }
    expect(eventTypes(mock)).not.toContain("user.locked");
    await mock.clock.advance("900s");
    expect(outcome(await signInFrom(mock, "203.0.113.9", ada))).toBe("complete");
  });

  test("does not cost the people who are at home there", async () => {
    const mock = await strict(2);
    expect(outcome(await signInFrom(mock, home, ada))).toBe("complete");
    await spray(mock, home, 20);
    expect(outcome(await signInFrom(mock, home, { ...ada, email: "bob@acme.test" }))).toBe("rate_limited");
    expect(outcome(await signInFrom(mock, home, ada))).toBe("complete");
  });

  test("is not one where people fail now and then", async () => {
    const mock = await strict(2);
    for (let round = 0; round < 2; round++) {
      await spray(mock, "203.0.113.9", 9);
      await mock.clock.advance("900s");
    }
    await spray(mock, "203.0.113.9", 9);
    expect(outcome(await signInFrom(mock, "203.0.113.9", ada))).toBe("complete");
  });
});
