import { runInNewContext } from "node:vm";
import { createClient } from "redis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startRedis, type RedisServer } from "../../../tooling/src/servers/redis-server.ts";
import { isWebhookError } from "../src/index.ts";
import { redisStore } from "../src/redis.ts";
import { storeConformance, type StoreSetup } from "../src/testing.ts";
import { failure } from "./support/fixtures.ts";

describe("a Redis server", () => {
  let server: RedisServer;
  let clients: ReturnType<typeof createClient>[] = [];

  beforeAll(async () => {
    server = await startRedis();
    clients = [0, 1].map(() => createClient({ socket: { path: server.socket, tls: false } }));
    for (const client of clients) await client.connect();
  });
  afterAll(async () => {
    for (const client of clients) client.destroy();
    await server?.close();
  });

  const command = (index: number) => (words: string[]) => clients[index]!.sendCommand(words);
  let opened = 0;
  const setup: StoreSetup<undefined> = {
    open: () => redisStore({ command: command(opened++ % 2) }),
    outliveLease: async (id) => void (await command(0)(["PEXPIRE", `plinto:webhook:${id}`, "0"])),
  };
  for (const { title, run } of storeConformance(setup)) test(title, run);

  test("a replica that died leaves its event to others when the lease runs out", async () => {
    const [a, b] = [0, 1].map((index) => redisStore({ command: command(index), leaseSeconds: 3600, prefix: "died:" }));
    const begun = Promise.withResolvers<void>();
    void a!.once("evt_1", async () => {
      begun.resolve();
      await new Promise(() => {});
    });
    await begun.promise;
    const waiting = await b!.once("evt_1", async () => {});
    expect(waiting).toMatchObject({ status: "in_progress" });
    expect(waiting.status === "in_progress" && waiting.retryAfterSeconds).toBeGreaterThan(3500);
    await command(1)(["DEL", "died:evt_1"]);
    expect((await b!.once("evt_1", async () => {})).status).toBe("done");
  });

  test("a replica whose lease ran out does not take away the claim of the next", async () => {
    const [a, b] = [0, 1].map((index) => redisStore({ command: command(index), prefix: "late:" }));
    const failed = a!.once("evt_1", async () => {
      await command(0)(["DEL", "late:evt_1"]);
      await b!.once("evt_1", async () => {});
      throw new Error("late");
    });
    await expect(failed).rejects.toThrow("late");
    expect((await a!.once("evt_1", async () => {})).status).toBe("duplicate");
  });

  test("what is kept has an end", async () => {
    const store = redisStore({ command: command(0), prefix: "kept:", keepSeconds: 100 });
    await store.once("evt_1", async () => {});
    const left = Number(await command(0)(["PTTL", "kept:evt_1"]));
    expect(left).toBeGreaterThan(90_000);
    expect(left).toBeLessThanOrEqual(100_000);
  });
});

/** The commands that a store sends, answered one by one. */
function scripted(...replies: unknown[]): { sent: string[][]; command: (words: string[]) => Promise<unknown> } {
  const sent: string[][] = [];
  return {
    sent,
    command: async (words) => {
      sent.push(words);
      const reply = replies[sent.length - 1];
      if (reply instanceof Error) throw reply;
      return reply;
    },
  };
}

test("an effect is one claim and one note, with lease and keeping in milliseconds", async () => {
  const { sent, command } = scripted("OK", "OK");
  const store = redisStore({ command, token: () => "token", leaseSeconds: 0.5, keepSeconds: 10 });
  expect(await store.once("evt_1", async () => {})).toEqual({ status: "done" });
  expect(sent).toEqual([
    ["SET", "plinto:webhook:evt_1", "token", "NX", "PX", "500"],
    ["SET", "plinto:webhook:evt_1", "done", "PX", "10000"],
  ]);
});

/** The same words as clients give them: text, `Buffer`, plain bytes, and bytes of another realm, as Jest has them. */
const replyForms: [string, (text: string) => unknown][] = [
  ["text", (text) => text],
  ["Buffer", (text) => Buffer.from(text)],
  ["plain bytes", (text) => new TextEncoder().encode(text)],
  ["bytes of another realm", (text) => runInNewContext("Uint8Array.from(bytes)", { bytes: [...Buffer.from(text)] })],
];

// The text of plain bytes is "79,75", not "OK": a claim that was given was read as somebody else's, and no handler ran.
test.each(replyForms)("replies are understood as %s", async (_, form) => {
  let effects = 0;
  const free = scripted(form("OK"), form("OK"));
  expect(await redisStore({ command: free.command }).once("evt_1", async () => void effects++)).toEqual({ status: "done" });
  expect(effects).toBe(1);
  const claimed = scripted(null, form("done"));
  expect(await redisStore({ command: claimed.command }).once("evt_1", async () => {})).toEqual({ status: "duplicate" });
  for (const left of [1500, form("1500")]) {
    const running = scripted(null, form("somebody"), left);
    expect(await redisStore({ command: running.command }).once("evt_1", async () => {})).toEqual({ status: "in_progress", retryAfterSeconds: 1.5 });
  }
});

test("a claim that fails runs no effect, and an effect's own error is the one that is told", async () => {
  const gone = new Error("connection lost");
  const claim = scripted(gone);
  let effects = 0;
  await expect(redisStore({ command: claim.command }).once("evt_1", async () => void effects++)).rejects.toBe(gone);
  expect(effects).toBe(0);
  const cause = new Error("the effect");
  const release = scripted("OK", gone);
  await expect(
    redisStore({ command: release.command }).once("evt_1", async () => {
      throw cause;
    }),
  ).rejects.toBe(cause);
  expect(release.sent[1]?.[0]).toBe("EVAL");
});

test.each([{ leaseSeconds: 0 }, { keepSeconds: -1 }])("%j is refused", async (options) => {
  const error = await failure((async () => redisStore({ command: async () => null, ...options }))());
  expect(isWebhookError(error, "option_invalid")).toBe(true);
  expect(String(error)).toMatch(/leaseSeconds and keepSeconds of redisStore have to be positive/);
});
