import type { EvaluatePolicies, Policy, PolicyDecision, PolicyDocument, ReportedPolicyEvaluation } from "@plinto/spec";
import { expect } from "vitest";
import type { Samples, Stage } from "../sample.ts";

export const policies = {
  createPolicy: (stage) => ({
    params: { name: "Exports", document: documentOf(stage) },
    organization: stage.tenant,
    effect: async ({ id }) => expect((await again(stage, id)).document).toEqual(documentOf(stage)),
  }),
  listPolicies: async (stage) => {
    const policyId = await thePolicy(stage);
    return { params: { q: "Exports" }, organization: stage.tenant, effect: ({ data }) => expect(data.map(({ id }) => id)).toEqual([policyId]) };
  },
  getPolicy: async (stage) => {
    const policyId = await thePolicy(stage);
    return { params: { policyId }, organization: stage.tenant, effect: ({ id }) => expect(id).toBe(policyId) };
  },
  updatePolicy: async (stage) => {
    const policyId = await thePolicy(stage);
    return {
      params: { policyId, name: "Renamed" },
      organization: stage.tenant,
      effect: async () => expect(await again(stage, policyId)).toMatchObject({ name: "Renamed", version: 2 }),
    };
  },
  deletePolicy: async (stage) => {
    const policyId = await thePolicy(stage);
    return {
      params: { policyId },
      organization: stage.tenant,
      effect: async () => expect(await stage.world.outcome("getPolicy", { policyId }, { organization: stage.acme })).toBe("404 not_found"),
    };
  },
  rollbackPolicy: async (stage) => {
    const policyId = await twoVersions(stage);
    return {
      params: { policyId, version: 1 },
      organization: stage.tenant,
      effect: async () => expect(await again(stage, policyId)).toMatchObject({ version: 3, document: documentOf(stage) }),
    };
  },
  listPolicyVersions: async (stage) => {
    const policyId = await twoVersions(stage);
    return { params: { policyId }, organization: stage.tenant, effect: ({ data }) => expect(data.map(({ version }) => version)).toEqual([2, 1]) };
  },
  getPolicyVersion: async (stage) => {
    const policyId = await twoVersions(stage);
    return { params: { policyId, version: "1" }, organization: stage.tenant, effect: ({ document }) => expect(document).toEqual(documentOf(stage)) };
  },
  validatePolicy: (stage) => ({
    params: { document: { effect: "deny" } },
    organization: stage.tenant,
    effect: ({ valid, diagnostics }) => expect([valid, diagnostics.map(({ pointer }) => pointer)]).toEqual([false, ["/actions", "/resources"]]),
  }),
  evaluatePolicies: async (stage) => {
    await keepAll(stage);
    return {
      params: question(stage),
      organization: organizationOf(stage),
      effect: (decision) => holds(stage, decision),
      otherWays: {
        "a denial": { params: { ...question(stage), action: "org:transfer" }, as: stage.as("environment"), organization: stage.acme, outcome: "200" },
      },
    };
  },
  evaluatePoliciesBatch: async (stage) => {
    await keepAll(stage);
    return {
      params: { evaluations: [question({ ...stage, about: "herself" }), { action: "no spaces", resource: { type: "organization" } }] },
      organization: organizationOf(stage),
      effect: ({ results: [answer, fault] }) => {
        if (answer?.status !== "decided") throw new Error("The first question was not answered");
        holds({ ...stage, about: "herself" }, answer.decision);
        expect(fault).toMatchObject({ status: "failed", error: { code: "input_invalid" } });
      },
      otherWays: {
        "of a member": { params: { evaluations: [question(stage)] }, as: stage.as("environment"), organization: stage.acme, outcome: "200" },
        "a denial": {
          params: { evaluations: [{ ...question(stage), action: "org:transfer" }] },
          as: stage.as("environment"),
          organization: stage.acme,
          outcome: "200",
        },
      },
    };
  },
  listPolicyEvaluations: async (stage) => {
    const { world, acme, caller } = stage;
    await world.ask("reportPolicyEvaluations", { evaluations: [reported("deny")] }, { organization: acme });
    const seesAll = ["owner", "admin", "granted", "acting", "stale", "environment", "key"].includes(caller.name);
    return {
      params: { action: "documents:read" },
      organization: stage.tenant,
      effect: ({ data }) => expect(data.map(({ decisionId }) => decisionId)).toEqual(seesAll ? [reported("deny").decisionId] : []),
    };
  },
  reportPolicyEvaluations: async (stage) => {
    await keepAll(stage);
    return {
      params: { evaluations: [reported("deny"), reported("allow")] },
      organization: stage.tenant,
      effect: async () => {
        const { data } = await stage.world.ask("listPolicyEvaluations", { source: "report" }, { organization: stage.acme });
        expect(data.map(({ decision }) => decision)).toEqual(["allow", "deny"]);
      },
    };
  },
  getPolicyBundle: async (stage) => {
    const { acme, globex, about } = stage;
    const policyId = await thePolicy(stage);
    const organizationId = about === "foreign" ? globex : acme;
    return {
      params: about === "anywhere" ? {} : { organizationId },
      effect: (bundle) => {
        expect(bundle.organizationId).toBe(organizationId);
        expect(bundle.policies.map(({ id }) => id)).toEqual([policyId]);
      },
    };
  },
} satisfies Samples;

