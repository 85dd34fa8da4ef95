import { defineTable, type Table } from "../../kernel/table.ts";

export interface OrganizationRow {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly externalId: string | null;
  readonly logoUrl: string | null;
  readonly status: "active" | "suspended" | "pending_deletion";
  readonly plan: string;
  readonly publicMetadata: Readonly<Record<string, unknown>>;
  readonly privateMetadata: Readonly<Record<string, unknown>>;
  readonly settings: OrganizationSettingsValue;
  readonly settingsVersion: number;
  readonly settingsUpdatedAt: string;
  readonly deletesAt: string | null;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface OrganizationSettingsValue {
  readonly defaultRole: "viewer" | "member" | "admin" | "owner";
  readonly invitationExpiresInSeconds: number;
  readonly locale: string;
  readonly timeZone: string;
  readonly branding: { readonly senderName: string | null; readonly primaryColor: string | null };
}

export const organizations: Table<OrganizationRow, "byCreatedAt" | "byName", "slug" | "externalId"> = defineTable<OrganizationRow>()({
  key: "id",
  indexes: { byCreatedAt: (row) => [row.createdAt], byName: (row) => [row.name.toLowerCase()] },
  unique: { slug: (row) => row.slug, externalId: (row) => row.externalId ?? undefined },
});
