/** The parts of an OpenAPI 3.1 document that the tooling reads and writes. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: Json[];
  const?: Json;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  discriminator?: { propertyName: string; mapping: Record<string, string> };
  additionalProperties?: boolean | Schema;
  propertyNames?: Schema;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minProperties?: number;
  maxProperties?: number;
  uniqueItems?: boolean;
  examples?: Json[];
  deprecated?: boolean;
  [extension: `x-plinto-${string}`]: unknown;
}

export interface MediaType {
  schema: Schema;
  examples?: Record<string, { summary?: string; value: Json } | { $ref: string }>;
}

export interface Response {
  $ref?: string;
  description: string;
  headers?: Record<string, { $ref: string }>;
  content?: Record<string, MediaType>;
}

export interface Parameter {
  $ref?: string;
  name: string;
  in: "path" | "query" | "header" | "cookie";
  required?: boolean;
  description?: string;
  style?: string;
  explode?: boolean;
  schema: Schema;
}

export type PermissionArm =
  | { permission: string; scope: "all" | "self" | "own" | "managedBy" }
  | { self: string }
  | { signedIn: true }
  | { environment: true }
  | { superAdmin: string }
  | { pending: true }
  | { public: string };

export interface PermissionRule {
  tenant?: "path" | "context" | "optional";
  /** The authentication policy of the organization is not asked: the operation only gives up power there. */
  pastPolicy?: true;
  anyOf: PermissionArm[];
}

export interface SdkName {
  resource: string;
  method: string;
  kind: "list" | "get" | "create" | "update" | "delete" | "action";
  /** Whose code calls it. Nobody's where it only redirects: browsers go there by themselves. */
  audience?: "client" | "server" | "both";
  alias?: string;
}

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  security: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, MediaType> };
  responses: Record<string, Response>;
  deprecated?: boolean;
  "x-plinto-sdk": SdkName;
  "x-plinto-permission": PermissionRule;
  "x-plinto-session"?: "start" | "rotate" | "switch" | "end" | "pending";
  "x-plinto-errors": string[];
  "x-plinto-rate-limit": string;
  "x-plinto-pagination"?: { items: string; cursor: string; maxPageSize?: 1000 };
  "x-plinto-idempotency"?: { kind: "keyed" | "natural" };
  /** `also`: people who have a second factor must have proved one that recently. `only`: nothing is asked of the others. */
  "x-plinto-step-up"?: { maxAgeSeconds: number; secondFactor?: "also" | "only" };
  "x-plinto-emits"?: string[];
  "x-plinto-invalidates"?: string[];
  /** The name of its field where none can be derived, another name that it also has, or why it has none. */
  "x-plinto-graphql"?: { field?: string; alias?: string; excluded?: string };
  "x-plinto-feature"?: string;
}

export interface EventRule {
  channels: ("audit" | "webhook" | "realtime")[];
  target: string;
  permission: string;
  invalidates?: string[];
}

export interface WebhookOperation {
  operationId?: string;
  tags?: string[];
  summary: string;
  description: string;
  security?: Record<string, string[]>[];
  requestBody: { required?: boolean; content: Record<string, MediaType> };
  responses?: Record<string, Response>;
  "x-plinto-event": EventRule;
}

export const methods = ["get", "put", "post", "delete", "patch"] as const;
export type Method = (typeof methods)[number];

export type PathItem = { parameters?: Parameter[] } & { [method in Method]?: Operation };

export interface Document {
  openapi: string;
  info: { title: string; version: string; [key: string]: unknown };
  servers: unknown[];
  tags: { name: string; description: string }[];
  paths: Record<string, PathItem>;
  webhooks: Record<string, { post: WebhookOperation }>;
  components: {
    schemas: Record<string, Schema>;
    parameters: Record<string, Parameter>;
    headers: Record<string, unknown>;
    responses: Record<string, Response>;
    securitySchemes: Record<string, unknown>;
    [kind: string]: Record<string, unknown>;
  };
  "x-plinto-registries": Registries;
}

export interface ErrorCode {
  status: number;
  title: string;
  fix: string;
  retryable?: boolean;
  implied?: boolean;
  transport?: boolean;
  /** Properties of the problem document that come with it. */
  members?: string[];
}

export interface Registries {
  errorCodes: Record<string, ErrorCode>;
  permissions: { name: string; permissions: Record<string, string> }[];
  roles: Record<
    string,
    { level: number; scope: "platform" | "organization"; description: string; permissions: string[]; limited?: Record<string, "self" | "own" | "managedBy"> }
  >;
  plans: {
    plans: Record<string, { title: string; priceCentsPerMonth: number | null; limits: Record<string, number | null>; features: string[] }>;
    aliases: Record<string, string>;
    features: Record<string, string>;
  };
  rateLimits: Record<
    string,
    { quota: number | "plan"; windowSeconds: number; partition: "organization" | "address" | "email"; cooldownSeconds?: number; description: string }
  >;
  events: Record<string, EventRule & { summary: string; schema: string; version: number }>;
}

/** The name that a local reference ends with. */
export function refName(reference: string): string {
  return reference
    .slice(reference.lastIndexOf("/") + 1)
    .replaceAll("~1", "/")
    .replaceAll("~0", "~");
}

/** Every operation of a document, in the order of its paths. */
export function* operationsOf(document: Document): Generator<{ path: string; method: Method; item: PathItem; operation: Operation }> {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of methods) {
      const operation = item[method];
      if (operation) yield { path, method, item, operation };
    }
  }
}

/** A schema, or the component that it refers to. */
export function resolved(document: Document, schema: Schema): Schema {
  return schema.$ref ? (document.components.schemas[refName(schema.$ref)] ?? schema) : schema;
}

/** A response, or the component that it refers to. */
export function responseOf(document: Document, response: Response): Response {
  return response.$ref ? document.components.responses[refName(response.$ref)]! : response;
}

/** An operation that redirects is where browsers go by themselves: they alone (`only`), or beside programs, which get an answer (`either`). */
export function navigationOf({ responses }: Operation): "only" | "either" | undefined {
  if (!responses["302"]) return undefined;
  return Object.keys(responses).some((status) => status.startsWith("2")) ? "either" : "only";
}

/** Path parameters are declared on the path item, the others on the operation. References are followed. */
export function parametersOf(document: Document, item: PathItem, operation: Operation): Parameter[] {
  return [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((parameter) =>
    parameter.$ref ? (document.components.parameters[refName(parameter.$ref)] as Parameter) : parameter,
  );
}
