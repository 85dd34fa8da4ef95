import { createMock } from "@plinto/mock";
import { expect, test } from "vitest";
import { watchedFetch, type Watched } from "./watched-fetch.ts";

const baseUrl = "https://api.plinto.test";
const health = { status: "ok", checkedAt: "2030-01-01T00:00:00.000Z" };
const problem = { type: "https://plinto.dev/docs/errors/not_found", title: "It is not there", status: 404, code: "not_found", requestId: "req_1" };

/** What the watcher says of one answer. */
async function verdictOn(
  path: string,
  status: number,
  body: unknown,
  contentType = status < 400 ? "application/json" : "application/problem+json",
): Promise<() => void> {
  const watched = watchedFetch({ requests: [], evidence: () => [] }, baseUrl, async () => answer(status, body, contentType));
  const response = await watched.fetch(baseUrl + path);
  expect(await response.text()).toBe(JSON.stringify(body));
  return watched.verdict;
}

function answer(status: number, body: unknown, contentType: string): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": contentType, "plinto-request-id": "req_1" } });
}

test("an answer that fits the description passes, and its body is still there to be read", async () => {
  expect(await verdictOn("/v1/health", 200, health)).not.toThrow();
});

test.each([
  ["a status that the operation does not declare", "/v1/health", 202, health, undefined, "getHealth 202: the operation declares only the statuses"],
  ["a body without a required property", "/v1/health", 200, { status: "ok" }, undefined, "getHealth 200: / must have required property 'checkedAt'"],
  ["a time without milliseconds", "/v1/health", 200, { ...health, checkedAt: "2030-01-01T00:00:00Z" }, undefined, 'must match format "date-time"'],
  ["a media type that is not declared", "/v1/health", 200, health, "text/plain", "getHealth 200: the media type text/plain is not declared"],
  [
    "a code that the operation does not declare",
    "/v1/users/me",
    403,
    { ...problem, status: 403, code: "email_taken" },
    undefined,
    "does not declare the code email_taken",
  ],
  [
    "a problem that speaks of another status",
    "/v1/users/usr_00000000000000000000000000",
    404,
    { ...problem, status: 410 },
    undefined,
    "the body speaks of the status 410",
  ],
  [
    "a problem without a code, where there is no operation",
    "/v1/nowhere",
    404,
    { ...problem, code: undefined },
    undefined,
    "must have required property 'code'",
  ],
  ["an answer of a world below the base URL", "/w/other/v1/health", 202, health, undefined, "getHealth 202"],
])("%s fails the door", async (_what, path, status, body, contentType, complaint) => {
  expect(await verdictOn(path, status, body, contentType)).toThrow(complaint);
});

test("what stands outside of the API is not judged", async () => {
  expect(await verdictOn("/__plinto/worlds", 299, {})).not.toThrow();
});

test("what a fault struck proves nothing and is not judged", async () => {
  const mock = createMock();
  const watched: Watched = watchedFetch(mock, mock.baseUrl, mock.fetch);
  mock.faults.add({ operation: "getHealth", status: 503, times: 1 });
  expect((await watched.fetch(`${mock.baseUrl}/v1/health`)).status).toBe(503);
  expect(watched.verdict).not.toThrow();
});
