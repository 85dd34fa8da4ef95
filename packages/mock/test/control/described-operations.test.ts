import { expect, test } from "vitest";
import { api } from "../api.ts";
import { exampleBody, exampleQuery, operations } from "./description.ts";
import { served, type Served } from "./served.ts";

/** What an example cannot name, since it differs in every world. */
async function realOf({ mock, control }: Served): Promise<Record<string, { query?: Record<string, unknown>; body?: Record<string, unknown> }>> {
  const { id } = mock.seed.users["ada"]!;
  const organizationId = mock.seed.organizations["acme"]!.id;
  const document = { effect: "allow", actions: ["documents:*"], resources: ["document:*"] };
  return {
    listSessions: { query: { userId: id } },
    endSessions: { body: { userId: id } },
    importSnapshot: { body: { name: "imported", snapshot: await control.exportSnapshot() } },
    clearFaults: { query: {} },
    steerSockets: { body: { action: "cut" } },
    listPolicies: { query: { organizationId } },
    savePolicy: { body: { organizationId, name: "Documents", status: "enabled", document } },
    tryPolicy: { body: { organizationId, userId: id, action: "documents:read", resource: { type: "document" }, document } },
  };
}

test("every operation takes the examples of its description and answers as it says", async () => {
  const world = await served();
  const real = await realOf(world);
  const answered: Record<string, number> = {};
  for (const operation of operations) {
    const { method, path, operationId, bodySchema } = operation;
    const query = new URLSearchParams(Object.entries(real[operationId]?.query ?? exampleQuery(operation)).map(([name, value]) => [name, String(value)]));
    // What a request did is kept until the world is reset.
    if (operationId === "getRequest") query.set("id", await requestIn(world));
    const body = bodySchema && (real[operationId]?.body ?? exampleBody(bodySchema));
    // A sign-in is not under way for long.
    const begun = /^(?:approve|cancel)AtProvider$/.test(operationId) ? { url: await pageOfGoogle(world) } : {};
    const response = await world.ask(method, query.size > 0 ? `${path}?${query}` : path, body && { ...body, ...begun });
    answered[operationId] = response.status;
  }
  expect(answered).toEqual(Object.fromEntries(operations.map(({ operationId, responses }) => [operationId, Number(Object.keys(responses)[0])])));
});

async function pageOfGoogle({ mock }: Served): Promise<string> {
  const query = new URLSearchParams({ redirectTo: "http://localhost:5173/welcome", codeChallenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" });
  return (await api(mock).get(`/v1/oauth/google/authorize?${query}`)).body.url as string;
}

async function requestIn({ mock }: Served): Promise<string> {
  await api(mock).get("/v1/health");
  return mock.requests.at(-1)!.id;
}

test("the client has a method for every operation", async () => {
  const { control } = await served();
  const missing = operations.filter(({ operationId }) => typeof (control as unknown as Record<string, unknown>)[operationId] !== "function");
  expect(missing).toEqual([]);
});
