import { describe, expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { api, orgId } from "../../api.ts";
import { atAcme, environmentAtAcme } from "./at-acme.ts";

describe("reportPolicyEvaluations", () => {
  const reported = {
    decisionId: `dec_${"0".repeat(26)}`,
    time: "2030-01-01T10:00:00+01:00",
    action: "documents:read",
    subject: { type: "user", id: "usr_1", roles: ["member"], attributes: { department: "finance" } },
    resource: { type: "document", id: "doc_1" },
    decision: "deny",
    reason: "bundle_stale",
    matched: [],
    revision: null,
  };

  test("keeps decisions of others beside its own, without what the question said", async () => {
    const mock = createMock({ clock: "virtual" });
    const environment = environmentAtAcme(mock);

    expect(await environment.post("/v1/policies/evaluations", { evaluations: [reported] })).toMatchObject({ status: 202, body: undefined });

    expect((await environment.get("/v1/policies/evaluations")).body.data).toEqual([
      {
        decisionId: reported.decisionId,
        organizationId: orgId(mock, "acme"),
        source: "report",
        action: "documents:read",
        subject: { type: "user", id: "usr_1" },
        resource: { type: "document", id: "doc_1" },
        decision: "deny",
        reason: "bundle_stale",
        matched: [],
        policyVersion: null,
        operationId: null,
        reportedBy: { type: "environment_key", id: expect.stringMatching(/^key_/) },
        evaluatedAt: "2030-01-01T09:00:00.000Z",
      },
    ]);
  });

  test("refuses times that are none, and more than a hundred decisions", async () => {
    const environment = environmentAtAcme(createMock({ clock: "virtual" }));

    expect(await environment.post("/v1/policies/evaluations", { evaluations: [reported, { ...reported, time: "2030-02-30T00:00:00.000Z" }] })).toMatchObject({
      status: 400,
      body: { code: "validation_failed", errors: [{ pointer: "/evaluations/1/time", code: "format" }] },
    });
    expect(await environment.post("/v1/policies/evaluations", { evaluations: Array.from({ length: 101 }, () => reported) })).toMatchObject({
      status: 413,
      body: { code: "batch_too_large", detail: "Report at most 100 decisions at once." },
    });
  });

  // Nobody can have decided in the year 9999, and a denial for the reason that something is allowed is none.
  test("refuses what cannot be true of a decision: its time, or a reason of the other kind", async () => {
    const mock = createMock({ clock: "virtual" });
    const environment = environmentAtAcme(mock);
    const faultsOf = async (report: object): Promise<[string, string][]> => {
      const { status, body } = await environment.post("/v1/policies/evaluations", { evaluations: [reported, { ...reported, ...report }] });
      expect(status).toBe(400);
      return body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]);
    };

    expect(await faultsOf({ time: "9999-12-31T23:59:59.000Z" })).toEqual([["/evaluations/1/time", "time_implausible"]]);
    expect(await faultsOf({ time: "2030-01-02T00:00:01.000Z" })).toEqual([["/evaluations/1/time", "time_implausible"]]);
    expect(await faultsOf({ time: "2019-12-31T00:00:00.000Z" })).toEqual([["/evaluations/1/time", "time_implausible"]]);
    expect(await faultsOf({ reason: "policy_allow" })).toEqual([["/evaluations/1/reason", "reason_implausible"]]);
    expect(await faultsOf({ decision: "allow", reason: "policy_deny" })).toEqual([["/evaluations/1/reason", "reason_implausible"]]);
    expect((await environment.get("/v1/policies/evaluations")).body.data).toEqual([]);
  });

  // A client that had no answer sends its batch again, and a forger could send the id of a decision that is there.
  test("keeps a decision once, however often it is reported", async () => {
    const environment = environmentAtAcme(createMock({ clock: "virtual" }));
    await environment.post("/v1/policies/evaluations", { evaluations: [reported, { ...reported, action: "documents:write" }] });
    await environment.post("/v1/policies/evaluations", { evaluations: [{ ...reported, action: "documents:print" }] });

    const { data } = (await environment.get("/v1/policies/evaluations")).body;

    expect(data.map(({ action }: { action: string }) => action)).toEqual(["documents:read"]);
  });

  test("says which key reported it, and of its own decisions that none did", async () => {
    const mock = createMock({ clock: "virtual" });
    const ada = await atAcme(mock, "ada");
    const { body: made } = await ada.post(`/v1/organizations/${orgId(mock, "acme")}/api-keys`, { name: "Edge", scopes: ["policies:evaluate"] });
    await api(mock, { as: made.secret }).post("/v1/policies/evaluations", { evaluations: [reported] });
    await ada.post("/v1/policies/evaluate", { action: "documents:print", resource: { type: "document" } });

    const { data } = (await ada.get("/v1/policies/evaluations?sort=evaluatedAt")).body;

    expect(data.map(({ source, reportedBy }: { source: string; reportedBy: unknown }) => [source, reportedBy])).toEqual([
      ["api", null],
      ["report", { type: "organization_key", id: made.id }],
    ]);
  });
});

// Reports come late: a batch that waited shows decisions of hours ago, in the order in which they happen to stand in it.
test("listPolicyEvaluations sorts and filters by when something was decided, not by when it was kept", async () => {
  const mock = createMock({ clock: "virtual" });
  const environment = environmentAtAcme(mock);
  const at = (n: number, time: string): object => ({
    decisionId: `dec_${String(n).padStart(26, "0")}`,
    time,
    action: "documents:read",
    subject: { type: "user", id: "usr_1" },
    resource: { type: "document" },
    decision: "deny",
    reason: "policy_deny",
    matched: [],
    revision: null,
  });
  const evaluations = [at(1, "2029-12-31T12:00:00.000Z"), at(2, "2029-12-31T11:00:00.000Z"), at(3, "2029-12-31T13:00:00.000Z")];
  await environment.post("/v1/policies/evaluations", { evaluations });
  const hours = async (query: string): Promise<string[]> =>
    (await environment.get(`/v1/policies/evaluations?${query}`)).body.data.map(({ evaluatedAt }: { evaluatedAt: string }) => evaluatedAt.slice(11, 13));

  expect(await hours("sort=-evaluatedAt")).toEqual(["13", "12", "11"]);
  expect(await hours("sort=evaluatedAt")).toEqual(["11", "12", "13"]);
  expect(await hours("evaluatedAt[gte]=2030-01-01T00:00:00.000Z")).toEqual([]);
  expect(await hours("evaluatedAt[lt]=2029-12-31T12:00:00.000Z")).toEqual(["11"]);
});
