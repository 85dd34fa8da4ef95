import type { ErrorCode, OperationId, Permission } from "@plinto/spec";

/** One way to be allowed to call an operation; `x-plinto-permission` in the description. */
export type PermissionArm =
  | { readonly permission: Permission; readonly scope: "all" | "self" | "own" | "managedBy" }
  | { readonly self: string }
  | { readonly signedIn: true }
  | { readonly environment: true }
  | { readonly superAdmin: Permission }
  | { readonly pending: true }
  | { readonly public: string };

/** What the pipeline knows about an operation; one row of the generated table. */
export interface OperationRow {
  readonly id: OperationId;
  readonly slug: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  /** The parameters of the path that are secrets and must not stand in logs. */
  readonly sensitive?: readonly string[];
  /** The status of success. */
  readonly status: number;
  /** A browser goes there by itself and is redirected: always, or unless the caller is a program. Though a GET, it may change something. */
  readonly navigation?: "only" | "either";
  /** It may answer 202 instead, when the work goes on. */
  readonly accepted?: boolean;
  /** Query parameters with how their text is read. */
  readonly query: readonly (readonly [name: string, type: "string" | "integer" | "number" | "boolean" | "object"])[];
  readonly body?: "flat" | "raw";
  readonly bodyRequired?: boolean;
  readonly schemes: readonly ("publishableKey" | "accessToken" | "environmentKey" | "organizationKey" | "pendingToken")[];
  readonly public?: boolean;
  readonly permission: { readonly tenant?: "path" | "context" | "optional"; readonly pastPolicy?: true; readonly anyOf: readonly PermissionArm[] };
  readonly session?: "start" | "rotate" | "switch" | "end" | "pending";
  /** Every code it may answer. */
  readonly errors: readonly ErrorCode[];
  readonly rateLimit: string;
  readonly list?: boolean;
  /** Its answer has a `version`, which makes its entity tag. */
  readonly versioned?: boolean;
  readonly idempotency?: "keyed" | "natural";
  /** How recent the authentication has to be. */
  readonly stepUpSeconds?: number;
  /** How recent the proof of a second factor has to be for people who have one. */
  readonly secondFactorSeconds?: number;
  readonly emits: readonly string[];
}
