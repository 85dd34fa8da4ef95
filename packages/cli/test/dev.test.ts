import { writeFileSync } from "node:fs";
import { createControl } from "@plinto/mock/control";
import { expect, test } from "vitest";
import { plinto, startDev } from "./fake-terminal.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("plinto dev answers at the address it prints, with the key it prints, until it is stopped", async () => {
  const { url, terminal, stop } = await startDev();
  expect(terminal.lines).toEqual([
    `Plinto is running at ${url}`,
    `  landing page   ${url}/`,
    `  API explorer   ${url}/docs`,
    `  GraphiQL       ${url}/graphql`,
    `  inspector      ${url}/__plinto`,
    expect.stringMatching(/^ {2}secret key {5}sk_test_\w+$/),
    "Press Ctrl+C to stop.",
  ]);
  const secretKey = await terminal.sees(/secret key +(\S+)/);
  const users = await fetch(`${url}/v1/users`, { headers: { authorization: `Bearer ${secretKey}` } });
  expect(users.status).toBe(200);

  expect(await stop()).toBe(0);
  await expect(fetch(`${url}/healthz`)).rejects.toThrow("fetch failed");
});

test("by default it holds the demo people, follows the system's time and enforces limits", async () => {
  const { url } = await startDev();
  const { people, clock } = await createControl({ url }).getWorld();
  expect(people.map(({ name }) => name)).toContain("ada");
  expect(clock.kind).toBe("system");
  const forgot = (): Promise<Response> =>
    fetch(`${url}/v1/auth/password/forgot`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: "ada@acme.test" }),
    });
  expect((await forgot()).status).toBe(202);
  expect((await forgot()).status).toBe(429);
});

test("every option is obeyed", async () => {
  const { url } = await startDev("--host", "127.0.0.1", "--seed", "empty", "--clock", "virtual", "--limits", "count");
  const { baseUrl, people, clock } = await createControl({ url }).getWorld();
  expect({ baseUrl, people, clock }).toEqual({ baseUrl: url, people: [], clock: { kind: "virtual", now: "2030-01-01T00:00:00.000Z" } });
});

test("the seed may be a JSON file", async () => {
  const file = `${temporaryFolder()}/seed.json`;
  writeFileSync(file, JSON.stringify({ users: { mia: { email: "mia@initech.test" } }, organizations: { initech: { owner: "mia" } } }));
  const { url } = await startDev("--seed", file);
  const { people } = await createControl({ url }).getWorld();
  expect(people).toMatchObject([{ name: "mia", email: "mia@initech.test", organizations: [{ role: "owner" }] }]);
});

test("a port in use is said in words, with what to do", async () => {
  const { url } = await startDev();
  const { port } = new URL(url);
  expect(await plinto("dev", "--port", port)).toEqual({
    code: 1,
    out: "",
    error: `plinto dev: Port ${port} is in use. Stop what listens there, or choose another port (0 takes a free one).`,
  });
});

test.for([
  [["--seed", "foo"], 'There is no seed "foo". Known seeds: acme, empty; or pass one made with defineSeed.'],
  [["--host", "nowhere.invalid"], 'This machine has no address "nowhere.invalid". Use 127.0.0.1.'],
])("plinto dev %j fails with 1", async ([args, message]) => {
  expect(await plinto("dev", "--port", "0", ...(args as string[]))).toEqual({ code: 1, out: "", error: `plinto dev: ${message as string}` });
});

test.for([
  [["--port", "http"], '--port must be a whole number from 0 to 65535, not "http".'],
  [["--port", "70000"], '--port must be a whole number from 0 to 65535, not "70000".'],
  [["--clock", "sundial"], '--clock must be system or virtual, not "sundial".'],
  [["--limits", "none"], '--limits must be enforce or count, not "none".'],
  [["--seed", "missing.json"], 'The file "missing.json" cannot be read.'],
  [["now"], 'There is nothing to do with "now".'],
])("plinto dev %j is not understood", async ([args, message]) => {
  const ended = await plinto("dev", "--port", "0", ...(args as string[]));
  expect(ended).toEqual({ code: 2, out: "", error: expect.stringMatching(/\nplinto dev \[--port 4010\] .+$/) });
  expect(ended.error.split("\n")[0]).toBe(`plinto dev: ${message as string}`);
});

test("an option that it does not have is not understood", async () => {
  const ended = await plinto("dev", "--watch");
  expect(ended.code).toBe(2);
  expect(ended.error).toMatch(/^plinto dev: Unknown option '--watch'/);
});
