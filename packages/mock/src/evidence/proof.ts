import type { ErrorCode } from "@plinto/spec";
import type { OperationRow } from "../operation-row.ts";
import type { Principal } from "../principal.ts";
import type { MockReaders } from "../schema.ts";
import type { EvidenceMark } from "./evidence.ts";

/** A request that was answered, as far as it can prove something. */
export interface AnsweredRequest {
  readonly row: OperationRow;
  readonly status: number;
  readonly code: ErrorCode | null;
  /** Who called; absent where the credential was no good. */
  readonly principal: Principal | undefined;
  /** The parameters of the path, as far as the request came. */
  readonly pathParameters: Readonly<Record<string, string>>;
  /** The header `Plinto-Organization`. */
  readonly organizationHeader: string | null;
  /** Whether answers are held against the description. */
  readonly validated: boolean;
}

const served: readonly EvidenceMark[] = ["served"];
const servedAndValidated: readonly EvidenceMark[] = ["served", "validated"];

/**
 * What a request proves, from who called and from how the world stood, never from what the guard thought of it. A request
 * that a fault struck must not come here.
 */
export function proofOf(read: MockReaders, request: AnsweredRequest): readonly EvidenceMark[] {
  const { status, code, principal, validated } = request;
  if (status < 400) return validated ? servedAndValidated : served;
  if (status === 401) return credentialProof(code);
  if (status !== 403 && status !== 404) return [];
  if (!principal || principal.kind === "anonymous" || principal.kind === "pending") return [];
  const marks: EvidenceMark[] = [];
  // Another organization's things are not there: any other refusal would tell that they are.
  if (status === 404 && isOutside(read, request, principal)) marks.push("denied.wrong_tenant");
  else if (isAboutSharedUser(read, request, principal)) marks.push("denied.shared_user");
  else if (code === "permission_denied" && principal.kind === "user") marks.push("denied.missing_permission");
  if (code === "permission_denied" && principal.kind === "organization" && lacksScope(request, principal)) marks.push("denied.wrong_scope");
  return marks;
}

function credentialProof(code: ErrorCode | null): readonly EvidenceMark[] {
  if (code === "unauthenticated") return ["denied.none"];
  if (code === null) return [];
  if (/^(access_token|api_key|session|pending_token)_expired$/.test(code)) return ["denied.expired"];
  return /^(api_key|session)_revoked$/.test(code) ? ["denied.revoked"] : [];
}

/** The organization that the request is about, where it names one. */
function namedOrganization({ row, pathParameters, organizationHeader }: AnsweredRequest): string | undefined {
  if (!row.permission.tenant) return undefined;
  return pathParameters["orgId"] ?? organizationHeader ?? undefined;
}

/** Whether the caller does not belong to the organization that was named, which is there. */
function isOutside(read: MockReaders, request: AnsweredRequest, principal: Principal): boolean {
  const named = namedOrganization(request);
  if (named === undefined || read.organizations.get(named) === undefined) return false;
  if (principal.kind === "organization") return principal.organizationId !== named;
  return principal.kind === "user" && read.memberships.find("membership", [named, principal.userId]) === undefined;
}

/** Whether it is about somebody else who is with the caller in one organization and in another one too, and whom none manages. */
function isAboutSharedUser(read: MockReaders, request: AnsweredRequest, principal: Principal): boolean {
  const userId = subjectOf(read, request.pathParameters);
  const user = userId === undefined ? undefined : read.users.get(userId);
  if (!user || user.managedBy !== null || (principal.kind === "user" && principal.userId === user.id)) return false;
  const places = organizationsOf(read, user.id);
  const own = principal.kind === "user" ? organizationsOf(read, principal.userId) : principal.kind === "organization" ? [principal.organizationId] : [];
  return places.length > 1 && places.some((place) => own.includes(place));
}

function organizationsOf(read: MockReaders, userId: string): string[] {
  return read.memberships
    .scan("byUser", [userId])
    .toArray()
    .map(({ organizationId }) => organizationId);
}

/** The person whom the path names, or whose session or device it names. */
function subjectOf(read: MockReaders, { userId, sessionId, deviceId }: Readonly<Record<string, string>>): string | undefined {
  if (userId !== undefined) return userId;
  if (sessionId !== undefined) return read.sessions.get(sessionId)?.userId;
  return deviceId === undefined ? undefined : read.devices.get(deviceId)?.userId;
}

/** Whether a key has none of the permissions that would let it in. */
function lacksScope({ row }: AnsweredRequest, { scopes }: Extract<Principal, { kind: "organization" }>): boolean {
  const wanted = row.permission.anyOf.flatMap((arm) => ("permission" in arm ? [arm.permission] : []));
  return wanted.length > 0 && !wanted.some((permission) => scopes.includes(permission));
}
