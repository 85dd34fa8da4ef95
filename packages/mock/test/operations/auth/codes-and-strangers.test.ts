import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMock, type Mock } from "../../../src/index.ts";
import { api, asEnvironment, signedIn } from "../../api.ts";
import { callFrom, postFrom, signInFrom } from "../../from-address.ts";

const bob = "bob@acme.test";
const home = "192.0.2.5";
const stranger = "198.51.100.1";
const laptop = { "plinto-device": "laptop-of-bob-0001" };

async function begin(limits: "enforce" | "count" = "enforce"): Promise<Mock> {
  const mock = createMock({ clock: "virtual", limits });
  await mock.ready();
  return mock;
}

async function ask(mock: Mock, address: string, path = "/v1/auth/otp", headers = {}): Promise<number> {
  return (await postFrom(mock, address, path, { email: bob }, headers)).status;
}

async function verify(mock: Mock, address: string, code: string, headers = {}): Promise<{ outcome: string; wait: string | undefined }> {
  const reply = await postFrom(mock, address, "/v1/auth/otp/verify", { email: bob, code }, headers);
  const { code: refused, status } = JSON.parse(reply.body!) as { code?: string; status?: string };
  return { outcome: refused ?? status!, wait: reply.headers["retry-after"] };
}

const codeOf = (mock: Mock): string => mock.mailbox.latest({ kind: "otp" })!.code!;
const notThe = (...codes: string[]): string => ["000000", "111111", "222222", "333333", "444444"].find((code) => !codes.includes(code))!;

describe("codes that verify an address at a sign-in", () => {
  // Every sign-in sent a new code with five tries: two hundred guesses and forty mails within a second, by whoever had signed up with the address.
  test("are not sent anew within thirty seconds, and ten wrong ones are all that is tried in a quarter of an hour", async () => {
    const mock = await begin();
    const email = "victim@elsewhere.test";
    const password = "the attacker's own";
    await postFrom(mock, "10.9.9.9", "/v1/auth/sign-up", { email, password });
    const sent = (): number => mock.mailbox.messages.filter(({ to, kind }) => to === email && kind === "email_verification").length;
    const outcomes: Record<string, number> = {};
    const tries = async (from: string): Promise<void> => {
      const { pendingToken } = (await signInFrom(mock, from, { email, password })) as { pendingToken?: string };
      const wrong = notThe(...mock.mailbox.messages.map(({ code }) => code ?? ""));
      for (let count = 0; count < 5; count++) {
        const reply = await callFrom(mock, from, "/v1/auth/continue", { method: "POST", as: pendingToken!, body: { step: "email_verification", code: wrong } });
        const { code } = JSON.parse(reply.body!) as { code: string };
        outcomes[code] = (outcomes[code] ?? 0) + 1;
      }
    };
    for (let count = 0; count < 8; count++) await tries(`10.1.${count}.1`);
    expect(sent()).toBe(1);
    expect(outcomes).toEqual({ otp_invalid: 5, too_many_attempts: 35 });
    for (let count = 8; count < 16; count++) {
      await mock.clock.advance("31s");
      await tries(`10.1.${count}.1`);
    }
    expect(sent()).toBe(9);
    expect(outcomes["otp_invalid"]).toBe(10);

    const { pendingToken } = (await signInFrom(mock, "10.3.3.3", { email, password })) as { pendingToken?: string };
    const right = { step: "email_verification", code: mock.mailbox.latest({ to: email, kind: "email_verification" })!.code! };
    const late = await callFrom(mock, "10.3.3.3", "/v1/auth/continue", { method: "POST", as: pendingToken!, body: right });
    expect(late.status).toBe(429);
    expect(JSON.parse(late.body!)).toMatchObject({ code: "too_many_attempts", detail: expect.stringContaining("Retry-After") as string });
    expect(Number(late.headers["retry-after"])).toBeGreaterThan(0);
    // The link of the mail is no guess.
    expect(
      (await postFrom(mock, home, "/v1/auth/email/verify", { token: mock.mailbox.latest({ to: email, kind: "email_verification" })!.token! })).status,
    ).toBe(200);
  });

  test("stay good at the next sign-in, with the tries that are left", async () => {
    const mock = await begin("count");
    const email = "new@newcomer.test";
    const password = "correct horse staple";
    await api(mock).post("/v1/auth/sign-up", { email, password });
    const { code } = mock.mailbox.latest({ kind: "email_verification" })!;
    const wrong = notThe(code!);
    const enter = async (): Promise<ReturnType<typeof api>> =>
      api(mock, { as: (await api(mock).post("/v1/auth/sign-in", { email, password })).body.pendingToken });
    const first = await enter();
    for (let count = 0; count < 4; count++)
      expect((await first.post("/v1/auth/continue", { step: "email_verification", code: wrong })).body.code).toBe("otp_invalid");
    const second = await enter();
    expect((await second.post("/v1/auth/continue", { step: "email_verification", code })).body.status).toBe("complete");
  });
});

