import type { Permission } from "@plinto/spec";
import type { SessionRow } from "./domain/sessions/table.ts";
import type { UserRow } from "./domain/users/table.ts";

/** Who calls, as far as the credential tells. What the caller may do is read from the state at every call. */
export type Principal =
  | { readonly kind: "anonymous" }
  | {
      readonly kind: "user";
      readonly userId: string;
      readonly sessionId: string;
      readonly organizationId: string | null;
      readonly impersonatorId: string | null;
      readonly authenticatedAt: number;
      /** The token's `jti`. */
      readonly tokenId: string;
      /** When the token was issued, in seconds since 1970. */
      readonly issuedAt: number;
      /** When the token ends, in seconds since 1970. */
      readonly expiresAt: number;
    }
  | {
      readonly kind: "environment";
      readonly keyId: string;
      /** The hash of the secret that was presented: a key may have two. */
      readonly secretHash: string;
    }
  | {
      readonly kind: "organization";
      readonly keyId: string;
      readonly secretHash: string;
      readonly organizationId: string;
      readonly scopes: readonly Permission[];
      /** Whose permissions bound it: a user's, or nobody's when the environment key made it. */
      readonly createdBy: "user" | "environment";
      readonly createdByUserId: string | null;
    }
  | { readonly kind: "pending"; readonly signInId: string; readonly userId: string };

/** The scheme that a principal's credential belongs to. */
export function schemeOf(principal: Principal): "accessToken" | "environmentKey" | "organizationKey" | "pendingToken" | "none" {
  switch (principal.kind) {
    case "user":
      return "accessToken";
    case "environment":
      return "environmentKey";
    case "organization":
      return "organizationKey";
    case "pending":
      return "pendingToken";
    case "anonymous":
      return "none";
  }
}

/** A signed-in caller with the rows behind the token. */
export interface SignedIn {
  readonly user: UserRow;
  readonly session: SessionRow;
}
