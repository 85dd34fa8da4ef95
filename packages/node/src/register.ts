/** Names of the application's own, beside those of Plinto. */

import type { Permission, SystemRole } from "@plinto/core";

/**
 * What an application registers, for its compiler alone: permissions of its own, which policies decide about, and custom
 * roles. `npx @plinto/cli types pull` writes it from a running backend.
 *
 * @example plinto-env.d.ts
 * declare module "@plinto/node" {
 *   interface Register {
 *     permissions: "documents:export" | "documents:read";
 *     roles: "billing-manager";
 *   }
 * }
 */
// It is there to be added to.
// oxlint-disable-next-line typescript/no-empty-object-type
export interface Register {}

type Registered<Kind extends string> = Register extends Readonly<Record<Kind, infer Names extends string>> ? Names : never;

// Nothing is registered in this package itself, so that what is added is never here.
/* oxlint-disable typescript/no-redundant-type-constituents */

/** A permission of Plinto's catalogue, or one that is registered. */
export type PermissionName = Permission | Registered<"permissions">;

/** A system role, or a custom one that is registered. */
export type RoleName = SystemRole | Registered<"roles">;