/** The document of a call: about what everybody holds who may call, or what an owner alone has. */
function documentOf({ about }: Stage): PolicyDocument {
  return { effect: "allow", actions: [about === "above" ? "org:delete" : "documents:export"], resources: ["*"], subjects: ["user:nobody"] };
}

/** The policy that a call is about. */
async function thePolicy(stage: Stage): Promise<string> {
  const { world, acme, globex, about } = stage;
  return (await world.ask("createPolicy", { name: "Exports", document: documentOf(stage) }, { organization: about === "foreign" ? globex : acme })).id;
}

/** The same, after a change. */
async function twoVersions(stage: Stage): Promise<string> {
  const { world, acme, globex, about } = stage;
  const policyId = await thePolicy(stage);
  const document: PolicyDocument = { effect: "deny", actions: ["documents:print"], resources: ["*"], subjects: ["user:nobody"] };
  await world.ask("updatePolicy", { policyId, document }, { organization: about === "foreign" ? globex : acme });
  return policyId;
}

async function again({ world, acme }: Stage, policyId: string): Promise<Policy> {
  return world.ask("getPolicy", { policyId }, { organization: acme });
}

/** Every decision is kept, not a sample. */
async function keepAll({ world }: Stage): Promise<void> {
  await world.ask("updateEnvironment", { policyEvaluationSampling: 1 });
}

/** Who asks about herself asks in Acme all the same. */
function organizationOf({ about, acme }: Stage): string | undefined {
  return about === "anywhere" ? undefined : acme;
}

function question({ about, target, caller }: Stage): EvaluatePolicies {
  // The environment's key is no subject of policies, so that it has to name somebody.
  const subject = about === "herself" && caller.name !== "environment" ? undefined : { userId: target.id };
  return { action: "org:read", resource: { type: "organization" }, ...(subject && { subject }) };
}

function holds({ about, caller }: Stage, { decision, reason }: PolicyDecision): void {
  // Of a key the scopes count, and the one that it asks with is not this one.
  const allowed = about !== "herself" || caller.person !== undefined || caller.name !== "key";
  expect([decision, reason]).toEqual(allowed ? ["allow", "role_allow"] : ["deny", "default_deny"]);
}

function reported(decision: "allow" | "deny"): ReportedPolicyEvaluation {
  return {
    decisionId: `dec_0000000000000000000000000${decision === "allow" ? 1 : 0}`,
    time: "2030-01-01T00:00:00.000Z",
    action: "documents:read",
    subject: { type: "user", id: "usr_1" },
    resource: { type: "document", id: "doc_1" },
    decision,
    reason: decision === "allow" ? "policy_allow" : "default_deny",
    matched: [],
    revision: "r1",
  };
}
