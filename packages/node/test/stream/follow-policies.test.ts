import { type CreatePolicyParams, createPlinto } from "@plinto/core";
import { type AcmeSeed, type Mock, createMock } from "@plinto/mock";
import { createPolicyClient, type PolicyClient } from "@plinto/policy/sync";
import { createRealtime, type Realtime } from "@plinto/realtime";
import { expect, test } from "vitest";
import { createPlintoAdmin } from "../../src/index.ts";
import { followPolicies } from "../../src/realtime.ts";
import { within } from "../support/within.ts";

interface Ground {
  readonly mock: Mock<AcmeSeed>;
  readonly organizationId: string;
  readonly realtime: Realtime;
  readonly policies: PolicyClient;
  readonly ada: ReturnType<typeof createPlinto>;
  /** Resolves with the next revision of the bundle. */
  changed(): Promise<unknown>;
  reads(): number;
}

function ground(): Ground {
  const mock = createMock() as Mock<AcmeSeed>;
  const { baseUrl, fetch, clock, WebSocket } = mock.connect();
  const organizationId = mock.seed.organizations.acme.id;
  const { secretKey } = mock.keys;
  const policies = createPolicyClient({ baseUrl, fetch, secretKey, organizationId, allowMockKeys: true, pollIntervalSeconds: 0, reportEvaluations: false });
  return {
    mock,
    organizationId,
    policies,
    realtime: createRealtime(createPlintoAdmin({ baseUrl, fetch, clock, secretKey }), { WebSocket }),
    ada: createPlinto(mock.as("ada", { organization: "acme" })),
    changed: () => within("another bundle", new Promise((resolve) => void policies.on("changed", resolve))),
    reads: () => mock.requests.filter(({ operationId }) => operationId === "getPolicyBundle").length,
  };
}

const input = (organizationId: string) =>
  ({ action: "audit:export", subject: { type: "user", id: "usr_x", roles: ["admin"] }, resource: { type: "audit_log" }, organizationId }) as const;
const denial: CreatePolicyParams = { name: "No exports", document: { effect: "deny", actions: ["audit:export"], resources: ["*"] } };

test("a policy that was made is decided by as soon as its event is here, without polling", async () => {
  const { policies, realtime, organizationId, ada, changed } = ground();
  const following = followPolicies(policies, { realtime, organizationId });
  await changed();
  expect(policies.evaluate(input(organizationId)).decision).toBe("allow");
  const arrives = changed();
  await ada.policies.create(denial);
  await arrives;
  expect(policies.evaluate(input(organizationId))).toMatchObject({ decision: "deny", reason: "policy_deny" });
  following.close();
  await realtime.close();
});

test("what changes while the bundle is read is read once more, however much it is", async () => {
  const { realtime, organizationId, ada } = ground();
  let reads = 0;
  let release = (): void => {};
  const begun: (() => void)[] = [];
  const reading = (): Promise<void> => within("a reading", new Promise((resolve) => void begun.push(resolve)));
  const refresh = (): Promise<void> => {
    reads++;
    for (const resolve of begun.splice(0)) resolve();
    return new Promise((resolve) => (release = resolve));
  };
  const first = reading();
  const following = followPolicies({ refresh }, { realtime, organizationId });
  await first;
  const own = realtime.organization(organizationId, { onGap: () => {} });
  let heard = 0;
  const all = new Promise<void>((resolve) => void own.on("policy.created", () => ++heard === 20 && resolve()));
  await own.ready();
  await Promise.all(Array.from({ length: 20 }, (_, index) => ada.policies.create({ ...denial, name: `Rule ${index}` })));
  await within("the last event", all);
  expect(reads).toBe(1);
  const second = reading();
  release();
  await second;
  release();
  await ada.policies.list();
  expect(reads).toBe(2);
  following.close();
  await realtime.close();
});

test("after a gap the bundle is read, and a read that fails does not end following", async () => {
  const { mock, policies, realtime, organizationId, ada, changed } = ground();
  const following = followPolicies(policies, { realtime, organizationId });
  await changed();
  const failed = new Promise((resolve) => void policies.on("error", resolve));
  const restore = mock.faults.add({ operation: "getPolicyBundle", status: 503 });
  await ada.policies.create(denial);
  await failed;
  restore();
  const arrives = changed();
  mock.realtime.truncateHistory();
  mock.realtime.cut();
  await ada.policies.create({ ...denial, name: "Missed" });
  mock.realtime.truncateHistory();
  await arrives;
  expect(policies.evaluate(input(organizationId)).decision).toBe("deny");
  following.close();
  await realtime.close();
});

test("who may not listen to the organization is told, and polling goes on", async () => {
  const { policies, realtime } = ground();
  const following = followPolicies(policies, { realtime, organizationId: "org_00000000000000000000000000" });
  await expect(following.ready()).rejects.toMatchObject({ code: "not_found" });
  await realtime.close();
});
