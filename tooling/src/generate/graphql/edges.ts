import type { Description, OperationModel } from "../../description/model.ts";
import { refName, type Schema } from "../../description/openapi.ts";
import { fieldName } from "./field-names.ts";
import { capital } from "./type-book.ts";

/** A field of an object that runs an operation with what the object knows. */
export interface Edge {
  readonly name: string;
  readonly operation: OperationModel;
  readonly from: Readonly<Record<string, string>>;
  readonly tenantFrom?: string;
}

/**
 * The edges from a shape: what lies below it (`/organizations/{orgId}/members`), the lists of an organization that take it
 * by header, and the things that its properties refer to. All follow from paths and from `x-plinto-ref`.
 */
export function edgesOf(description: Description, operations: readonly OperationModel[], component: string): Edge[] {
  const schema = description.schemas[component]!;
  const properties = schema.properties ?? {};
  const known = knownParameters(operations, component, schema);
  const own = known.own;
  if (!schema["x-plinto-entity"]) return [];
  const edges = new Map<string, Edge>();
  const add = (edge: Edge): void => {
    if (!(edge.name in properties) && !edges.has(edge.name)) edges.set(edge.name, edge);
  };
  const readers = operations.filter(({ method, sdk }) => method === "GET" && sdk.audience !== "server");
  if (own !== undefined)
    for (const operation of readers) {
      const last = operation.pathParameters.at(-1)?.name;
      if (last !== own || operation.path.endsWith("}") || !covers(operation, known.values)) continue;
      add({ name: nameBelow(operation), operation, ...sources(operation, known) });
    }
  if (component === "Organization")
    for (const operation of readers)
      if (operation.item && operation.pathParameters.length === 0 && operation.permission.tenant !== undefined)
        add({ name: fieldName(operation), operation, ...sources(operation, known) });
  for (const [property, value] of Object.entries(properties)) {
    const entity = (value["x-plinto-ref"] as { entity: string } | undefined)?.entity;
    if (entity === undefined || !property.endsWith("Id")) continue;
    const getter = readers.find(
      (operation) =>
        operation.sdk.kind === "get" &&
        shapeOf(operation) === entity &&
        operation.path.endsWith("}") &&
        covers(operation, { ...known.values, [operation.pathParameters.at(-1)!.name]: property }),
    );
    if (!getter) continue;
    const parameter = getter.pathParameters.at(-1)!.name;
    add({ name: property.slice(0, -2), operation: getter, ...sources(getter, { ...known, values: { ...known.values, [parameter]: property } }) });
  }
  return [...edges.values()];
}

interface Known {
  /** Parameter → property. */
  readonly values: Readonly<Record<string, string>>;
  /** The parameter that names things of this shape. */
  readonly own: string | undefined;
  readonly tenant: string | undefined;
}

function knownParameters(operations: readonly OperationModel[], component: string, schema: Schema): Known {
  const properties = schema.properties ?? {};
  const getter = operations.find((operation) => operation.sdk.kind === "get" && operation.path.endsWith("}") && shapeOf(operation) === component);
  const own = "id" in properties ? getter?.pathParameters.at(-1)?.name : undefined;
  const tenant = component === "Organization" ? "id" : "organizationId" in properties ? "organizationId" : undefined;
  const values = {
    ...Object.fromEntries(
      Object.keys(properties)
        .filter((name) => name.endsWith("Id"))
        .map((name) => [name, name]),
    ),
    ...(tenant !== undefined && { orgId: tenant }),
    ...(own !== undefined && { [own]: "id" }),
  };
  return { values, own, tenant };
}

function covers({ pathParameters }: OperationModel, values: Known["values"]): boolean {
  return pathParameters.every(({ name }) => name in values);
}

function sources({ pathParameters, permission }: OperationModel, { values, tenant }: Known): { from: Record<string, string>; tenantFrom?: string } {
  const byHeader = permission.tenant === "context" || permission.tenant === "optional";
  return { from: Object.fromEntries(pathParameters.map(({ name }) => [name, values[name]!])), ...(byHeader && tenant !== undefined && { tenantFrom: tenant }) };
}

function shapeOf({ success }: OperationModel): string | undefined {
  return success.schema?.$ref && refName(success.schema.$ref);
}

/** What lies below is called as in the SDK: `organizations.members.list` is `members`, `organizations.getStats` is `stats`. */
function nameBelow({ sdk }: OperationModel): string {
  const noun = /^get([A-Z].*)$/.exec(sdk.method)?.[1] ?? /^list([A-Z].*)$/.exec(sdk.method)?.[1];
  const parts = sdk.resource.split(".");
  if (noun !== undefined) return noun[0]!.toLowerCase() + noun.slice(1);
  const above = parts.at(-2);
  // `audit.logs` and `email.templates` say less without the word before.
  return above === undefined || above === "organizations" || above.endsWith("s") ? parts.at(-1)! : above + capital(parts.at(-1)!);
}
