import { plans } from "../../generated/registries.ts";
import type { OrganizationRow } from "./table.ts";

/** Whether the organization's plan has a feature. */
export function hasFeature(organization: OrganizationRow, feature: string): boolean {
  return plans[organization.plan]?.features.includes(feature) ?? false;
}

/** The most that the plan allows of something; null is no limit. */
export function planLimit(organization: OrganizationRow, name: string): number | null {
  return plans[organization.plan]?.limits[name] ?? null;
}

/** The features that the organization's plan has. */
export function featuresOf(organization: OrganizationRow): string[] {
  return [...(plans[organization.plan]?.features ?? [])];
}
