/** What validation says about a policy or an input. */

/** Why a document or an input is refused. */
export type FaultCode =
  | "type_invalid"
  | "field_required"
  | "field_unknown"
  | "value_invalid"
  | "list_empty"
  | "list_too_long"
  | "duplicate"
  | "too_deep"
  | "too_large"
  | "language_version_unsupported"
  | "condition_unknown"
  | "operator_unknown"
  | "attribute_unknown"
  | "address_invalid"
  | "time_invalid"
  | "time_zone_unknown"
  | "window_empty"
  | "contradiction";

/**
 * What to think about, though the policy is taken. `shadowed`: another one decides wherever it applies · `unreachable`: a
 * part of it can never hold · `too_broad`: it says more than anybody is likely to mean.
 */
export type WarningCode = "shadowed" | "unreachable" | "too_broad";

/** One thing that validation found. */
export interface Diagnostic {
  /** An error is refused, a warning is not. */
  readonly severity: "error" | "warning";
  readonly code: FaultCode | WarningCode;
  /** JSON pointer (RFC 6901) into the document or the input; empty for the whole. */
  readonly pointer: string;
  /** What is wrong and what to do. */
  readonly message: string;
}
