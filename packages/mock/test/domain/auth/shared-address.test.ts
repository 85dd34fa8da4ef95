import { describe, expect, test } from "vitest";
import { createMock, type Mock } from "../../../src/index.ts";
import { asEnvironment } from "../../api.ts";
import { postFrom } from "../../from-address.ts";

const office = "203.0.113.7";
const ada = "ada@acme.test";
const bob = "bob@acme.test";
const nobody = "nobody@acme.test";
const right = "plinto-demo";

async function strict(): Promise<Mock> {
  const mock = createMock({ clock: "virtual" });
  await mock.ready();
  await asEnvironment(mock).patch("/v1/environment", { session: { maxFailedSignIns: 2, lockoutSeconds: 900 } });
  // Ada works there; the others were never seen.
  expect((await tell(mock, office, ada, right))[1]).toBe("complete");
  return mock;
}

async function tell(mock: Mock, address: string, email: string, password: string): Promise<[number, string, string | undefined]> {
  const reply = await postFrom(mock, address, "/v1/auth/sign-in", { email, password });
  const { code, status } = JSON.parse(reply.body!) as { code?: string; status?: string };
  return [reply.status, code ?? status!, reply.headers["retry-after"]];
}

describe("behind an address that many share", () => {
  // A lock of the whole account did not strike people at home there, so that a stranger beside them learned who they were.
  test("a wrong password is answered the same for who is known there, who is not, and who is nobody, lock by lock", async () => {
    const mock = await strict();
    for (const email of [ada, bob, nobody]) for (let count = 0; count < 20; count++) await tell(mock, `10.0.${count}.1`, email, "wrong");
    for (let count = 0; count < 4; count++) {
      const [first, ...others] = await Promise.all([ada, bob, nobody].map((email) => tell(mock, office, email, "wrong")));
      expect(first).toEqual([423, "account_locked", expect.any(String)]);
      for (const other of others) expect(other).toEqual(first);
    }
    await mock.clock.advance("15m");
    const later = await Promise.all([ada, bob, nobody].map((email) => tell(mock, office, email, "wrong")));
    expect(new Set(later.map(String)).size).toBe(1);
  });

  test("so it is when the address has to wait, and seen from elsewhere", async () => {
    const mock = await strict();
    for (let count = 0; count < 20; count++) await tell(mock, office, `someone-${count}@acme.test`, "wrong");
    const answers = await Promise.all([ada, bob, nobody].map((email) => tell(mock, office, email, "wrong")));
    expect(answers[0]).toEqual([429, "rate_limited", expect.any(String)]);
    expect(new Set(answers.map(String)).size).toBe(1);
    for (let round = 0; round < 12; round++) {
      await mock.clock.advance("30m");
      for (const email of [ada, nobody]) for (let count = 0; count < 2; count++) await tell(mock, office, email, "wrong");
      for (const elsewhere of ["198.51.100.8", "198.51.100.9"])
        expect(await tell(mock, elsewhere, ada, "wrong")).toEqual(await tell(mock, elsewhere, nobody, "wrong"));
    }
  });

  test("the right password opens where its person is known, and nowhere else", async () => {
    const mock = await strict();
    for (const email of [ada, bob]) for (let count = 0; count < 20; count++) await tell(mock, `10.0.${count}.1`, email, "wrong");
    expect((await tell(mock, office, ada, right))[1]).toBe("complete");
    expect((await tell(mock, office, bob, right))[1]).toBe("account_locked");
  });

  test("a code is tried the same: what strangers used up elsewhere tells nothing of who is known there", async () => {
    const outcomes = async (email: string): Promise<unknown[]> => {
      const mock = await strict();
      const wrong = async (from: string): Promise<unknown> => {
        const sent = mock.mailbox.latest({ to: email, kind: "otp" })?.code;
        const reply = await postFrom(mock, from, "/v1/auth/otp/verify", { email, code: sent === "000000" ? "111111" : "000000" });
        return [reply.status, (JSON.parse(reply.body!) as { code: string }).code, reply.headers["retry-after"]];
      };
      const told: unknown[] = [];
      for (const asker of ["198.51.100.1", office]) {
        await postFrom(mock, asker, "/v1/auth/otp", { email });
        for (const from of [office, "198.51.100.2", office, "198.51.100.1"]) for (let count = 0; count < 4; count++) told.push(await wrong(from));
        await mock.clock.advance("10m");
      }
      return told;
    };
    const known = await outcomes(ada);
    expect(await outcomes(bob)).toEqual(known);
    expect(await outcomes(nobody)).toEqual(known);
  });
});
