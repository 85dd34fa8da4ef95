/** What generated code tells the runtime about an operation. */

/** What the client needs to know of an operation at run time. Generated, one constant per operation. */
export interface OperationDescriptor {
  /** `operationId` of the description. */
  readonly id: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path template: `/v1/organizations/{orgId}`. */
  readonly path: string;
  /**
   * Names of the query parameters. Without it, every parameter of a GET or DELETE that is not in the path is one,
   * and no parameter of the other methods.
   */
  readonly query?: readonly string[];
  /** Parameters that travel as headers: parameter name to header name. */
  readonly header?: Readonly<Record<string, string>>;
  /** How the operation changes the caller's session (`x-plinto-session`). */
  readonly session?: "start" | "rotate" | "switch" | "end" | "pending";
  /** The answer is a cursor list. */
  readonly list?: true;
  /** Public: no credential is sent and no refresh is started for it. */
  readonly anonymous?: true;
  /** The body is the parameter `body`, not the rest of the flat object. */
  readonly rawBody?: true;
  /** The body is sent as `application/merge-patch+json` (RFC 7396). */
  readonly mergePatch?: true;
  /** The body is sent as this type instead of JSON, for example `application/x-www-form-urlencoded` (RFC 6749). */
  readonly contentType?: string;
}
