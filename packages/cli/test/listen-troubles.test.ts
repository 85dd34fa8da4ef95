import { connect } from "node:net";
import { createControl } from "@plinto/mock/control";
import { expect, onTestFinished, test } from "vitest";
import { run } from "../src/run.ts";
import { application, freePort, type Application } from "./application.ts";
import { FakeTerminal, plinto, startDev } from "./fake-terminal.ts";

interface Endpoint {
  readonly id: string;
  readonly url: string;
}

interface Listening {
  readonly terminal: FakeTerminal;
  readonly app: Application;
  readonly ended: Promise<number>;
}

/** A `plinto listen` that forwards. */
async function listening(url: string, status: () => number = () => 204, ...args: string[]): Promise<Listening> {
  const app = await application(status);
  const terminal = new FakeTerminal();
  const ended = run(["listen", "--url", url, "--forward-to", app.url, "--events", "team.*", ...args], terminal);
  onTestFinished(async () => {
    terminal.stop();
    await ended;
  });
  await terminal.sees(/(Press Ctrl)/);
  return { terminal, app, ended };
}

async function call(url: string, method: string, path: string, body?: object): Promise<Response> {
  const { secretKey } = await createControl({ url }).getWorld();
  const headers = { authorization: `Bearer ${secretKey}`, "content-type": "application/json" };
  return fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
}

async function endpoints(url: string): Promise<readonly Endpoint[]> {
  return ((await (await call(url, "GET", "/v1/webhooks")).json()) as { data: readonly Endpoint[] }).data;
}

/** Requests that are no deliveries, of a browser, a scanner, and a program that is lost. */
const stray: [string, RequestInit, number][] = [
  ["GET", {}, 405],
  ["POST without headers of a webhook", { method: "POST", body: '{"id":"evt_1","type":"a","occurredAt":"2030-01-01T00:00:00Z"}' }, 400],
  ["POST that is no JSON", { method: "POST", headers: { "webhook-id": "evt_1" }, body: "hello" }, 400],
  ["POST of JSON that is no event", { method: "POST", headers: { "webhook-id": "evt_1" }, body: "null" }, 400],
  ["POST without a body", { method: "POST", headers: { "webhook-id": "evt_1" } }, 400],
];

// One GET of the forwarder's port was handed on as a POST, and ended the command with a SyntaxError in a promise that
// nobody caught; its endpoint stayed in the mock.
test("what is no delivery is refused, reaches nobody, and ends nothing", async () => {
  const { url } = await startDev();
  const { terminal, app, ended } = await listening(url);
  const forwarder = (await endpoints(url))[0]!.url;
  for (const [name, init, status] of stray) expect([name, (await fetch(forwarder, init)).status]).toEqual([name, status]);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(new URL(forwarder).port), "127.0.0.1", () => {
      socket.write("POST / HTTP/1.1\r\nHost: a\r\nWebhook-Id: evt_1\r\nContent-Length: 100\r\n\r\nhalf", () => socket.destroy());
    }).once("close", () => resolve());
  });
  expect(app.came).toEqual([]);
  await plinto("trigger", "team.created", "--url", url);
  await terminal.sees(/(✓ 204 {2}team\.created)/);
  expect(app.came).toHaveLength(1);
  terminal.stop();
  expect([await ended, terminal.lines.at(-1), terminal.errors]).toEqual([0, "1 taken, 0 refused.", []]);
});

// After `plinto reset` nothing was forwarded any more, nothing said so, and Ctrl+C ended with code 1.
test("after a reset the endpoint is made anew, with its new secret, and deliveries go on", async () => {
  const { url } = await startDev();
  const { terminal, ended } = await listening(url);
  await plinto("reset", "--url", url);
  await terminal.sees(/(That is a new endpoint with a new secret)/);
  const secrets = terminal.lines.flatMap((line) => /signing secret +(whsec_\S+)$/.exec(line)?.[1] ?? []);
  expect(secrets).toHaveLength(2);
  expect(await endpoints(url)).toHaveLength(1);
  await plinto("trigger", "team.created", "--url", url);
  await terminal.sees(/(✓ 204 {2}team\.created)/);
  terminal.stop();
  expect([await ended, terminal.errors]).toEqual([0, []]);
  expect(await endpoints(url)).toEqual([]);
});

