/** What generated code tells the runtime about an operation. */

/**
 * An operation in one line, since it is in every bundle: `operationId`, method and path template, then marks that are
 * members of {@link OperationDescriptor}, each a name or `name=value`.
 *
 * @example
 * const listMembers: OperationLine = "listMembers GET /v1/organizations/{orgId}/members list";
 * const signIn: OperationLine = "signIn POST /v1/auth/sign-in anonymous session=start";
 */
export type OperationLine = `${string} ${"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} /${string}`;

/** An operation as the stages see it. A mark without a value has its name as value: what counts is that it is there. */
export interface OperationDescriptor {
  /** `operationId` of the description. */
  readonly id: string;
  readonly method: string;
  /** Path template: `/v1/organizations/{orgId}`. */
  readonly path: string;
  /**
   * Names of the query parameters, with commas. Without it, every parameter of a GET or DELETE that is not in the path
   * is one, and no parameter of the other methods.
   */
  readonly query?: string;
  /** How the operation changes the caller's session (`x-plinto-session`). */
  readonly session?: "start" | "rotate" | "switch" | "end" | "pending";
  /** The device is named to it, by the header `Plinto-Device`, as to the operations that start a session. */
  readonly device?: string;
  /** The member of the answer that holds the sign-in, where the answer is not the sign-in itself. */
  readonly within?: string;
  /** The answer is a cursor list. */
  readonly list?: string;
  /** Public: no credential is sent and no refresh is started for it. */
  readonly anonymous?: string;
  /**
   * It takes the token of an unfinished sign-in: the parameter `pendingToken`, else that of the one under way, with
   * `session=pending` always and otherwise while nobody is signed in.
   */
  readonly pending?: string;
  /** The body is the parameter `body`, not the rest of the flat object. */
  readonly rawBody?: string;
  /** A body is sent even when none of its members is given. */
  readonly hasBody?: string;
  /**
   * The body is sent as this type, for example `application/x-www-form-urlencoded` (RFC 6749). Without it, a PATCH is
   * `application/merge-patch+json` (RFC 7396) and everything else JSON.
   */
  readonly contentType?: string;
}

/** Reads the line of an operation. */
export function readOperation(line: OperationLine): OperationDescriptor {
  const [id = "", method = "", path = "", ...marks] = line.split(" ");
  // Of `list=list` and `session=start=session=start` the first two parts count.
  const members = marks.map((mark) => `${mark}=${mark}`.split("="));
  return { id, method, path, ...Object.fromEntries(members) };
}
