import { operationsOf, parametersOf, refName, type Document, type Schema } from "../description/openapi.ts";

/** A schema and the way to it, `User.email`. */
export interface PlacedSchema {
  place: string;
  schema: Schema;
}

/** A schema and everything inside it, without following references. */
export function* within(place: string, schema: Schema | undefined): Generator<PlacedSchema> {
  if (!schema || typeof schema !== "object") return;
  yield { place, schema };
  for (const [name, property] of Object.entries(schema.properties ?? {})) yield* within(`${place}.${name}`, property);
  yield* within(`${place}[]`, schema.items);
  for (const kind of ["oneOf", "anyOf", "allOf"] as const)
    for (const [index, branch] of (schema[kind] ?? []).entries()) yield* within(`${place} ${kind} ${index + 1}`, branch);
  if (typeof schema.additionalProperties === "object") yield* within(`${place}.*`, schema.additionalProperties);
  yield* within(`${place} names`, schema.propertyNames);
}

/** Every schema of the document: components, bodies, parameters. */
export function* allSchemas(document: Document): Generator<PlacedSchema> {
  for (const [name, schema] of Object.entries(document.components.schemas)) yield* within(name, schema);
  for (const [name, parameter] of Object.entries(document.components.parameters ?? {})) yield* within(`parameter ${name}`, parameter.schema);
  for (const [name, response] of Object.entries(document.components.responses ?? {}))
    for (const media of Object.values(response.content ?? {})) yield* within(`response ${name}`, media.schema);
  for (const { item, operation } of operationsOf(document)) {
    for (const parameter of [...(item.parameters ?? []), ...(operation.parameters ?? [])])
      if (!parameter.$ref) yield* within(`${operation.operationId} ${parameter.name}`, parameter.schema);
    for (const media of Object.values(operation.requestBody?.content ?? {})) yield* within(`${operation.operationId} request`, media.schema);
    for (const [status, response] of Object.entries(operation.responses))
      for (const media of Object.values(response.content ?? {})) yield* within(`${operation.operationId} ${status}`, media.schema);
  }
}

/** Names of the component schemas that these reach, through any number of references. */
export function reachable(document: Document, roots: Iterable<Schema>): Set<string> {
  const names = new Set<string>();
  const waiting = [...roots];
  for (const root of waiting) {
    for (const { schema } of within("", root)) {
      const targets = [schema.$ref, ...Object.values(schema.discriminator?.mapping ?? {})].filter((target) => target !== undefined);
      for (const target of targets) {
        const name = refName(target);
        if (names.has(name)) continue;
        names.add(name);
        const component = document.components.schemas[name];
        if (component) waiting.push(component);
      }
    }
  }
  return names;
}

/** The schemas of what clients send. */
export function* requestSchemas(document: Document): Generator<PlacedSchema> {
  for (const { item, operation } of operationsOf(document)) {
    for (const parameter of parametersOf(document, item, operation)) yield { place: `${operation.operationId} ${parameter.name}`, schema: parameter.schema };
    for (const media of Object.values(operation.requestBody?.content ?? {})) yield { place: `${operation.operationId} request`, schema: media.schema };
  }
}

/** Standard protocols keep their own spelling and error shape. */
export function isStandardProtocol(path: string): boolean {
  return /^\/(oauth2|scim|opa)\/|^\/\.well-known\/|\/\.well-known\//.test(path);
}

/** Names of the component schemas that only standard protocols use. */
export function standardSchemas(document: Document): Set<string> {
  const standard: Schema[] = [];
  const own: Schema[] = [];
  for (const { path, operation } of operationsOf(document)) {
    const list = isStandardProtocol(path) ? standard : own;
    for (const media of Object.values(operation.requestBody?.content ?? {})) list.push(media.schema);
    for (const [status, response] of Object.entries(operation.responses))
      if (status.startsWith("2")) for (const media of Object.values(response.content ?? {})) list.push(media.schema);
  }
  const ownNames = reachable(document, own);
  return new Set([...reachable(document, standard)].filter((name) => !ownNames.has(name)));
}
