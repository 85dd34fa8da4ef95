import { afterEach, expect, test } from "vitest";
import { serveMock, type ServedMock } from "../../src/doors/server.ts";
import { createMock } from "../../src/index.ts";

const open: ServedMock[] = [];

afterEach(async () => {
  for (const served of open.splice(0)) await served.close();
});

async function scrape(url: string): Promise<{ text: string; samples: Map<string, number> }> {
  const response = await fetch(`${url}/metrics`);
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
  const text = await response.text();
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return { text, samples: new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))])) };
}

test("requests are counted by operation and status, in a form that Prometheus reads", async () => {
  const mock = createMock();
  const served = await serveMock(mock);
  open.push(served);
  for (let turn = 0; turn < 3; turn++) await fetch(`${served.url}/v1/health`);
  await fetch(`${served.url}/v1/users/me`);
  await fetch(`${served.url}/v1/nothing`);
  const { text, samples } = await scrape(served.url);
  expect(samples.get('plinto_mock_requests_total{world="default",operation="getHealth",status="200"}')).toBe(3);
  expect(samples.get('plinto_mock_requests_total{world="default",operation="getMe",status="401"}')).toBe(1);
  expect(samples.get('plinto_mock_requests_total{world="default",operation="none",status="404"}')).toBe(1);
  expect(samples.get("plinto_mock_uptime_seconds")).toBeGreaterThan(0);
  for (const line of text.trimEnd().split("\n")) {
    expect(line).toMatch(/^(# (HELP|TYPE) plinto_mock_\w+ .+|plinto_mock_\w+(\{\w+="[^"\n]*"(,\w+="[^"\n]*")*\})? [\d.e+-]+)$/);
  }
});

test("latencies are a cumulative histogram whose last bucket is the count", async () => {
  const mock = createMock();
  const served = await serveMock(mock);
  open.push(served);
  for (let turn = 0; turn < 5; turn++) await fetch(`${served.url}/v1/health`);
  const { samples } = await scrape(served.url);
  const buckets = [...samples]
    .filter(([name]) => name.startsWith('plinto_mock_request_duration_seconds_bucket{world="default",operation="getHealth"'))
    .map(([, count]) => count);
  expect(buckets).toHaveLength(13);
  expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
  expect(buckets.at(-1)).toBe(5);
  expect(samples.get('plinto_mock_request_duration_seconds_count{world="default",operation="getHealth"}')).toBe(5);
  expect(samples.get('plinto_mock_request_duration_seconds_sum{world="default",operation="getHealth"}')).toBeGreaterThan(0);
});

test("commits and rows follow the state of every world, and what was counted outlives a reset", async () => {
  const mock = createMock();
  const served = await serveMock(mock);
  open.push(served);
  await mock.world("shop").ready();
  const before = (await scrape(served.url)).samples;
  const headers = { authorization: `Bearer ${mock.keys.secretKey}`, "content-type": "application/json" };
  await fetch(`${served.url}/v1/users`, { method: "POST", headers, body: JSON.stringify({ email: "new@acme.test" }) });
  const after = (await scrape(served.url)).samples;
  const users = 'plinto_mock_rows{world="default",table="users"}';
  expect(after.get(users)).toBe(before.get(users)! + 1);
  expect(after.get('plinto_mock_commits{world="default"}')).toBeGreaterThan(before.get('plinto_mock_commits{world="default"}')!);
  expect(after.get('plinto_mock_rows{world="shop",table="users"}')).toBe(before.get(users));
  await mock.reset();
  const reset = (await scrape(served.url)).samples;
  expect(reset.get(users)).toBe(before.get(users));
  expect(reset.get('plinto_mock_requests_total{world="default",operation="createUser",status="201"}')).toBe(1);
});

test("nothing of the data is in the measurements", async () => {
  const mock = createMock();
  const served = await serveMock(mock);
  open.push(served);
  const signIn = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ email: "ada@acme.test", password: "plinto-demo" }) };
  const { session } = (await (await fetch(`${served.url}/v1/auth/sign-in`, signIn)).json()) as { session: { accessToken: string } };
  await fetch(`${served.url}/v1/users/${mock.seed.users.ada.id}`, { headers: { authorization: `Bearer ${session.accessToken}` } });
  const { text } = await scrape(served.url);
  expect(text).not.toMatch(/@|usr_|org_|sk_test|pk_test|rt_|eyJ/);
});
