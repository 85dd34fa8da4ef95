import { expect, test } from "vitest";
import { inspect } from "./inspected-world.ts";
import { openSocket, type OpenSocket } from "./open-socket.ts";
import { shared } from "./shared-browser.ts";

const world = shared();

test("sockets are listed as they come and go, with who they speak for and what they listen to", async () => {
  const { browser, dev } = world();
  const { page, control, call, url, problems } = await inspect(browser, dev, "sockets");
  await page.getByText("No socket is open.").waitFor();
  const { accessToken } = await control.signInAs({ person: "ada" });
  const [acme] = (await control.getWorld()).organizations;
  const topic = `organization:${acme!.id}`;
  const socket = await openSocket(url, accessToken, [topic]);
  await page.getByRole("option", { name: /ada@acme\.test/ }).waitFor();
  const detail = page.getByRole("region", { name: "The socket" });
  await detail.getByText(`${topic} up to offset 0`).waitFor();
  await call("POST", `/v1/organizations/${acme!.id}/teams`, { as: accessToken, body: { name: "Red" } });
  await detail.getByText(`${topic} up to offset 1`).waitFor();
  await control.steerSockets({ action: "cut" });
  await socket.ended;
  await page.getByText("No socket is open.").waitFor();
  expect(problems).toEqual([]);
});

test("by the keyboard alone a socket is found, drained, and lost", async () => {
  const { browser, dev } = world();
  const sockets: OpenSocket[] = [];
  const { page } = await inspect(browser, dev, "people", {
    before: async ({ control, url }) => {
      for (const person of ["ada", "bob"]) sockets.push(await openSocket(url, (await control.signInAs({ person })).accessToken, []));
    },
  });
  await page.keyboard.press("-");
  await page.getByRole("option", { name: /bob@acme\.test/ }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("bob");
  await page.getByRole("heading", { name: "bob@acme.test" }).waitFor();
  await page.getByRole("button", { name: "Drain: this socket" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("The server has said that it goes away.").waitFor();
  await page.getByRole("option", { name: /bob@acme\.test.*draining/ }).waitFor();
  expect(sockets.map(({ kinds }) => kinds.includes("drain"))).toEqual([false, true]);
  await page.getByRole("button", { name: "Lose the network: all sockets" }).focus();
  await page.keyboard.press("Enter");
  expect(await Promise.all(sockets.map(({ ended }) => ended))).toEqual([1006, 1006]);
});

test("a socket of GraphQL is listed among the others, with what it speaks and what can happen to it", async () => {
  const { browser, dev } = world();
  const { page, control, url, problems } = await inspect(browser, dev, "sockets");
  const { accessToken } = await control.signInAs({ person: "ada" });
  const [acme] = (await control.getWorld()).organizations;
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/v1/graphql`, "graphql-transport-ws");
  const ended = new Promise<number>((resolve) => socket.addEventListener("close", ({ code }) => resolve(code)));
  const query = "subscription($o: ID!) { organizationEvents(orgId: $o) { type } }";
  socket.addEventListener("open", () => socket.send(JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${accessToken}` } })));
  socket.addEventListener("message", ({ data }) => {
    if (!String(data).includes("connection_ack")) return;
    socket.send(JSON.stringify({ type: "subscribe", id: "1", payload: { query, variables: { o: acme!.id } } }));
  });
  await page.getByRole("option", { name: new RegExp(`ada@acme\\.test.*organization:${acme!.id}`) }).waitFor();
  const detail = page.getByRole("region", { name: "The socket" });
  await detail.getByText("graphql-transport-ws").waitFor();
  expect(await detail.getByRole("button").allInnerTexts()).toEqual([
    "Lose the network",
    "Drain",
    "Let the credential run out",
    "Keep back what is sent",
    "Send what was kept back",
  ]);
  await detail.getByRole("button", { name: "Drain: this socket" }).click();
  expect(await ended).toBe(4200);
  await page.getByText("No socket is open.").waitFor();
  expect(problems).toEqual([]);
});