describe("wrong codes of a sign-in by code", () => {
  // A client could ask for a code every half minute and try five each time, without end.
  test("are counted over codes: the tenth in a quarter of an hour ends it for as long, but where the person is known", async () => {
    const mock = await begin("count");
    await signInFrom(mock, home, { email: bob, password: "plinto-demo" }, laptop);
    for (let round = 0; round < 2; round++) {
      await ask(mock, `10.2.${round}.1`);
      for (let count = 0; count < 5; count++) expect((await verify(mock, `10.2.${round}.1`, notThe(codeOf(mock)))).outcome).toBe("otp_invalid");
      await mock.clock.advance("31s");
    }
    await ask(mock, "10.2.9.1");
    expect(await verify(mock, "10.2.9.1", codeOf(mock))).toEqual({ outcome: "too_many_attempts", wait: "869" });
    // At the address that she may share a wrong one is answered alike; the right one is hers.
    expect((await verify(mock, home, notThe(codeOf(mock)))).outcome).toBe("too_many_attempts");
    expect((await verify(mock, home, codeOf(mock))).outcome).toBe("complete");
    await ask(mock, stranger);
    expect((await verify(mock, "203.0.113.200", notThe(codeOf(mock)), laptop)).outcome).toBe("otp_invalid");
    expect((await verify(mock, "203.0.113.200", codeOf(mock), laptop)).outcome).toBe("complete");
    await mock.clock.advance("15m");
    await ask(mock, "10.2.9.1");
    expect((await verify(mock, "10.2.9.1", codeOf(mock))).outcome).toBe("complete");
  });

  test("whatever somebody tries from wherever, no more than ten are judged in any quarter of an hour", async () => {
    const move = fc.record({
      address: fc.constantFrom("10.0.0.1", "10.0.0.2", "10.0.0.3"),
      asks: fc.boolean(),
      tries: fc.integer({ min: 0, max: 6 }),
      waitMinutes: fc.constantFrom(0, 0, 1, 8),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 10 }), async (moves) => {
        const mock = await begin("count");
        const judged: number[] = [];
        for (const { address, asks, tries, waitMinutes } of moves) {
          await mock.clock.advance(waitMinutes * 60_000);
          if (asks) await ask(mock, address);
          const sent = mock.mailbox.messages.map(({ code }) => code ?? "");
          if (sent.length === 0) continue;
          for (let count = 0; count < tries; count++) {
            // What is answered where there is no code to guess is no guess.
            const isOpen = mock.mailbox.messages.some(({ sentAt }) => sentAt + 600_000 > mock.clock.now());
            if ((await verify(mock, address, notThe(...sent))).outcome === "otp_invalid" && isOpen) judged.push(mock.clock.now());
          }
        }
        for (let index = 10; index < judged.length; index++) expect(judged[index]! - judged[index - 10]!).toBeGreaterThanOrEqual(15 * 60_000);
      }),
      { numRuns: 40 },
    );
  });
});

describe("what a stranger asks for", () => {
  // Half a minute after a person's request that of a stranger ended her code and her links, again and again.
  test.each([
    ["/v1/auth/otp", "otp"],
    ["/v1/auth/magic-link", "magic_link"],
    ["/v1/auth/password/forgot", "password_reset"],
  ] as const)("at %s ends nothing that the person asked for", async (path, kind) => {
    const mock = await begin();
    await ask(mock, home, path);
    const { code, token } = mock.mailbox.latest({ to: bob, kind })!;
    for (let count = 0; count < 5; count++) {
      await mock.clock.advance("31s");
      expect(await ask(mock, `198.51.100.${count}`, path)).toBe(202);
    }
    if (kind === "otp") expect((await verify(mock, home, code!)).outcome).toBe("complete");
    else if (kind === "magic_link") expect((await postFrom(mock, home, "/v1/auth/magic-link/verify", { token: token! })).status).toBe(200);
    else expect((await postFrom(mock, home, "/v1/auth/password/reset", { token: token!, password: "a long new one" })).status).toBe(200);
  });

  test("is good for what it is until one is used: then none of the others is", async () => {
    const mock = await begin("count");
    await ask(mock, home);
    const own = codeOf(mock);
    await ask(mock, stranger);
    const other = codeOf(mock);
    expect((await verify(mock, home, other)).outcome).toBe("complete");
    expect((await verify(mock, home, own)).outcome).toBe("otp_invalid");
  });

  test("of one client the three newest are good", async () => {
    const mock = await begin("count");
    const codes: string[] = [];
    for (let count = 0; count < 4; count++) {
      await ask(mock, home);
      codes.push(codeOf(mock));
    }
    expect(new Set(codes).size).toBe(4);
    expect((await verify(mock, home, codes[0]!)).outcome).toBe("otp_invalid");
    expect((await verify(mock, home, codes[1]!)).outcome).toBe("complete");
  });

  // The wait and the hourly number were shared, so that a stranger kept her from asking at her own device.
  test("keeps the person waiting nowhere that she can be told from others: at her device and in her session", async () => {
    const mock = await begin();
    await signInFrom(mock, home, { email: bob, password: "plinto-demo" }, laptop);
    for (let count = 0; count < 10; count++) {
      expect(await ask(mock, stranger)).toBe(202);
      await mock.clock.advance("31s");
    }
    expect(await ask(mock, stranger)).toBe(429);
    expect(await ask(mock, home)).toBe(429);
    expect(await ask(mock, "203.0.113.200", "/v1/auth/otp", laptop)).toBe(202);
    expect(await ask(mock, "203.0.113.200", "/v1/auth/otp", laptop)).toBe(429);
    const session = await signedIn(mock, "bob");
    expect((await session.post("/v1/auth/otp", { email: bob })).status).toBe(202);
    // In the session of somebody else it is as anywhere.
    const ada = await signedIn(mock, "ada");
    expect((await ada.post("/v1/auth/otp", { email: bob })).status).toBe(429);
    expect((await asEnvironment(mock).post("/v1/auth/otp", { email: bob })).status).toBe(429);
  });
});
