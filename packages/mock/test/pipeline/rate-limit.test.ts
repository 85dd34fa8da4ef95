import { describe, expect, test } from "vitest";
import { createMock } from "../../src/index.ts";
import { internalsOf } from "../../src/mock.ts";
import { postFrom } from "../from-address.ts";

const forgot = "/v1/auth/password/forgot";

describe("a limit per e-mail address", () => {
  // Every operation under it counted by the caller's network address: many machines could fill one mailbox.
  test("counts the mails to one address from wherever they are asked for, however it is spelled", async () => {
    const mock = createMock({ limits: "enforce", clock: "virtual" });
    const ask = (address: string, email: string, path = forgot) => postFrom(mock, address, path, { email });
    for (let count = 0; count < 10; count++) {
      const reply = await ask(`192.0.2.${count}`, count % 2 === 0 ? "ada@acme.test" : "Ada@ACME.test");
      expect([reply.status, reply.headers["ratelimit"]]).toEqual([202, `"auth_email";r=${9 - count};t=${3600 - 30 * count}, "auth_resend";r=0;t=30`]);
      await mock.clock.advance("30s");
    }
    const refused = await ask("192.0.2.99", "ada@acme.test");
    expect([refused.status, JSON.parse(refused.body!).code, refused.headers["retry-after"]]).toEqual([429, "rate_limited", "3300"]);

    // One address for all operations of the policy, and each address for itself.
    for (const path of ["/v1/auth/magic-link", "/v1/auth/otp", "/v1/auth/email/resend"])
      expect((await ask("192.0.2.1", "ada@acme.test", path)).status).toBe(429);
    expect((await ask("192.0.2.1", "bob@acme.test")).status).toBe(202);
    expect((await ask("192.0.2.1", "nobody@acme.test")).headers["ratelimit"]).toBe('"auth_email";r=9;t=3300, "auth_resend";r=0;t=30');
    await mock.clock.advance("1h");
    expect((await ask("192.0.2.1", "ada@acme.test")).status).toBe(202);
  });

  test("makes the same operation wait between two mails to one address, whoever asks and whether somebody has it", async () => {
    const mock = createMock({ limits: "enforce", clock: "virtual" });
    const ask = async (email: string, path = "/v1/auth/otp", address = "192.0.2.1") => {
      const reply = await postFrom(mock, address, path, { email });
      return [reply.status, reply.headers["retry-after"]];
    };
    for (const email of ["ada@acme.test", "nobody@acme.test"]) {
      expect(await ask(email)).toEqual([202, undefined]);
      expect(await ask(email, undefined, "192.0.2.2")).toEqual([429, "30"]);
      // Another kind of mail is another thing.
      expect(await ask(email, "/v1/auth/magic-link")).toEqual([202, undefined]);
    }
    const { code } = mock.mailbox.latest({ kind: "otp" })!;
    await mock.clock.advance("20s");
    expect(await ask("Ada@ACME.test")).toEqual([429, "10"]);
    // The code that was sent is as good as before, and waiting was not made longer.
    expect((await postFrom(mock, "192.0.2.1", "/v1/auth/otp/verify", { email: "ada@acme.test", code })).status).toBe(200);
    await mock.clock.advance("10s");
    expect(await ask("ada@acme.test")).toEqual([202, undefined]);
  });

  test("makes nobody wait where limits are only counted, and tells them", async () => {
    const mock = createMock();
    for (let sent = 1; sent <= 2; sent++) {
      const reply = await postFrom(mock, "192.0.2.1", "/v1/auth/otp", { email: "ada@acme.test" });
      expect([reply.status, reply.headers["ratelimit-policy"]]).toEqual([202, '"auth_email";q=10;w=3600, "auth_resend";q=1;w=30']);
      expect(mock.mailbox.messages).toHaveLength(sent);
    }
  });

  test("counts a body that names no address by where it came from", async () => {
    const mock = createMock({ limits: "enforce", clock: "virtual" });
    const ask = (address: string, body: object) => postFrom(mock, address, forgot, body);
    for (let count = 0; count < 10; count++) expect((await ask("192.0.2.1", { email: `wrong-${count}` })).status).toBe(400);
    expect((await ask("192.0.2.1", {})).status).toBe(429);
    expect((await ask("192.0.2.2", {})).status).toBe(400);
    expect((await ask("192.0.2.1", { email: "ada@acme.test" })).status).toBe(202);
  });

  test("keeps no address that could be read", async () => {
    const mock = createMock();
    await postFrom(mock, "192.0.2.1", forgot, { email: "nobody@secret.test" });
    const { world } = internalsOf(mock).hosted;
    const ids = world.read.rateCounters
      .all()
      .toArray()
      .map((row) => row.id);
    expect(ids).toContainEqual(expect.stringMatching(/^auth_email:email:[\w-]{43}:\d+$/));
    expect(ids.join()).not.toContain("secret");
  });
});
