import { expect, test } from "vitest";
import { createMock } from "../../src/index.ts";
import { asEnvironment, orgId } from "../api.ts";
import { behindTheBack } from "../audit-rows.ts";

test("an answer that breaks the description is a loud 500 that names the place, and says what stands", async () => {
  const mock = createMock();
  const id = orgId(mock, "acme");
  await behindTheBack(mock as never, (tx) => void tx.organizations.update(id, { name: "" }));
  const key = asEnvironment(mock);
  const read = await key.get(`/v1/organizations/${id}`);
  const told = "The answer of getOrganization breaks the description: /name name must be at least 1 characters long.";
  expect([read.status, read.body.code, read.body.detail]).toEqual([500, "internal_error", told]);
  const written = await key.patch(`/v1/organizations/${id}`, { slug: "acme-labs" });
  expect([written.status, written.body.detail]).toEqual([
    500,
    expect.stringMatching(/^The answer of updateOrganization .* What the call did has been committed\.$/),
  ]);
  // What stands can be mended over the API.
  expect(await key.patch(`/v1/organizations/${id}`, { name: "Acme" })).toMatchObject({ status: 200, body: { name: "Acme", slug: "acme-labs" } });
});
