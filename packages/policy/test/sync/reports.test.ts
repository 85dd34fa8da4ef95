import { expect, test } from "vitest";
import { organizationId } from "./support/bundle-server.ts";
import { question, told, world } from "./support/world.ts";

const reportsPath = "/v1/policies/evaluations";
const denied = (id: string): ReturnType<typeof question> =>
  question({ subject: { type: "user", id, roles: [], attributes: { salary: 7 } }, request: { ip: "203.0.113.7" } });

test("denials are reported in a batch after five seconds, with what was decided and nothing of attributes or addresses", async () => {
  const { client, server, clock } = world();
  const policies = client({ reportEvaluations: {} });
  await policies.ready();
  const { decisionId } = policies.evaluate(denied("usr_1"));
  policies.evaluate({ ...denied("usr_2"), resource: { type: "document" } });
  await clock.advance(4_999);
  expect(server.batches).toEqual([]);
  await clock.advance(1);
  const about = { action: "documents:read", decision: "deny", reason: "default_deny", matched: [], revision: "rev_1", time: "2026-03-02T10:00:00.000Z" };
  expect(server.batches).toEqual([
    {
      key: expect.stringMatching(/^[0-9a-f]{32}$/),
      evaluations: [
        { ...about, decisionId, subject: { type: "user", id: "usr_1" }, resource: { type: "document", id: "doc_1" } },
        { ...about, decisionId: expect.stringMatching(/^dec_/), subject: { type: "user", id: "usr_2" }, resource: { type: "document", id: null } },
      ],
    },
  ]);
  const request = server.requests.at(-1)!;
  expect(request.headers.get("plinto-organization")).toBe(organizationId);
  expect(policies.reports).toEqual({ sent: 2, waiting: 0, dropped: 0 });
});

test("a hundred decisions go at once, without waiting and never from inside a decision", async () => {
  const { client, server } = world();
  const policies = client({ reportEvaluations: {} });
  await policies.ready();
  for (let index = 0; index < 250; index += 1) policies.evaluate(denied(`usr_${index}`));
  expect(server.count(reportsPath)).toBe(0);
  await policies.flush();
  expect(server.batches.map(({ evaluations }) => evaluations.length)).toEqual([100, 100, 50]);
  expect(new Set(server.batches.map(({ key }) => key)).size).toBe(3);
});

test("what is allowed is reported at the rate that was asked for", async () => {
  for (const [sampleRate, expected] of [
    [0, 0],
    [0.25, 250],
    [1, 1_000],
  ] as const) {
    const { client } = world();
    const policies = client({ reportEvaluations: { sampleRate }, random: (length) => new Uint8Array(length) });
    await policies.ready();
    for (let index = 0; index < 1_000; index += 1) policies.evaluate(question());
    await policies.flush();
    expect(policies.reports).toEqual({ sent: expected, waiting: 0, dropped: 0 });
  }
});

test("what a policy decided names the policy with its version, and a denial for want of a bundle its reason", async () => {
  const { client, server } = world();
  const policies = client({ reportEvaluations: { sampleRate: 1 } });
  policies.evaluate(question());
  await policies.ready();
  policies.evaluate(question());
  await policies.flush();
  expect(server.batches[0]!.evaluations).toMatchObject([
    { reason: "bundle_missing", revision: null, matched: [] },
    { reason: "policy_allow", revision: "rev_1", matched: [{ policyId: "pol_1", version: 1, effect: "allow", priority: 0, determined: true }] },
  ]);
});

test("a batch that fails is sent again with the same key and bytes, later each time", async () => {
  const { client, server, clock } = world();
  const policies = client({ reportEvaluations: {}, random: (length) => new Uint8Array(length) });
  const errors = told(policies, "error");
  await policies.ready();
  server.instead = ({ method }) => (method === "POST" ? new Response(null, { status: 503 }) : undefined);
  policies.evaluate(denied("usr_1"));
  await clock.advance(5_000);
  policies.evaluate(denied("usr_2"));
  await clock.advance(500);
  expect(errors).toMatchObject([
    { error: { code: "bundle_unavailable", status: 503, message: "The API answered 503 to reports of decisions." }, retryInSeconds: 0.5 },
    { retryInSeconds: 1 },
  ]);
  server.instead = undefined;
  await clock.advance(1_000);
  const sent = server.requests.filter(({ method }) => method === "POST");
  expect(sent).toHaveLength(4);
  expect(new Set(sent.slice(0, 3).map(({ headers, body }) => `${headers.get("idempotency-key")} ${body}`)).size).toBe(1);
  expect(server.batches.map(({ evaluations }) => evaluations.length)).toEqual([1, 1]);
  expect(policies.evaluate(question()).decision).toBe("allow");
});

