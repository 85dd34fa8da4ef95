import type { PolicyDocument } from "@plinto/spec";
import type { Mock } from "../../../src/index.ts";
import { api, orgId, signedIn, type Api } from "../../api.ts";

/** Somebody who stands in Acme. */
export function atAcme(mock: Mock, person: string): Promise<Api> {
  return signedIn(mock, person, { organization: orgId(mock, "acme") });
}

/** The environment's key, about Acme. */
export function environmentAtAcme(mock: Mock): Api {
  return api(mock, { as: mock.keys.secretKey, organization: orgId(mock, "acme") });
}

/** Makes a policy, which has to succeed, and gives its id. */
export async function newPolicy(caller: Api, document: PolicyDocument, name = "Policy"): Promise<string> {
  const answer = await caller.post("/v1/policies", { name, document });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body.id as string;
}

/** Denies an action of this API to some. */
export function deny(action: string, ...subjects: string[]): PolicyDocument {
  return { effect: "deny", actions: [action], resources: ["*"], ...(subjects.length > 0 ? { subjects } : {}) };
}

/** Allows an action to some. */
export function allow(action: string, ...subjects: string[]): PolicyDocument {
  return { effect: "allow", actions: [action], resources: ["*"], ...(subjects.length > 0 ? { subjects } : {}) };
}
