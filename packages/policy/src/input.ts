/** What a decision is asked about. Rego modules and JSON policies take the same. */

/** Facts as JSON, by name. */
export type Attributes = Readonly<Record<string, unknown>>;

/**
 * A question: may this subject do this to that?
 *
 * @example
 * const input: PolicyInput = {
 *   action: "audit:export",
 *   subject: { type: "user", id: "usr_1", roles: ["member"] },
 *   resource: { type: "audit_log" },
 *   organizationId: "org_1",
 *   request: { ip: "203.0.113.7", authentication: { mfa: true, authenticatedAt: "2026-03-02T09:00:00.000Z" } },
 * };
 */
export interface PolicyInput {
  /** What is to be done: `documents:export`. */
  readonly action: string;
  readonly subject: PolicySubject;
  readonly resource: PolicyResource;
  /** The organization it happens in. Policies of an organization are considered for it only. */
  readonly organizationId?: string | null;
  readonly request?: PolicyRequest;
}

/** Who wants it. */
export interface PolicySubject {
  /** `user`, `organization_key` or a kind of the application's own; not `role`. */
  readonly type: string;
  readonly id: string;
  /** None when absent. */
  readonly roles?: readonly string[];
  readonly attributes?: Attributes;
}

/** What it is wanted of. */
export interface PolicyResource {
  readonly type: string;
  /** Absent for what has no id yet, or for all of its type. */
  readonly id?: string | null;
  readonly attributes?: Attributes;
}

/** How it comes. */
export interface PolicyRequest {
  /** IPv4 or IPv6. */
  readonly ip?: string | null;
  /** When, in RFC 3339. The engine's clock when absent. */
  readonly time?: string | null;
  readonly authentication?: PolicyAuthentication | null;
  readonly attributes?: Attributes;
}

/** How the subject proved who it is. */
export interface PolicyAuthentication {
  /** Whether with more than one factor. */
  readonly mfa?: boolean;
  /** With what, as in the claim `amr` (RFC 8176). */
  readonly methods?: readonly string[];
  /** When, in RFC 3339. */
  readonly authenticatedAt?: string;
}