test.each([
  [401, "The API answered 401 to reports of decisions. Give the secret key policies:evaluate."],
  [403, "The API answered 403 to reports of decisions. Give the secret key policies:evaluate."],
  [404, "The API answered 404 to reports of decisions, and 2 of 2 are given up: it did not say why."],
])("reports that are refused with %i are given up and told of", async (status, message) => {
  const { client, server, clock } = world();
  const policies = client({ reportEvaluations: {} });
  const errors = told(policies, "error");
  await policies.ready();
  server.instead = ({ method }) => (method === "POST" ? new Response(null, { status }) : undefined);
  policies.evaluate(denied("usr_1"));
  policies.evaluate(denied("usr_2"));
  await clock.advance(5_000);
  expect(errors).toMatchObject([{ error: { code: "reports_refused", status, message }, retryInSeconds: null }]);
  expect(policies.reports).toEqual({ sent: 0, waiting: 0, dropped: 2 });
});

test("above a thousand that wait the oldest are dropped and counted", async () => {
  const { client, server, clock } = world();
  const policies = client({ reportEvaluations: {} });
  await policies.ready();
  server.instead = ({ method }) => {
    if (method === "POST") throw new TypeError("fetch failed");
    return undefined;
  };
  policies.evaluate(denied("usr_first"));
  await clock.advance(5_000);
  for (let index = 0; index < 1_200; index += 1) policies.evaluate(denied(`usr_${index}`));
  expect(policies.reports).toEqual({ sent: 0, waiting: 1_000, dropped: 201 });
  server.instead = undefined;
  await policies.flush();
  const ids = server.batches.flatMap(({ evaluations }) => evaluations.map(({ subject }) => (subject as { id: string }).id));
  expect(ids.slice(0, 2)).toEqual(["usr_first", "usr_201"]);
  expect(ids.at(-1)).toBe("usr_1199");
  expect(policies.reports).toEqual({ sent: 1_000, waiting: 0, dropped: 201 });
});

test("what the API cannot take is not sent, so that it spoils no batch", async () => {
  const { client } = world();
  const policies = client({ reportEvaluations: {} });
  await policies.ready();
  policies.evaluate(denied("x".repeat(256)));
  policies.evaluate(denied(""));
  policies.evaluate(denied("a\ud800"));
  policies.evaluate(null as never);
  policies.evaluate(question({ organizationId: "org_other" }));
  expect(policies.reports).toEqual({ sent: 0, waiting: 0, dropped: 3 });
});

test("closing sends what waits, and gives up what cannot be sent", async () => {
  const { client, server, clock } = world();
  const policies = client({ reportEvaluations: {} });
  await policies.ready();
  policies.evaluate(denied("usr_1"));
  await policies.close();
  expect(policies.reports).toEqual({ sent: 1, waiting: 0, dropped: 0 });
  policies.evaluate(denied("usr_2"));
  expect(policies.reports.waiting).toBe(0);
  const other = client({ reportEvaluations: {} });
  await other.ready();
  server.instead = () => new Response(null, { status: 500 });
  other.evaluate(denied("usr_1"));
  await other.close();
  expect(other.reports).toEqual({ sent: 0, waiting: 0, dropped: 1 });
  expect(clock.waiting()).toEqual([]);
});

test("who wants no reports sends none", async () => {
  const { client, server, clock } = world();
  const policies = client({ reportEvaluations: false });
  await policies.ready();
  policies.evaluate(denied("usr_1"));
  await policies.flush();
  await clock.advance(60_000);
  expect(server.count(reportsPath)).toBe(0);
  expect(policies.reports).toEqual({ sent: 0, waiting: 0, dropped: 0 });
});
