/** Whether somebody may do something. */

import type { PermissionName } from "../register.ts";
import type { AccessTokenClaims } from "../verifier/verdict.ts";

/** What a permission is asked for. */
export interface PermissionQuestion {
  /** `members:invite`, or one of your own that policies decide about. */
  readonly permission: PermissionName;
  /** In which organization. Default: that of the token. */
  readonly organizationId?: string;
  /** To what it is to be done. Some permissions hold for some things only. */
  readonly resource?: { readonly type: string; readonly id: string; readonly ownerUserId?: string };
}

/** A decision, and why: `granted`, `not_granted`, `policy_deny` and others, as whoever decided says it. */
export interface PermissionAnswer {
  readonly allowed: boolean;
  readonly reason: string;
}

/** Who is asked about. The token has been verified. */
export interface DecisionSubject {
  readonly token: string;
  readonly claims: AccessTokenClaims;
}

/** Decides. */
export interface Decisions {
  /** @throws `PlintoError` `decision_unavailable`, `permission_unknown`, `option_invalid` where the API cannot be asked with this token */
  decide(subject: DecisionSubject, question: PermissionQuestion): PermissionAnswer | Promise<PermissionAnswer>;
}
