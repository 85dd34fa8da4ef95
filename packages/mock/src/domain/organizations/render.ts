import type { Organization, OrganizationSettings } from "@plinto/spec";
import type { OrganizationRow } from "./table.ts";

/** @param all whether private metadata is shown too: to the environment key only */
export function renderOrganization(row: OrganizationRow, all: boolean): Organization {
  return {
    id: row.id,
    name: row.name,
    slug: row.slug,
    externalId: row.externalId,
    logoUrl: row.logoUrl,
    status: row.status,
    plan: row.plan,
    publicMetadata: { ...row.publicMetadata },
    ...(all ? { privateMetadata: { ...row.privateMetadata } } : {}),
    deletesAt: row.deletesAt,
    version: row.version,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

export function renderSettings(row: OrganizationRow): OrganizationSettings {
  return { ...row.settings, branding: { ...row.settings.branding }, version: row.settingsVersion, updatedAt: row.settingsUpdatedAt };
}
