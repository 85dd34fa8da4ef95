import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyWebhook } from "@plinto/webhooks";
import { ed25519 } from "@plinto/webhooks/ed25519";
import { expect, onTestFinished, test } from "vitest";
import { persistToFolder } from "../../src/doors/server.ts";
import type { Mock } from "../../src/index.ts";
import { internalsOf } from "../../src/mock.ts";
import { asEnvironment, orgId } from "../api.ts";
import { acmeWebhooks, cause, endpoint, still } from "./ground.ts";

/** Runs a mock over kept state, as a process of its own would, and ends it. */
async function during<T>(path: string, work: (mock: Mock) => Promise<T>): Promise<T> {
  const persist = persistToFolder(path);
  const mock = still({ persist });
  try {
    return await work(mock);
  } finally {
    internalsOf(mock).hosted.close();
    await persist.close();
  }
}

const publicKeyOf = async (mock: Mock, path: string): Promise<string> => (await asEnvironment(mock).get(path)).body.publicKey as string;

// Keys followed from the request's id, which each process counted from one: the second process made the first one's keys.
test("after a restart an endpoint gets a key of its own, and a rotation changes it", async () => {
  const path = mkdtempSync(join(tmpdir(), "plinto-keys-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  const create = async (mock: Mock, at: string): Promise<{ path: string; publicKey: string; requestId: string }> => {
    const made = await endpoint(mock, { signatureVersion: "v1a", events: ["team.created"] }, at);
    return { path: made.path, publicKey: await publicKeyOf(mock, made.path), requestId: mock.events.at(-1)!.requestId! };
  };
  const first = await during(path, (mock) => create(mock, acmeWebhooks(mock)));
  const second = await during(path, (mock) => create(mock, `/v1/organizations/${orgId(mock, "globex")}/webhooks`));
  const third = await during(path, (mock) => create(mock, acmeWebhooks(mock)));
  const rotated = await during(
    path,
    async (mock) => (await asEnvironment(mock).post(`${third.path}/rotate-secret`, { overlapSeconds: 0 })).body.publicKey as string,
  );
  expect(new Set([first.publicKey, second.publicKey, third.publicKey, rotated]).size).toBe(4);
  expect(new Set([first.requestId, second.requestId, third.requestId]).size).toBe(3);
  await during(path, async (mock) => {
    const receivers = [1, 2, 3].map(() => mock.webhooks.receiver());
    await cause(mock);
    await mock.webhooks.settled();
    const [toFirst] = receivers[0]!.received;
    const { body, headers } = toFirst!;
    expect((await verifyWebhook(body, headers, ed25519(first.publicKey), { clock: mock.clock })).type).toBe("team.created");
    await expect(verifyWebhook(body, headers, ed25519(rotated), { clock: mock.clock })).rejects.toMatchObject({ code: "signature_mismatch" });
  });
});

test("a fork gives a new endpoint another key than the world that it comes from gave one before", async () => {
  const mock = still();
  const { path } = await endpoint(mock, { signatureVersion: "v1a" });
  const fork = mock.fork();
  const made = await endpoint(fork, { signatureVersion: "v1a" });
  expect(await publicKeyOf(fork, made.path)).not.toBe(await publicKeyOf(mock, path));
});
