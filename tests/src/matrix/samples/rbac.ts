import type { CheckPermission, PermissionDecision } from "@plinto/spec";
import { expect } from "vitest";
import type { Samples, Stage } from "../sample.ts";

export const rbac = {
  checkPermission: (stage) => ({ params: question(stage), organization: organizationOf(stage), effect: (decision) => holds(stage, decision) }),
  checkPermissionsBatch: (stage) => ({
    params: { checks: [question(stage), question(stage)] },
    organization: organizationOf(stage),
    effect: ({ results }) => {
      expect(results).toHaveLength(2);
      for (const decision of results) holds(stage, decision);
    },
  }),
  listPermissions: ({ tenant }) => ({
    params: { q: "org:delete" },
    organization: tenant,
    effect: ({ data }) => expect(data.map(({ permission }) => permission)).toEqual(["org:delete"]),
  }),
  getEffectivePermissions: (stage) => ({
    params: { userId: stage.target.id },
    organization: organizationOf(stage),
    effect: ({ userId, permissions }) => {
      expect(userId).toBe(stage.target.id);
      expect(permissions.map(({ permission }) => permission)).toContain("org:read");
    },
  }),
} satisfies Samples;

/** Who asks about herself asks in Acme all the same. */
function organizationOf({ about, acme }: Stage): string | undefined {
  return about === "anywhere" ? undefined : acme;
}

function question({ about, target }: Stage): CheckPermission {
  return { permission: "org:read", ...(about === "herself" ? {} : { userId: target.id }) };
}

function holds({ about, caller, target }: Stage, { allowed, reason, subject }: PermissionDecision): void {
  if (about !== "herself") {
    expect([subject.id, allowed, reason]).toEqual([target.id, about !== "outside", about === "outside" ? "not_a_member" : "granted"]);
  } else if (caller.person) expect([subject.id, reason]).toEqual([caller.person.id, "granted"]);
  else {
    expect(subject.type).toBe(caller.name === "environment" ? "environment_key" : "organization_key");
    // The key has one scope, and that is another; the key with every scope has what its creator has left.
    expect(allowed).toBe(caller.name !== "key");
  }
}