// Ids begin anew after a reset, so the one that is known may be that of somebody else's endpoint.
test("an endpoint that delivers elsewhere is not taken for the own one, and not removed", async () => {
  const { url } = await startDev();
  const { terminal, ended } = await listening(url);
  const { id } = (await endpoints(url))[0]!;
  await call(url, "PATCH", `/v1/webhooks/${id}`, { url: "http://127.0.0.1:9/somebody-else" });
  await terminal.sees(/(That is a new endpoint)/);
  terminal.stop();
  expect(await ended).toBe(0);
  expect((await endpoints(url)).map((endpoint) => endpoint.url)).toEqual(["http://127.0.0.1:9/somebody-else"]);
});

test("where no other endpoint can be made it is said why, and one is made as soon as it can be", async () => {
  const { url } = await startDev();
  const { terminal, ended } = await listening(url, undefined, "--organization", "acme");
  await plinto("seed", "empty", "--url", url);
  const why = await terminal.sees(/^The endpoint is gone from the mock, and no other could be made\. (.+)$/);
  expect(why).toBe('There is no organization "acme". There are: none.');
  await plinto("seed", "acme", "--url", url);
  await terminal.sees(/(That is a new endpoint with a new secret)/);
  await plinto("trigger", "team.created", "--url", url);
  await terminal.sees(/(✓ 204 {2}team\.created)/);
  terminal.stop();
  expect([await ended, terminal.errors]).toEqual([0, []]);
});

// Ctrl+C after the mock had died ended with the raw stack of "TypeError: fetch failed" and without the summary.
test("a mock that ends is said to have, is waited for, and forwarded from again when it is back", async () => {
  const port = String(await freePort());
  const first = await startDev("--port", port);
  const { terminal, ended } = await listening(first.url);
  await first.stop();
  await terminal.sees(/^(No mock answers at \S+ any more\. Waiting for it\.)$/);
  const { url } = await startDev("--port", port);
  await terminal.sees(/^(A mock answers at \S+ again\.)$/);
  await terminal.sees(/(That is a new endpoint with a new secret)/);
  await plinto("trigger", "team.created", "--url", url);
  await terminal.sees(/(✓ 204 {2}team\.created)/);
  terminal.stop();
  expect([await ended, terminal.errors, terminal.lines.at(-1)]).toEqual([0, [], "1 taken, 0 refused."]);
});

test("when the mock has ended, Ctrl+C says in a line what could not be done, and sums up", async () => {
  const dev = await startDev();
  const { terminal, ended } = await listening(dev.url);
  await dev.stop();
  await terminal.sees(/(Waiting for it)/);
  terminal.stop();
  expect(await ended).toBe(0);
  expect(terminal.errors).toEqual([expect.stringMatching(/^The endpoint could not be removed\. No mock answers at \S+ any more\.$/)]);
  expect(terminal.lines.at(-1)).toBe("0 taken, 0 refused.");
});

test("an application that answers 410 is said to have ended its endpoint, and what makes it active again too", async () => {
  const { url } = await startDev();
  let status = 410;
  const { terminal } = await listening(url, () => status);
  await plinto("trigger", "team.created", "--url", url);
  await terminal.sees(/(The endpoint is disabled: the mock delivers nothing to it until it is active again)/);
  status = 204;
  await call(url, "PATCH", `/v1/webhooks/${(await endpoints(url))[0]!.id}`, { status: "active" });
  await terminal.sees(/^(The endpoint is active again\.)$/);
  await plinto("trigger", "team.created", "--url", url);
  await terminal.sees(/(✓ 204 {2}team\.created)/);
});
