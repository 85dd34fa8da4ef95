/** Where an extension may stand. */
export type Home = "operation" | "schema" | "webhook";

/** What an extension's values look like, and where it stands. */
export interface Extension {
  homes: readonly Home[];
  schema: object;
}

const text = { type: "string", minLength: 1 };
const texts = { type: "array", items: text, uniqueItems: true };
const operationId = { type: "string", pattern: "^[a-z][a-zA-Z0-9]*$" };
const permission = { type: "string", pattern: "^[a-z][a-z-]*:[a-z][a-z-]*$" };
const eventType = { type: "string", pattern: "^[a-z][a-z_]*\\.[a-z][a-z_]*$" };

/** An object of exactly these properties; those marked with `?` may be absent. */
function exactly(properties: Record<string, object>): object {
  const names = Object.keys(properties);
  return {
    type: "object",
    additionalProperties: false,
    required: names.filter((name) => !name.endsWith("?")),
    properties: Object.fromEntries(names.map((name) => [name.replace("?", ""), properties[name]!])),
  };
}

/** Every extension of the description, with the JSON Schema (2020-12) of its values. */
export const extensions: Readonly<Record<string, Extension>> = {
  "x-plinto-sdk": {
    homes: ["operation"],
    schema: exactly({
      resource: text,
      method: text,
      kind: { enum: ["list", "get", "create", "update", "delete", "action"] },
      "audience?": { enum: ["client", "server", "both"] },
      "alias?": operationId,
    }),
  },
  "x-plinto-permission": {
    homes: ["operation"],
    schema: exactly({
      "tenant?": { enum: ["path", "context", "optional"] },
      "pastPolicy?": { const: true },
      anyOf: {
        type: "array",
        minItems: 1,
        items: {
          oneOf: [
            exactly({ permission, scope: { enum: ["all", "self", "own", "managedBy"] } }),
            exactly({ self: { type: "string", pattern: "^/(principal|path|query|body|row)" } }),
            exactly({ signedIn: { const: true } }),
            exactly({ environment: { const: true } }),
            exactly({ superAdmin: permission }),
            exactly({ pending: { const: true } }),
            exactly({ public: operationId }),
          ],
        },
      },
    }),
  },
  "x-plinto-session": { homes: ["operation"], schema: { enum: ["start", "rotate", "switch", "end", "pending"] } },
  "x-plinto-errors": { homes: ["operation"], schema: texts },
  "x-plinto-rate-limit": { homes: ["operation"], schema: text },
  "x-plinto-pagination": {
    homes: ["operation"],
    schema: exactly({ items: { type: "string", pattern: "^/" }, cursor: { type: "string", pattern: "^/" }, "maxPageSize?": { const: 1000 } }),
  },
  "x-plinto-idempotency": { homes: ["operation"], schema: exactly({ kind: { enum: ["keyed", "natural"] }, "ttlSeconds?": { type: "integer", minimum: 1 } }) },
  "x-plinto-step-up": {
    homes: ["operation"],
    schema: exactly({ maxAgeSeconds: { type: "integer", minimum: 1 }, "secondFactor?": { enum: ["also", "only"] } }),
  },
  "x-plinto-emits": { homes: ["operation"], schema: { type: "array", items: eventType, uniqueItems: true } },
  "x-plinto-invalidates": { homes: ["operation"], schema: { type: "array", items: operationId, uniqueItems: true } },
  "x-plinto-graphql": {
    homes: ["operation", "schema"],
    schema: {
      oneOf: [
        exactly({ field: operationId, "alias?": { type: "string", pattern: "^[a-z][a-z_]*$" } }),
        exactly({ excluded: text }),
        exactly({ type: { type: "string", pattern: "^[A-Z][a-zA-Z0-9]*$" } }),
      ],
    },
  },
  "x-plinto-feature": { homes: ["operation", "schema"], schema: text },
  "x-plinto-entity": {
    homes: ["schema"],
    schema: exactly({ table: text, prefix: { type: "string", pattern: "^[a-z]{2,5}$" }, "tenant?": operationId, unique: texts }),
  },
  "x-plinto-ref": {
    homes: ["schema"],
    schema: exactly({ entity: { type: "string", pattern: "^[A-Z][a-zA-Z0-9]*$" }, onDelete: { enum: ["cascade", "restrict", "setNull"] } }),
  },
  "x-plinto-sensitive": { homes: ["schema"], schema: { const: true } },
  "x-plinto-pii": { homes: ["schema"], schema: exactly({ export: { type: "boolean" }, erase: { type: "boolean" }, "redact?": { type: "boolean" } }) },
  "x-plinto-open-enum": { homes: ["schema"], schema: { const: true } },
  "x-plinto-open-union": { homes: ["schema"], schema: { const: true } },
  "x-plinto-event": {
    homes: ["webhook"],
    schema: exactly({
      channels: { type: "array", minItems: 1, uniqueItems: true, items: { enum: ["audit", "webhook", "realtime"] } },
      target: text,
      permission: { oneOf: [{ enum: ["self", "environment"] }, permission] },
      "invalidates?": { type: "array", items: operationId, uniqueItems: true },
    }),
  },
};
