import { createControl } from "@plinto/mock/control";
import { expect, test } from "vitest";
import { run } from "../src/run.ts";
import { application, freePort } from "./application.ts";
import { FakeTerminal, plinto, startDev } from "./fake-terminal.ts";

test("plinto listen hands deliveries on as they were signed, shows them, and leaves no endpoint behind", async () => {
  const { url } = await startDev();
  const statuses = [500, 204, 204];
  const { url: target, came } = await application(() => statuses.shift()!);
  const terminal = new FakeTerminal();
  const ended = run(["listen", "--url", url, "--forward-to", target, "--events", "team.*"], terminal);
  const secret = await terminal.sees(/signing secret +(whsec_\S+)$/);
  expect(terminal.lines[0]).toBe(`Forwarding team.* to ${target}`);
  await plinto("trigger", "team.created", "--url", url);
  // The first answer was 500, so the mock delivers it again after a second.
  const line = await terminal.sees(/^(\d\d:\d\d:\d\d {2}✓ 204 {2}team\.created {2}evt_\w+ {2}Acme)$/);
  expect(line).toBeDefined();
  expect(terminal.lines).toContainEqual(expect.stringMatching(/✗ 500 {2}team\.created/));
  expect(came.map(({ headers }) => headers.get("webhook-id"))).toEqual([came[0]!.headers.get("webhook-id"), came[0]!.headers.get("webhook-id")]);
  expect(came[0]!.headers.get("webhook-signature")).toMatch(/^v1,/);
  expect(secret).toMatch(/^whsec_/);
  terminal.stop();
  expect(await ended).toBe(0);
  expect(terminal.lines.at(-1)).toBe("1 taken, 1 refused.");
  const { secretKey } = await createControl({ url }).getWorld();
  const endpoints = await fetch(`${url}/v1/webhooks`, { headers: { authorization: `Bearer ${secretKey}` } });
  expect(await endpoints.json()).toMatchObject({ data: [] });
});

test("where the application does not answer, plinto listen says so and the mock goes on trying", async () => {
  const { url } = await startDev();
  const terminal = new FakeTerminal();
  const ended = run(["listen", "--url", url, "--forward-to", `http://127.0.0.1:${await freePort()}/`, "--organization", "acme"], terminal);
  await terminal.sees(/(signing secret)/);
  await plinto("trigger", "team.created", "--url", url);
  expect(await terminal.sees(/✗ (\S+) {2}team\.created/)).toBe("ECONNREFUSED");
  terminal.stop();
  expect(await ended).toBe(0);
});

test.each([
  [[], "Name your server with --forward-to."],
  [["--forward-to", "localhost:3000"], "--forward-to must be an absolute http or https URL."],
  [["now"], 'There is nothing to do with "now".'],
])("plinto listen %j is not understood", async (args, message) => {
  expect(await plinto("listen", ...args)).toMatchObject({ code: 2, error: expect.stringContaining(message) });
});

test("events that nobody emits are refused as the API refuses them", async () => {
  const { url } = await startDev();
  const ended = await plinto("listen", "--url", url, "--forward-to", "http://127.0.0.1:9/", "--events", "nothing.*");
  expect(ended).toMatchObject({ code: 1, error: expect.stringContaining("POST /v1/webhooks was refused: event_unknown.") });
});
