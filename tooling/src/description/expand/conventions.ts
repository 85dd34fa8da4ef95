import { operationsOf, refName, type Document, type Parameter, type Response, type Schema } from "../openapi.ts";
import { readShared } from "../source.ts";
import { takesIfMatch } from "./errors.ts";

/**
 * Adds what the wire conventions give to every operation of a kind: page parameters to lists, idempotency keys to
 * mutations, preconditions to item writes, the tenant header, and the headers of answers.
 */
export function expandConventions(document: Document): void {
  const shared = readShared<Parameter>("parameters.yaml");
  for (const name of ["PageSize", "LargePageSize", "Cursor", "IdempotencyKey", "IfMatch", "IfNoneMatch", "PlintoOrganization", "PlintoVersion"]) {
    document.components.parameters[name] = localReferences(shared[name]!);
  }
  document.components.headers = { ...document.components.headers, ...readShared("headers.yaml") };
  Object.assign(document.components.schemas, localReferences(readShared<Schema>("errors.yaml")));

  for (const { path, method, operation } of operationsOf(document)) {
    const parameters: string[] = [];
    const pagination = operation["x-plinto-pagination"];
    if (pagination) parameters.push(pagination.maxPageSize === undefined ? "PageSize" : "LargePageSize", "Cursor");
    if (method !== "get") parameters.push("IdempotencyKey");
    if (takesIfMatch(method, path)) parameters.push("IfMatch");
    const tenant = operation["x-plinto-permission"].tenant;
    if (tenant === "context" || tenant === "optional") parameters.push("PlintoOrganization");
    for (const [status, response] of Object.entries(operation.responses)) {
      if (!status.startsWith("2") && status !== "302") continue;
      const headers: NonNullable<Response["headers"]> = {
        "Plinto-Request-Id": header("PlintoRequestId"),
        RateLimit: header("RateLimit"),
        "RateLimit-Policy": header("RateLimitPolicy"),
      };
      if (method !== "get") headers["Idempotency-Replayed"] = header("IdempotencyReplayed");
      if (operation["x-plinto-pagination"] && status !== "302") headers["Link"] = header("Link");
      if (isVersioned(document, response)) {
        headers["ETag"] = header("ETag");
        if (method === "get") parameters.push("IfNoneMatch");
      }
      response.headers = { ...headers, ...response.headers };
      for (const media of Object.values(response.content ?? {})) {
        if (!media.schema) throw new Error(`${operation.operationId} answers ${status} without a schema`);
      }
    }
    if (parameters.includes("IfNoneMatch")) operation.responses["304"] = { description: "Unchanged.", headers: { ETag: header("ETag") } };
    parameters.push("PlintoVersion");
    operation.parameters = [
      ...(operation.parameters ?? []),
      ...parameters.map((name) => ({ $ref: `#/components/parameters/${name}` }) as unknown as Parameter),
    ];
    const content = operation.requestBody?.content;
    const patch = content?.["application/merge-patch+json"];
    if (content && patch) content["application/json"] = structuredClone(patch);
  }
}

function header(name: string): { $ref: string } {
  return { $ref: `#/components/headers/${name}` };
}

/** A resource with a `version` has an entity tag. */
export function isVersioned(document: Document, response: Response): boolean {
  const schema = response.content?.["application/json"]?.schema;
  if (!schema?.$ref) return false;
  return Boolean(document.components.schemas[refName(schema.$ref)]?.properties?.["version"]);
}

/** Shared files refer to each other by file; in the bundle everything is a component. */
function localReferences<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (key, inner: unknown) =>
    key === "$ref" && typeof inner === "string" ? `#/components/schemas/${refName(inner)}` : inner,
  ) as T;
}
