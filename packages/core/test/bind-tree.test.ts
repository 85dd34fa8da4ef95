import { expect, test } from "vitest";
import { type OperationTree, bindTree, lineIn } from "../src/bind-tree.ts";
import * as functions from "../src/generated/operations.ts";
import { tree } from "../src/generated/tree.ts";
import { PlintoPagePromise } from "../src/pagination.ts";
import { createPlinto } from "../src/plinto.ts";
import { BASE_URL, operations, transportKit } from "./support/fixtures.ts";
import { json } from "./support/scripted-server.ts";

const nested: OperationTree = {
  getHealth: operations.getHealth,
  organizations: { get: operations.getOrganization, members: { list: operations.listMembers } },
};

test("lines become methods, lists with pages", async () => {
  const { client, server } = transportKit();
  server.on("GET /v1/organizations/org_1", () => json({ id: "org_1" })).on("GET /v1/organizations/org_1/members", () => json({ data: [1], nextCursor: null }));
  const bound: any = bindTree(client, nested);
  expect(await bound.organizations.get({ orgId: "org_1" })).toEqual({ id: "org_1" });
  const members = bound.organizations.members.list({ orgId: "org_1" });
  expect(members).toBeInstanceOf(PlintoPagePromise);
  expect(await members.toArray({ max: 5 })).toEqual([1]);
});

test("a method needs no this, and takes the options of a call", async () => {
  const { client, server } = transportKit();
  server.on("GET /v1/organizations/org_1", () => json({}));
  const { get } = (bindTree(client, nested) as any).organizations;
  await get({ orgId: "org_1" }, { headers: { "x-note": "hello" } });
  expect(server.seen[0]?.headers.get("x-note")).toBe("hello");
});

test("a resource is the same object whenever it is asked for, so that a test may replace a method", () => {
  const plinto = createPlinto({ baseUrl: BASE_URL });
  expect(plinto.organizations.members).toBe(plinto.organizations.members);
  expect(plinto.organizations).not.toBe(createPlinto({ baseUrl: BASE_URL }).organizations);
});

// A scope had only what hangs below `organizations`, so that a directory's sessions could be listed through it and not
// read or revoked, although both need the tenant.
test("a scope has both resources of one name, and means the organization's method where both have it", async () => {
  const { client, server } = transportKit();
  server
    .on("GET /v1/organizations/org_1/sessions", () => json({ data: [] }))
    .on("POST /v1/organizations/org_1/sessions/revoke", () => json({ revokedSessions: 1 }, 202))
    .on("GET /v1/sessions/ses_1", () => json({ id: "ses_1" }))
    .on("GET /v1/sessions/ses_1/family", () => json({}))
    .on("DELETE /v1/sessions/ses_1", () => new Response(null, { status: 204 }));
  const { sessions } = createPlinto({ baseUrl: BASE_URL, fetch: client.transport.fetch }).forOrganization("org_1");
  await sessions.list();
  await sessions.revokeAccess({ userId: "usr_1" });
  await sessions.get({ sessionId: "ses_1" });
  await sessions.getFamily({ sessionId: "ses_1" });
  await sessions.revoke({ sessionId: "ses_1" });
  expect(server.seen.map(({ method, path, headers }) => [method, path, headers.get("plinto-organization")])).toEqual([
    ["GET", "/v1/organizations/org_1/sessions", "org_1"],
    ["POST", "/v1/organizations/org_1/sessions/revoke", "org_1"],
    ["GET", "/v1/sessions/ses_1", "org_1"],
    ["GET", "/v1/sessions/ses_1/family", "org_1"],
    ["DELETE", "/v1/sessions/ses_1", "org_1"],
  ]);
});

test("a line that leaves out what its name says is that of the whole id", async () => {
  const failures: unknown[] = [];
  const { client, server } = transportKit();
  server.on("GET /v1/health", () => json({}, 500));
  client.hooks.on("error", ({ call }) => failures.push(call.operationId));
  const short: any = bindTree(client, {
    "": "/v1",
    getHealth: " GET /health",
    get: "Health GET /health",
    read: "getHealth GET /health",
    health: "getHealth GET /*",
  });
  for (const name of ["getHealth", "get", "read", "health"]) await short[name]({}, { retry: { retries: 0 } }).safe();
  expect(failures).toEqual(["getHealth", "getHealth", "getHealth", "getHealth"]);
});

const lines: [id: string, line: string, names: string[]][] = [];
const collect = (node: OperationTree, names: string[]): void => {
  for (const [name, child] of Object.entries(node)) {
    if (typeof child === "object") collect(child, [...names, name]);
    else if (name) lines.push([lineIn(node, name).split(" ")[0]!, lineIn(node, name), [...names, name]]);
  }
};
collect(tree, []);

test.each(lines)("%s sends the same as a function and as a method", async (id, line, names) => {
  const parameters = Object.fromEntries([...line.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, `${name}_1`]));
  const sent = async (perform: (client: any) => PromiseLike<unknown>): Promise<unknown[]> => {
    const { client, server } = transportKit();
    await Promise.resolve(perform(client)).catch(() => {});
    return server.seen.map(({ method, url, body, headers }) => [method, url, body, headers.get("content-type"), headers.get("authorization")]);
  };
  const given = { ...parameters, body: [1], pendingToken: "pt_1", more: true };
  const method = await sent((client) => names.reduce((node, name) => node[name], bindTree(client, tree) as any)(given));
  expect(method).toHaveLength(1);
  expect(await sent((client) => (functions as any)[id](client, given))).toEqual(method);
});
