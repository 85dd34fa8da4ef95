import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPlinto, type Plinto } from "@plinto/core";
import { createMock } from "@plinto/mock";
import type { WebhookDelivery } from "@plinto/spec";
import { verifyWebhook } from "@plinto/webhooks";
import { expect, onTestFinished, test } from "vitest";

const script = join(import.meta.dirname, "serve-kept.ts");

async function serve(folder: string): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, ["--conditions=@plinto/source", script, folder], { stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout!.once("data", (data: Buffer) => resolve(data.toString().trim()));
    child.once("exit", (code) => reject(new Error(`The server ended with ${code} before it answered.`)));
  });
  return { url, child };
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}

/** A receiver in this process, which outlives the mock. */
interface Receiver {
  readonly url: string;
  /** What has come, in order: the ids of events and the bodies. */
  readonly came: { readonly id: string; readonly body: string; readonly headers: Record<string, string> }[];
  /** Resolves when at least so many deliveries have come. */
  untilCame(count: number): Promise<void>;
  /** Whether it says anything. */
  answers: boolean;
}

async function receiving(): Promise<Receiver> {
  const looking = new Set<() => void>();
  const came: Receiver["came"] = [];
  const server: Server = createServer((incoming, outgoing) => {
    let body = "";
    incoming.setEncoding("utf8").on("data", (part: string) => (body += part));
    incoming.on("end", () => {
      came.push({ id: incoming.headers["webhook-id"] as string, body, headers: incoming.headers as Record<string, string> });
      if (receiver.answers) outgoing.writeHead(204).end();
      for (const look of looking) look();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    came,
    answers: true,
    untilCame: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (came.length < count) return;
          looking.delete(look);
          resolve();
        };
        looking.add(look);
        look();
      }),
  };
  return receiver;
}

async function makeTeams(plinto: Plinto, orgId: string, count: number): Promise<string[]> {
  const made: string[] = [];
  for (let at = 0; at < count; at += 1) made.push((await plinto.organizations.teams.create({ orgId, name: `Team ${at}` })).id);
  return made;
}

test("a mock that is killed with deliveries on their way and waiting delivers every one of them when it is started again", { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "plinto-deliveries-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { keys, seed } = createMock();
  const orgId = seed.organizations.acme.id;
  const receiver = await receiving();
  receiver.answers = false;

  const first = await serve(folder);
  const plinto = createPlinto({ baseUrl: first.url, secretKey: keys.secretKey });
  const { secret, id: webhookId } = await plinto.organizations.webhooks.create({ orgId, url: receiver.url, events: ["team.created"] });
  const teams = await makeTeams(plinto, orgId, 10);
  // Two are with the receiver, which says nothing; eight wait for a place.
  await receiver.untilCame(2);
  await kill(first.child);

  receiver.answers = true;
  const second = await serve(folder);
  onTestFinished(() => kill(second.child));
  await receiver.untilCame(12);
  const after = createPlinto({ baseUrl: second.url, secretKey: keys.secretKey });
  const list = (): Promise<readonly WebhookDelivery[]> => after.organizations.webhooks.deliveries.list({ orgId, webhookId }).toArray({ max: 100 });
  // The receiver has answered; the mock writes it down right after.
  await expect.poll(async () => (await list()).map(({ status }) => status)).toEqual(teams.map(() => "delivered"));
  const deliveries = await list();
  expect(deliveries.slice(0, 2).map(({ attempts }) => attempts.map(({ outcome }) => outcome))).toEqual([
    ["interrupted", "delivered"],
    ["interrupted", "delivered"],
  ]);
  expect(new Set(receiver.came.map(({ id }) => id)).size).toBe(10);
  const told = await Promise.all(receiver.came.map(async ({ body, headers }) => (await verifyWebhook(body, headers, secret!)) as { target: { id: string } }));
  expect([...new Set(told.map(({ target }) => target.id))].toSorted()).toEqual(teams.toSorted());
});
