import { expect, test } from "vitest";
import { createMock } from "../../src/index.ts";
import { asEnvironment, orgId, signedIn } from "../api.ts";

// A client that spelled out the order that a list has anyway could not go on with its own cursor.
test.each([
  ["/v1/users", "createdAt"],
  ["/v1/organizations", "createdAt"],
  ["/v1/organizations/ORG/members", "joinedAt"],
  ["/v1/organizations/ORG/teams", "name"],
  ["/v1/policies/roles", "createdAt"],
  ["/v1/audit-logs", "-occurredAt"],
  ["/v1/organizations/ORG/email/messages", "-createdAt"],
  ["/v1/organizations/ORG/sessions", "-lastActiveAt"],
])("a cursor of %s holds for its order by default, said or not, and for no other", async (template, sort) => {
  const mock = createMock();
  const acme = orgId(mock, "acme");
  for (const person of ["ada", "grace"]) {
    const signed = await signedIn(mock, person, { organization: acme });
    await signed.post("/v1/invitations", { email: `${person}@new.test` }, { "plinto-organization": acme });
  }
  const key = asEnvironment(mock);
  const path = template.replace("ORG", acme);
  const headers = { "plinto-organization": acme };
  const first = await key.get(`${path}?pageSize=1`, headers);
  const at = `pageSize=1&cursor=${encodeURIComponent(first.body.nextCursor as string)}`;
  const second = await key.get(`${path}?${at}`, headers);
  expect(second.body.data).toHaveLength(1);
  expect((await key.get(`${path}?${at}&sort=${sort}`, headers)).body).toEqual(second.body);
  const other = sort.startsWith("-") ? sort.slice(1) : `-${sort}`;
  expect((await key.get(`${path}?${at}&sort=${other}`, headers)).body.code).toBe("cursor_invalid");
});

test("a cursor of a person's active sessions holds when the status is spelled out", async () => {
  const mock = createMock();
  await signedIn(mock, "ada");
  const ada = await signedIn(mock, "ada");
  const { nextCursor } = (await ada.get("/v1/sessions?pageSize=1")).body;
  const rest = await ada.get(`/v1/sessions?pageSize=1&status=active&cursor=${encodeURIComponent(nextCursor as string)}`);
  expect([rest.status, rest.body.data?.length]).toEqual([200, 1]);
});
