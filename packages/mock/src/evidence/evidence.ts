import type { ErrorCode, OperationId } from "@plinto/spec";

/**
 * Something that a request has proved about its operation:
 *
 * - `served`: it was answered with success;
 * - `validated`: what came in and what went out both fit the description;
 * - `denied.none`, `.expired`, `.revoked`: the credential was missing, has expired, or was taken back, and so it was refused;
 * - `denied.wrong_tenant`: the caller does not belong to the organization that was named, and was refused;
 * - `denied.shared_user`: the call was about a member who is in another organization too, and was refused;
 * - `denied.missing_permission`: a member without the permission was refused;
 * - `denied.wrong_scope`: a key without the scope was refused;
 * - `emits`: every event that the operation declares was seen.
 */
export type EvidenceMark =
  | "served"
  | "validated"
  | "denied.none"
  | "denied.expired"
  | "denied.revoked"
  | "denied.wrong_tenant"
  | "denied.shared_user"
  | "denied.missing_permission"
  | "denied.wrong_scope"
  | "emits";

/** What the traffic of a mock has proved about one operation so far. */
export interface OperationEvidence {
  readonly operationId: OperationId;
  readonly marks: readonly EvidenceMark[];
  /** The types of the events that it caused. */
  readonly events: readonly string[];
  /** The codes that it refused with. */
  readonly codes: readonly ErrorCode[];
}
