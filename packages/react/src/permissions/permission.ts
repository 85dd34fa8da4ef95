import type { Permission as KnownPermission } from "@plinto/core";

/**
 * What an application registers, for its compiler alone: permissions of its own, about which its policies decide. A gate asks
 * `evaluatePolicies` about them, so that a name without a policy that allows it is denied. `npx @plinto/cli types pull` writes
 * it from a running backend, with the names of custom roles beside, which no gate takes: they have no level.
 *
 * @example plinto-env.d.ts
 * declare module "@plinto/react" {
 *   interface Register {
 *     permissions: "reports:read" | "reports:write";
 *   }
 * }
 */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface Register {}

/** A permission that this version knows, or one of {@link Register}. */
export type Permission = Register extends { permissions: infer Name extends string } ? KnownPermission | Name : KnownPermission;
