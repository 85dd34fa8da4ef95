import type { Description } from "../description/model.ts";
import { banner } from "./banner.ts";
import { parametersHome, parametersName, resultText } from "./types.ts";
import type { References } from "./type-text.ts";

/**
 * Codes that come together because one rule brings them, those that bring most first. Said once here, they need not be
 * said by every operation: the unions of all operations are a sixth of what the types weigh.
 */
const groups: Readonly<Record<string, readonly string[]>> = {
  CallerErrorCode: [
    "version_unsupported",
    "origin_not_allowed",
    "rate_limited",
    "internal_error",
    "access_token_invalid",
    "access_token_expired",
    "session_revoked",
    "session_expired",
    "pending_token_invalid",
    "pending_token_expired",
    "api_key_invalid",
    "api_key_expired",
    "api_key_revoked",
  ],
  TransportErrorCode: ["version_unsupported", "origin_not_allowed", "rate_limited", "internal_error"],
  GrantErrorCode: ["unauthenticated", "permission_denied", "quota_exceeded"],
  CredentialErrorCode: ["unauthenticated", "permission_denied"],
  TenantErrorCode: [
    "organization_mismatch",
    "not_found",
    "member_suspended",
    "organization_suspended",
    "step_up_required",
    "mfa_required_by_org",
    "auth_method_not_allowed",
    "ip_not_allowed",
  ],
  BodyErrorCode: ["validation_failed", "malformed_json", "unsupported_media_type", "payload_too_large"],
  IdempotencyErrorCode: ["idempotency_key_reused", "request_in_progress"],
};

/** The codes of one operation, in groups where they are complete. */
function groupedUnion(codes: readonly string[]): string {
  const rest = new Set(codes);
  const names = Object.entries(groups).flatMap(([name, group]) => {
    if (!group.every((code) => rest.has(code))) return [];
    for (const code of group) rest.delete(code);
    return [name];
  });
  return [...names, ...[...rest].map((code) => JSON.stringify(code))].join(" | ");
}

function union(values: string[]): string {
  return values.length > 0 ? values.map((value) => JSON.stringify(value)).join(" | ") : "never";
}

/** packages/spec/src/generated/operations.ts: every operation with its parameters, result and error codes. */
export function emitOperationTypes(description: Description): Map<string, string> {
  const { operations, registries } = description;
  const references: Map<string, References> = new Map();
  const results: References = new Set();
  let table = "";
  let codes = "";
  for (const operation of operations) {
    const parameters = parametersName(operation);
    const home = parametersHome(description, operation);
    if (!references.has(home)) references.set(home, new Set());
    references.get(home)!.add(parameters);
    table += `  ${operation.id}: { params: ${parameters}; result: ${resultText(operation, results)} };\n`;
    codes += `  ${operation.id}: ${groupedUnion(operation.errors)};\n`;
  }
  for (const name of results) {
    const home = description.homes.get(name)!;
    if (!references.has(home)) references.set(home, new Set());
    references.get(home)!.add(name);
  }
  let text = banner(description, "operation-types.ts");
  for (const [home, names] of [...references].sort(([a], [b]) => a.localeCompare(b)))
    text += `import type { ${[...names].sort().join(", ")} } from "./${home}.ts";\n`;
  text += `\n/** Every operation with its flat parameters and its result. */\nexport interface Operations {\n${table}}\n`;
  text += "\n/** The name of an operation. */\nexport type OperationId = keyof Operations;\n";
  for (const [name, group] of Object.entries(groups)) text += `\nexport type ${name} = ${union([...group])};\n`;
  text += `\n/** The error codes that each operation can answer. */\nexport interface OperationErrorCodes {\n${codes}}\n`;
  text += `\n/** Every error code of the API. */\nexport type ErrorCode = ${union(Object.keys(registries.errorCodes))};\n`;
  text += `\n/** Every permission. */\nexport type Permission = ${union(registries.permissions.flatMap((group) => Object.keys(group.permissions)))};\n`;
  const roles = Object.entries(registries.roles);
  text += `\n/** Every system role, those of organizations and those of the platform. */\nexport type SystemRole = ${union(roles.map(([name]) => name))};\n`;
  text += `\n/** Every event type that this version knows. */\nexport type KnownEventType = ${union(Object.keys(registries.events))};\n`;
  text += `\n/** The version of the API that these types describe. */\nexport type ApiVersion = ${JSON.stringify(description.version)};\n`;
  const shapes = Object.keys(description.schemas).filter((name) => description.homes.get(name) !== "events");
  const parameters = operations.map(parametersName);
  const shared = `${banner(description, "operation-types.ts")}\n/** The shapes of the API and the parameters of its operations; those of events belong to the packages that receive them. */\nexport type { ${[...new Set([...shapes, ...parameters, "OperationId", "Operations", "ErrorCode", "Permission", "SystemRole"])].sort().join(", ")} } from "@plinto/spec";\n`;
  return new Map([
    ["packages/spec/src/generated/operations.ts", text],
    ["packages/core/src/generated/shapes.ts", shared],
  ]);
}

/** packages/spec/src/index.ts's content is re-exports only; this lists them so that a new resource needs no edit. */
export function emitSpecIndex(description: Description): Map<string, string> {
  let text = banner(description, "operation-types.ts");
  for (const home of ["shared", ...description.slugs, "events", "operations", "openapi", "realtime-frames"]) text += `export type * from "./${home}.ts";\n`;
  return new Map([["packages/spec/src/generated/index.ts", text]]);
}
