import type { BundledRole, PolicyBundle } from "@plinto/spec";
import { hashSecret } from "../../credentials/secret-key.ts";
import { roles } from "../../generated/registries.ts";
import type { MockReaders } from "../../schema.ts";
import type { EnvironmentRow } from "../environment/table.ts";
import type { OrganizationRow } from "../organizations/table.ts";
import { inCatalogOrder } from "../roles/grantable.ts";
import { systemRoles } from "../roles/system-roles.ts";
import { enabledPolicies } from "./engines.ts";

/** All that decides in an organization. The same state gives the same bundle, whenever it is asked for. */
export function policyBundle(read: MockReaders, environment: EnvironmentRow, organization: OrganizationRow): PolicyBundle {
  const custom = read.roles.scan("byOrganization", [organization.id]).toArray();
  const bundledRoles: BundledRole[] = [
    ...systemRoles.map((key) => ({ key, level: roles[key].level, permissions: inCatalogOrder(roles[key].permissions) })),
    ...custom.map(({ slug, permissions }) => ({ key: slug, level: null, permissions: [...permissions] })).sort((a, b) => (a.key < b.key ? -1 : 1)),
  ];
  const set = read.policySets.get(organization.id);
  const ofRoles = read.roleChanges.get(organization.id);
  const moments = [organization.createdAt, set?.changedAt, ofRoles?.changedAt, ...custom.map(({ updatedAt }) => updatedAt)];
  const shown = {
    format: "plinto.policies.v1" as const,
    organizationId: organization.id,
    environmentId: environment.id,
    // Both only grow, so that their sum does with every change, also with two in one millisecond.
    sequence: (set?.changes ?? 0) + (ofRoles?.changes ?? 0),
    // RFC 3339 in one spelling: the latest of them sorts last.
    generatedAt: moments.filter((moment) => moment !== undefined).reduce((latest, moment) => (moment > latest ? moment : latest)),
    roles: bundledRoles,
  };
  return {
    ...shown,
    // Of all that the body shows, so that no two bodies go by one revision; the policies by that of their own.
    revision: hashSecret(JSON.stringify([shown, set?.revision ?? null])).slice(0, 22),
    policies: enabledPolicies(read, organization.id).sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}
