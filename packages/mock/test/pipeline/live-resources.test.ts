import { expect, test } from "vitest";
import { createMock } from "../../src/index.ts";
import { accessTokenOf, api, asEnvironment, orgId } from "../api.ts";

// A use leaves the version alone, so a reader that had the version was told that nothing had changed.
test("a key and a session are read anew after a use; what tells nothing but its version answers 304", async () => {
  const mock = createMock({ clock: "virtual" });
  const keys = `/v1/organizations/${orgId(mock, "acme")}/api-keys`;
  const { body: key } = await asEnvironment(mock).post(keys, { name: "CI", scopes: ["org:read"] });
  const keyPath = `${keys}/${key.id as string}`;
  const ada = api(mock, { as: await accessTokenOf(mock, "ada") });
  const readers = [
    { reader: asEnvironment(mock), path: keyPath, status: 200 },
    { reader: ada, path: "/v1/auth/session", status: 200 },
    { reader: ada, path: "/v1/users/me", status: 304 },
  ];
  for (const { reader, path, status } of readers) {
    const etag = (await reader.get(path)).headers.get("etag")!;
    await api(mock, { as: key.secret as string }).get(`/v1/organizations/${orgId(mock, "acme")}`);
    expect([path, (await reader.get(path, { "if-none-match": etag })).status]).toEqual([path, status]);
  }
  expect((await asEnvironment(mock).get(keyPath)).body.lastUsedAt).toBe("2030-01-01T00:00:00.000Z");
});
