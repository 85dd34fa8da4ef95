import fc from "fast-check";
import { expect, test } from "vitest";
import { createMock } from "../../src/index.ts";
import { asEnvironment, orgId, userId } from "../api.ts";

// Names of blanks, of characters that nobody sees, and with line breaks were taken, and stood so in lists and e-mails.
test.each([
  ["blanks", "   "],
  ["no-break spaces", "\u00a0\u3000"],
  ["zero-width characters", "\u200b\u200d\ufeff"],
  ["direction marks alone", "\u202e\u200f"],
  ["a line break", "Acme\r\nBcc: eve@evil.test"],
  ["a line separator", "Acme\u2028Labs"],
  ["a null character", "Acme\u0000"],
  ["an escape", "\u001b[31mAcme"],
])("a name of %s is refused wherever something is named", async (_, name) => {
  const mock = createMock();
  const key = asEnvironment(mock);
  const acme = `/v1/organizations/${orgId(mock, "acme")}`;
  const refused = (field: string): object => ({
    status: 400,
    body: {
      code: "validation_failed",
      errors: [{ pointer: field, code: "pattern", message: expect.stringContaining("must be one line with something in it that can be seen") }],
    },
  });
  expect(await key.patch(acme, { name })).toMatchObject(refused("/name"));
  expect(await key.patch("/v1/environment", { name })).toMatchObject(refused("/name"));
  expect(await key.patch(`${acme}/settings`, { branding: { senderName: name } })).toMatchObject(refused("/branding/senderName"));
  expect(await key.post(`${acme}/teams`, { name })).toMatchObject(refused("/name"));
  expect(await key.post("/v1/policies/roles", { name, permissions: ["blog:write"] }, { "plinto-organization": orgId(mock, "acme") })).toMatchObject(
    refused("/name"),
  );
  expect(await key.post(`${acme}/api-keys`, { name, scopes: ["org:read"] })).toMatchObject(refused("/name"));
  for (const field of ["name", "givenName", "familyName"])
    expect(await key.patch(`/v1/users/${userId(mock, "bob")}`, { [field]: name })).toMatchObject(refused(`/${field}`));
});

test.each(["李", "Ñandú & Söhne", "👩‍👩‍👧 Family", "שלום", " x ", "\u200fעברית", "a\u200db", "-"])("%j is a name", async (name) => {
  const mock = createMock();
  expect((await asEnvironment(mock).patch(`/v1/organizations/${orgId(mock, "acme")}`, { name })).body.name).toBe(name);
});

test("whatever is sent as a name is judged at once, however long", async () => {
  const mock = createMock();
  const key = asEnvironment(mock);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(" ", "a", "\u200b", " a", "a "), fc.constantFrom("", "\u0000", "\n"), async (part, end) => {
      const answer = await key.patch("/v1/environment", { name: part.repeat(100_000) + end });
      expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toContain("/name");
    }),
    { numRuns: 15 },
  );
});
