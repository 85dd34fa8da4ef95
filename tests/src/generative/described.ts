import { readFileSync } from "node:fs";
import { inRoot } from "../../../tooling/src/root.ts";

/** A schema of the bundled description, as far as requests use it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly Schema[];
  readonly discriminator?: { readonly propertyName: string; readonly mapping: Readonly<Record<string, string>> };
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly examples?: readonly unknown[];
}

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: Schema;
}

/** An operation of the bundle with all that a request needs. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  /** `/v1/organizations/{orgId}` */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: { readonly schema: Schema; readonly required: boolean; readonly mediaType: string } | undefined;
  /** The statuses that it declares. */
  readonly statuses: readonly number[];
  /** The problem codes that it declares. */
  readonly errors: readonly string[];
}

interface Bundle {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>>; readonly parameters: Readonly<Record<string, Parameter>> };
  readonly "x-plinto-registries": { readonly errorCodes: Readonly<Record<string, { readonly status: number }>> };
}

interface BundledOperation {
  readonly operationId: string;
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, unknown>>;
  readonly "x-plinto-errors": readonly string[];
}

const bundle = JSON.parse(readFileSync(inRoot("spec", "dist", "plinto.openapi.json"), "utf8")) as Bundle;

/** Every operation, in the order of the bundle. */
export const operations: readonly Operation[] = Object.entries(bundle.paths).flatMap(([path, item]) =>
  ["get", "post", "put", "patch", "delete"].flatMap((method): Operation[] => {
    const operation = item[method] as BundledOperation | undefined;
    if (!operation) return [];
    const shared = (item["parameters"] ?? []) as readonly (Parameter | { readonly $ref: string })[];
    const [mediaType, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
    return [
      {
        id: operation.operationId,
        method: method.toUpperCase(),
        path,
        parameters: [...shared, ...(operation.parameters ?? [])].map((parameter) =>
          "$ref" in parameter ? bundle.components.parameters[nameIn(parameter.$ref)]! : parameter,
        ),
        body: media && mediaType !== undefined ? { schema: media.schema, required: operation.requestBody?.required === true, mediaType } : undefined,
        statuses: Object.keys(operation.responses)
          .filter((status) => status !== "default")
          .map(Number),
        errors: operation["x-plinto-errors"],
      },
    ];
  }),
);

export function operationOf(id: string): Operation {
  const operation = operations.find((one) => one.id === id);
  if (!operation) throw new Error(`The description has no operation ${id}`);
  return operation;
}

/** Where a browser comes back from elsewhere, what is not known is ignored (RFC 6749, section 4.1.2): providers add their own. */
export function takesAnyQuery({ id }: Operation): boolean {
  return id === "completeOAuth";
}

/** The HTTP status of a problem code. */
export function statusOf(code: string): number {
  return bundle["x-plinto-registries"].errorCodes[code]!.status;
}

/** A schema with its reference followed; what stands beside the reference wins. */
export function followed(schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const { $ref, ...beside } = schema;
  return { ...followed(bundle.components.schemas[nameIn($ref)]!), ...beside };
}

/** The types that a schema allows. */
export function typesOf(schema: Schema): readonly string[] {
  if (schema.type === undefined) return schema.oneOf ? ["object"] : [];
  return typeof schema.type === "string" ? [schema.type] : schema.type;
}

function nameIn(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}
