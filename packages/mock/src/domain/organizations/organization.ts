import type { EventFacts } from "../events/emit.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import type { Metadata } from "../metadata.ts";
import { slugFor } from "../slug.ts";
import { renderOrganization } from "./render.ts";
import type { OrganizationRow, OrganizationSettingsValue } from "./table.ts";

const defaultSettings: OrganizationSettingsValue = {
  defaultRole: "member",
  invitationExpiresInSeconds: 7 * 24 * 60 * 60,
  locale: "en",
  timeZone: "UTC",
  branding: { senderName: null, primaryColor: null },
};

/** What a new organization is made of. */
export interface NewOrganization {
  /** A new one when absent. */
  readonly id?: string;
  readonly name: string;
  readonly slug: string;
  readonly externalId: string | null;
  readonly logoUrl: string | null;
  readonly plan: string;
  readonly publicMetadata: Metadata;
  readonly privateMetadata: Metadata;
}

export function insertOrganization(tx: MockTransaction, values: NewOrganization): OrganizationRow {
  const now = formatTimestamp(tx.now);
  return tx.organizations.insert({
    ...values,
    id: values.id ?? tx.id("org"),
    status: "active",
    settings: defaultSettings,
    settingsVersion: 1,
    settingsUpdatedAt: now,
    deletesAt: null,
    version: 1,
    createdAt: now,
    updatedAt: now,
  });
}

/** Changes an organization and counts the change. */
export function touchOrganization(tx: MockTransaction, row: OrganizationRow, patch: Partial<OrganizationRow>): OrganizationRow {
  return tx.organizations.update(row.id, { ...patch, version: row.version + 1, updatedAt: formatTimestamp(tx.now) });
}

/** A slug of the name that nobody has: `acme`, `acme-2`, … */
export function freeSlug(read: MockReaders, name: string): string {
  return slugFor(name, "organization", (slug) => read.organizations.find("slug", slug) !== undefined);
}

/** The event facts of an organization; members receive them, so nothing private is in them. */
export function organizationFacts(row: OrganizationRow, changes?: EventFacts["changes"]): EventFacts {
  return {
    organizationId: row.id,
    target: { type: "organization", id: row.id, version: row.version },
    data: renderOrganization(row, false),
    ...(changes ? { changes } : {}),
  };
}
