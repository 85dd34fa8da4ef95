import { shortHash } from "../../short-hash.ts";
import { exampleOf } from "./examples.ts";
import { operationsOf, type Document, type Operation, type Response } from "../openapi.ts";

/** Names the security schemes an operation accepts. */
export function schemesOf(operation: Operation): Set<string> {
  return new Set(operation.security.flatMap((requirement) => Object.keys(requirement)));
}

/** An operation that may be called without saying who calls. */
export function isPublic(operation: Operation): boolean {
  return operation.security.some((requirement) => Object.keys(requirement).length === 0);
}

/** PATCH and PUT, and DELETE of one item, act on a resource that has a version. */
export function takesIfMatch(method: string, path: string): boolean {
  return method === "patch" || method === "put" || (method === "delete" && path.endsWith("}"));
}

/** How a credential can be bad. It is judged before the operation, so that a bad one passes nowhere and every operation may answer this. */
const badCredential: readonly string[] = [
  "access_token_invalid",
  "access_token_expired",
  "session_revoked",
  "session_expired",
  "api_key_invalid",
  "api_key_expired",
  "api_key_revoked",
  "pending_token_invalid",
  "pending_token_expired",
];

/** The codes that follow from what an operation is, so that no operation has to repeat them. */
export function impliedErrors(path: string, method: string, operation: Operation, parameterCount: number): string[] {
  const { tenant, pastPolicy } = operation["x-plinto-permission"];
  const codes: string[] = ["version_unsupported", "origin_not_allowed", "rate_limited", "internal_error", ...badCredential];
  if (parameterCount > 0 || operation.requestBody) codes.push("validation_failed");
  if (operation.requestBody) codes.push("malformed_json", "unsupported_media_type", "payload_too_large");
  if (operation["x-plinto-pagination"]) codes.push("cursor_invalid");
  if (!isPublic(operation)) codes.push("unauthenticated", "permission_denied");
  if (tenant) codes.push("organization_mismatch", "not_found", "member_suspended", "organization_suspended");
  if (tenant && !pastPolicy) codes.push("step_up_required", "mfa_required_by_org", "auth_method_not_allowed", "ip_not_allowed");
  if (tenant === "context" || tenant === "optional") codes.push("organization_required");
  if (path.includes("{")) codes.push("not_found");
  if (method !== "get") codes.push("idempotency_key_reused", "request_in_progress");
  if (takesIfMatch(method, path)) codes.push("precondition_failed");
  if (operation["x-plinto-step-up"]) codes.push("step_up_required");
  if (operation["x-plinto-rate-limit"] === "api") codes.push("quota_exceeded");
  return codes;
}

/**
 * Completes `x-plinto-errors` and refers to one problem response per status, with an example per code, and to a `default`
 * one: a client that meets a status nobody declared still finds a problem body. Responses are components, since most
 * operations share theirs with others.
 */
export function expandErrors(document: Document): void {
  const registry = document["x-plinto-registries"].errorCodes;
  const { responses } = document.components;
  for (const { path, method, item, operation } of operationsOf(document)) {
    const parameterCount = (item.parameters?.length ?? 0) + (operation.parameters?.length ?? 0);
    const codes = [...new Set([...operation["x-plinto-errors"], ...impliedErrors(path, method, operation, parameterCount)])];
    for (const code of codes) {
      if (!registry[code]) throw new Error(`${operation.operationId} names the error code ${code}, which spec/registries/error-codes.yaml does not have`);
    }
    codes.sort((a, b) => registry[a]!.status - registry[b]!.status || a.localeCompare(b));
    operation["x-plinto-errors"] = codes;
    const byStatus = Map.groupBy(codes, (code) => String(registry[code]!.status));
    for (const [status, statusCodes] of byStatus) {
      const own = operation.responses[status]?.content;
      if (own) {
        const { content, ...problem } = problemResponse(document, status, statusCodes);
        operation.responses[status] = { ...problem, content: { ...content, ...own } };
        continue;
      }
      const name = problemName(status, statusCodes);
      responses[name] ??= problemResponse(document, status, statusCodes);
      operation.responses[status] = referTo(name);
    }
    operation.responses["default"] = referTo("Problem");
  }
  responses["Problem"] = problemResponse(document, "500", ["internal_error"], "Any other problem.");
  const problem = document.components.schemas["Problem"]!;
  const used = new Set([...operationsOf(document)].flatMap(({ operation }) => operation["x-plinto-errors"]));
  document.components["examples"] = Object.fromEntries(
    Object.entries(registry)
      .filter(([code]) => used.has(code))
      .map(([code, entry]) => [
        `problem_${code}`,
        {
          summary: entry.title,
          value: {
            type: `https://plinto.dev/docs/errors/${code}`,
            title: entry.title,
            status: entry.status,
            detail: entry.fix,
            code,
            requestId: "req_01hzy3v5q8w9x0a1b2c3d4e5f6",
            ...Object.fromEntries((entry.members ?? []).map((name) => [name, exampleOf(document, problem.properties![name]!, false)])),
            ...(code === "validation_failed" ? { errors: [{ pointer: "/name", code: "required", message: "name is required" }] } : {}),
          },
        },
      ]),
  );
}

/** Named by its codes, so that a new operation renames nothing: by the only one, or by the status and what they hash to. */
function problemName(status: string, codes: readonly string[]): string {
  return codes.length === 1 ? `Problem_${codes[0]}` : `Problem_${status}_${shortHash(codes.join(" "))}`;
}

function referTo(name: string): Response {
  return { $ref: `#/components/responses/${name}` } as Response;
}

function problemResponse(document: Document, status: string, codes: string[], description?: string): Response {
  const registry = document["x-plinto-registries"].errorCodes;
  const headers: Response["headers"] = { "Plinto-Request-Id": { $ref: "#/components/headers/PlintoRequestId" } };
  if (status === "401") headers["WWW-Authenticate"] = { $ref: "#/components/headers/WWWAuthenticate" };
  if (status === "423" || status === "429" || status === "503") headers["Retry-After"] = { $ref: "#/components/headers/RetryAfter" };
  return {
    description: description ?? codes.map((code) => `\`${code}\`: ${registry[code]!.title}.`).join(" "),
    headers,
    content: {
      "application/problem+json": {
        schema: { $ref: "#/components/schemas/Problem" },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/problem_${code}` }])),
      },
    },
  };
}
