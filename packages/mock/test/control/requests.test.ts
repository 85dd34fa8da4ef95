import { expect, test } from "vitest";
import { accessTokenOf, api } from "../api.ts";
import { served } from "./served.ts";

test("the list of requests tells what was asked and how it ended, newest last", async () => {
  const { mock, control } = await served();
  await control.addFault({ operation: "getHealth", status: 503, times: 1 });
  await api(mock).get("/v1/health");
  await api(mock).get("/v1/users/me");
  await api(mock).get("/v1/nothing");
  expect((await control.listRequests()).data).toMatchObject([
    { operationId: "getHealth", method: "GET", path: "/v1/health", status: 503, code: "maintenance", at: "2030-01-01T00:00:00.000Z", faulted: true },
    { path: "/v1/users/me", status: 401, code: "unauthenticated", faulted: false },
    { operationId: null, path: "/v1/nothing", status: 404, code: "not_found" },
  ]);
});

test("the list of requests holds no credential and no password", async () => {
  const { mock, control } = await served();
  const token = await accessTokenOf(mock, "ada");
  await api(mock, { as: token }).get("/v1/users/me");
  const text = JSON.stringify(await control.listRequests());
  expect(text).toContain("/v1/auth/sign-in");
  expect(text).not.toContain(token);
  expect(text).not.toContain("plinto-demo");
});

test("asking the control plane is no request to the API", async () => {
  const { control } = await served();
  await control.getWorld();
  expect((await control.listRequests()).data).toEqual([]);
});
