import { expect, test } from "vitest";
import { createMock } from "../../src/index.ts";
import { accessTokenOf, api, asEnvironment } from "../api.ts";

// All mocks sign with the same test keys, so the signature alone does not tell their tokens apart.
test("an access token of another environment opens nothing, and its introspection knows nothing of it", async () => {
  const mock = createMock();
  const token = await accessTokenOf(mock.world("elsewhere"), "ada");
  expect((await asEnvironment(mock.world("elsewhere")).post("/v1/sessions/introspect", { token })).body.active).toBe(true);

  expect(await api(mock, { as: token }).get("/v1/users/me")).toMatchObject({ status: 401, body: { code: "access_token_invalid" } });
  expect((await asEnvironment(mock).post("/v1/sessions/introspect", { token })).body).toEqual({ active: false, reason: "unknown" });
});
