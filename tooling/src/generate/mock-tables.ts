import type { Description, OperationModel } from "../description/model.ts";
import { refName, resolved, type Schema } from "../description/openapi.ts";
import { banner } from "./banner.ts";
import { parametersName, resultText } from "./types.ts";
import type { References } from "./type-text.ts";

/** packages/mock/src/generated/: the operation table, the handler types and the registries as the backend needs them. */
export function emitMockTables(description: Description): Map<string, string> {
  const files = new Map<string, string>();
  let table = banner(description, "mock-tables.ts");
  table += `import type { OperationId } from "@plinto/spec";\nimport type { OperationRow } from "../operation-row.ts";\n`;
  table += "\n/** Every operation as the pipeline needs it. */\nexport const operationTable: Readonly<Record<OperationId, OperationRow>> = {\n";
  for (const operation of description.operations) table += `  ${operation.id}: ${JSON.stringify(row(description, operation))},\n`;
  table += "};\n";
  files.set("packages/mock/src/generated/operation-table.ts", table);

  const references: References = new Set();
  let inputs = "";
  for (const operation of description.operations) {
    references.add(parametersName(operation));
    inputs += `  ${operation.id}: { input: ${parametersName(operation)}; output: ${outputText(operation, references)} };\n`;
  }
  let registry = banner(description, "mock-tables.ts");
  registry += `import type { ${[...references].sort().join(", ")} } from "@plinto/spec";\n`;
  registry += `\n/** The input and output of every operation. */\nexport interface OperationShapes {\n${inputs}}\n`;
  for (const slug of description.slugs) {
    const ids = description.operations.filter((operation) => operation.slug === slug).map((operation) => JSON.stringify(operation.id));
    registry += `\n/** The operations of ${slug}. */\nexport type ${slug[0]!.toUpperCase()}${slug.slice(1).replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())}OperationId = ${ids.join(" | ") || "never"};\n`;
  }
  files.set("packages/mock/src/generated/operation-shapes.ts", registry);

  const { errorCodes, roles, plans, rateLimits, events, permissions } = description.registries;
  let registries = banner(description, "mock-tables.ts");
  registries += `import type { ErrorCode, KnownEventType, Permission, SystemRole } from "@plinto/spec";\n`;
  const constant = (comment: string, name: string, type: string, value: unknown): void => {
    registries += `\n/** ${comment} */\nexport const ${name}: ${type} = ${JSON.stringify(value, null, 1).replaceAll(/\n\s*/g, " ")};\n`;
  };
  constant(
    "Status, title and advice of every error code.",
    "errorCodes",
    "Readonly<Record<ErrorCode, { readonly status: number; readonly title: string; readonly fix: string; readonly retryable?: boolean }>>",
    Object.fromEntries(
      Object.entries(errorCodes).map(([code, { status, title, fix, retryable }]) => [code, { status, title, fix, ...(retryable ? { retryable } : {}) }]),
    ),
  );
  constant(
    "Every permission.",
    "permissions",
    "readonly Permission[]",
    permissions.flatMap((group) => Object.keys(group.permissions)),
  );
  constant(
    "What each permission belongs to and what it allows.",
    "permissionCatalog",
    "Readonly<Record<Permission, { readonly group: string; readonly description: string }>>",
    Object.fromEntries(
      permissions.flatMap((group) => Object.entries(group.permissions).map(([name, description]) => [name, { group: group.name, description }])),
    ),
  );
  constant(
    "The system roles.",
    "roles",
    `Readonly<Record<SystemRole, { readonly level: number; readonly description: string; readonly permissions: readonly Permission[]; readonly limited: Readonly<Partial<Record<Permission, "self" | "own" | "managedBy">>> }>>`,
    Object.fromEntries(
      Object.entries(roles).map(([name, role]) => [
        name,
        { level: role.level, description: role.description, permissions: role.permissions, limited: role.limited ?? {} },
      ]),
    ),
  );
  constant(
    "What each plan allows.",
    "plans",
    "Readonly<Record<string, { readonly title: string; readonly limits: Readonly<Record<string, number | null>>; readonly features: readonly string[] }>>",
    Object.fromEntries(Object.entries(plans.plans).map(([name, { title, limits, features }]) => [name, { title, limits, features }])),
  );
  constant("Other names of plans that input may use.", "planAliases", "Readonly<Record<string, string>>", plans.aliases);
  constant(
    "The rate limit policies.",
    "rateLimits",
    `Readonly<Record<string, { readonly quota: number | "plan"; readonly windowSeconds: number; readonly partition: "organization" | "address" | "email"; readonly cooldownSeconds?: number }>>`,
    Object.fromEntries(Object.entries(rateLimits).map(([name, { description: _, ...limit }]) => [name, limit])),
  );
  constant(
    "Every event type: its channels, who may receive it, and where personal data stands in its data (`*` is each item of an array).",
    "eventTypes",
    "Readonly<Record<KnownEventType, { readonly title: string; readonly channels: readonly string[]; readonly target: string; readonly permission: string; readonly version: number; readonly personal: readonly string[] }>>",
    Object.fromEntries(
      Object.entries(events).map(([type, { summary, schema, channels, target, permission, version }]) => [
        type,
        { title: summary, channels, target, permission, version, personal: personalPaths(description, { $ref: schema }) },
      ]),
    ),
  );
  registries += `\n/** The version of the API. */\nexport const apiVersion = ${JSON.stringify(description.version)};\n\n/** Names the description by its content: the SHA-256 of its JSON. */\nexport const descriptionHash = ${JSON.stringify(description.hash)};\n`;
  files.set("packages/mock/src/generated/registries.ts", registries);
  return files;
}

