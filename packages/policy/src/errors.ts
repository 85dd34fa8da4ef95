/** The one error of this package. */

import type { Diagnostic } from "./validation/diagnostic.ts";

/**
 * Names of failures. `policy_invalid`: a document has faults · `policy_id_duplicate`: two policies have one id ·
 * `policy_unsupported`: a document has something that this version of the package does not know · `option_invalid`: an
 * option is out of its range.
 *
 * Of a policy client: `bundle_signature_invalid`: nobody whose keys are known has signed the bundle · `bundle_invalid`: it
 * is malformed · `bundle_format_unsupported`: it is of a format, or has a policy, that this version does not know ·
 * `bundle_too_large`: it has more bytes than `maxBundleBytes` · `bundle_organization_mismatch`: it is of another
 * organization · `bundle_outdated`: it is older than the one that is held · `bundle_access_refused`: the secret key does
 * not open it · `bundle_unavailable`: it could not be fetched · `reports_refused`: the API does not take the reports of
 * decisions · `client_closed`: the client was closed before.
 */
export type PolicyErrorCode =
  | "policy_invalid"
  | "policy_id_duplicate"
  | "policy_unsupported"
  | "option_invalid"
  | "bundle_signature_invalid"
  | "bundle_invalid"
  | "bundle_format_unsupported"
  | "bundle_too_large"
  | "bundle_organization_mismatch"
  | "bundle_outdated"
  | "bundle_access_refused"
  | "bundle_unavailable"
  | "reports_refused"
  | "client_closed";

/** What is known of a failure besides. Never a secret. */
export interface PolicyErrorFacts {
  /** Where it is: a JSON pointer into the bundle, `/policies/3/document`, or the name of a header. */
  readonly place?: string;
  /** What the server answered. */
  readonly status?: number;
  /** How long the server asks to wait. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

const BRAND = Symbol.for("@plinto/policy/error");

/** Wrong use of the package, or a bundle that is refused. Never thrown by a decision. */
export class PolicyError extends Error {
  override readonly name = "PolicyError";
  /** Stable name of the failure. */
  declare readonly code: PolicyErrorCode;
  /** The policy it is about. */
  declare readonly policyId: string | undefined;
  /** Every fault of its document. */
  declare readonly diagnostics: readonly Diagnostic[];
  /** Where it is: a JSON pointer into the bundle, `/policies/3/document`, or the name of a header. */
  declare readonly place: string | undefined;
  /** What the server answered. */
  declare readonly status: number | undefined;
  /** How long the server asks to wait. */
  declare readonly retryAfterMs: number | undefined;

  constructor(code: PolicyErrorCode, message: string, policyId?: string, diagnostics: readonly Diagnostic[] = [], facts?: PolicyErrorFacts) {
    super(message, facts);
    Object.assign(this, facts, { code, policyId, diagnostics });
    Object.defineProperty(this, BRAND, {});
  }
}

/**
 * Tells whether `error` is a {@link PolicyError}, also of another copy of the package, and optionally whether it has this
 * code.
 *
 * @example
 * if (isPolicyError(error, "policy_invalid")) show(error.diagnostics);
 */
export function isPolicyError(error: unknown, code?: PolicyErrorCode): error is PolicyError {
  return BRAND in Object(error) && (code === undefined || (error as PolicyError).code === code);
}
