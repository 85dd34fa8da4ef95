import type { Permission } from "@plinto/spec";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import { slugFor } from "../slug.ts";
import { inCatalogOrder } from "./grantable.ts";
import { isSystemRole } from "./system-roles.ts";
import type { RoleRow } from "./table.ts";

/** What a new custom role is made of. */
export interface NewRole {
  /** A new one when absent. */
  readonly id?: string;
  readonly organizationId: string;
  readonly name: string;
  readonly slug: string;
  readonly description: string | null;
  readonly permissions: readonly Permission[];
}

export function insertRole(tx: MockTransaction, values: NewRole): RoleRow {
  const now = formatTimestamp(tx.now);
  return tx.roles.insert({
    ...values,
    id: values.id ?? tx.id("role"),
    permissions: inCatalogOrder(values.permissions),
    version: 1,
    createdAt: now,
    updatedAt: now,
  });
}

/** Changes a custom role and counts the change. */
export function touchRole(tx: MockTransaction, row: RoleRow, patch: Partial<RoleRow>): RoleRow {
  return tx.roles.update(row.id, { ...patch, version: row.version + 1, updatedAt: formatTimestamp(tx.now) });
}

/** Whether a role of the organization goes by a slug; the names of the system roles are taken everywhere. */
export function isRoleSlugTaken(read: MockReaders, organizationId: string, slug: string): boolean {
  return isSystemRole(slug) || read.roles.find("slug", [organizationId, slug]) !== undefined;
}

/** A slug of the name that no role of the organization has. */
export function freeRoleSlug(read: MockReaders, organizationId: string, name: string): string {
  return slugFor(name, "role", (slug) => isRoleSlugTaken(read, organizationId, slug));
}