function row(description: Description, operation: OperationModel): Record<string, unknown> {
  const source = operation.operation;
  const stepUp = source["x-plinto-step-up"];
  return {
    id: operation.id,
    slug: operation.slug,
    method: operation.method,
    path: operation.path,
    sensitive: sensitiveOf(description, operation),
    status: operation.success.status,
    navigation: operation.navigation,
    accepted: operation.success.accepted || undefined,
    query: operation.queryParameters.map((parameter) => [
      parameter.name,
      parameter.style === "deepObject" ? "object" : scalarType(operation, parameter.schema),
    ]),
    body: operation.body ? (operation.body.flat ? "flat" : "raw") : undefined,
    bodyRequired: operation.body?.required || undefined,
    schemes: operation.schemes,
    public: operation.isPublic || undefined,
    permission: operation.permission,
    session: source["x-plinto-session"],
    errors: operation.errors,
    rateLimit: source["x-plinto-rate-limit"],
    list: operation.item ? true : undefined,
    versioned: operation.success.versioned || undefined,
    idempotency: source["x-plinto-idempotency"]?.kind,
    stepUpSeconds: stepUp?.secondFactor === "only" ? undefined : stepUp?.maxAgeSeconds,
    secondFactorSeconds: stepUp?.secondFactor && stepUp.maxAgeSeconds,
    emits: source["x-plinto-emits"] ?? [],
  };
}

/** A handler of a navigation says where the browser goes on, whether that becomes a redirect or an answer. */
function outputText(operation: OperationModel, references: References): string {
  return operation.navigation === "only" ? "{ url: string }" : resultText(operation, references);
}

/** The JSON pointers below a shape to what is erased with a person. */
function personalPaths(description: Description, schema: Schema, path = "", seen: readonly string[] = []): string[] {
  if (schema.$ref) {
    const name = refName(schema.$ref);
    const target = description.schemas[name];
    const here = isErased(schema) ? [path] : [];
    return target && !seen.includes(name) ? [...here, ...personalPaths(description, target, path, [...seen, name])] : here;
  }
  if (isErased(schema)) return [path];
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) => personalPaths(description, property, `${path}/${name}`, seen)),
    ...(schema.items ? personalPaths(description, schema.items, `${path}/*`, seen) : []),
    ...[...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].flatMap((branch) => personalPaths(description, branch, path, seen)),
  ];
}

function isErased(schema: Schema): boolean {
  return (schema["x-plinto-pii"] as { erase?: boolean } | undefined)?.erase === true;
}

/** The parameters of the path that are secrets, if there are any. */
function sensitiveOf(description: Description, operation: OperationModel): string[] | undefined {
  const names = operation.pathParameters.filter(({ schema }) => resolved(description.document, schema)["x-plinto-sensitive"] === true).map(({ name }) => name);
  return names.length === 0 ? undefined : names;
}

function scalarType(_operation: OperationModel, schema: { type?: string | string[]; $ref?: string }): string {
  if (schema.type === "integer" || schema.type === "number" || schema.type === "boolean") return schema.type;
  return "string";
}
