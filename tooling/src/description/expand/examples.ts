import { operationsOf, refName, resolved, type Document, type Json, type MediaType, type Schema } from "../openapi.ts";

/** Composes an example of a schema from the examples of its parts. */
export function exampleOf(document: Document, schema: Schema, request: boolean): Json {
  if (schema.examples && schema.examples.length > 0) return schema.examples[0]!;
  if (schema.const !== undefined) return schema.const;
  if (schema.$ref) return exampleOf(document, document.components.schemas[refName(schema.$ref)]!, request);
  if (schema.oneOf) return exampleOf(document, schema.oneOf[0]!, request);
  if (schema.enum) return schema.enum[0]!;
  if (schema.type === "array") return schema.items ? [exampleOf(document, schema.items, request)] : [];
  if (schema.properties) {
    const example: Record<string, Json> = {};
    for (const [name, property] of Object.entries(schema.properties)) {
      // A request shows what must be said and little more; an answer shows everything it can hold.
      if (request && !schema.required?.includes(name) && schema.required) continue;
      example[name] = exampleOf(document, property, request);
    }
    return example;
  }
  throw new Error(`No example can be composed: ${JSON.stringify(schema).slice(0, 200)}`);
}

/** A union of more shapes is shown by one of them. */
const manyShapes = 20;

/** The examples of a body: one, or of a union one for each of its shapes. */
function examplesOf(document: Document, schema: Schema, request: boolean): NonNullable<MediaType["examples"]> {
  const { discriminator } = resolved(document, schema);
  // Of every event there is an example where webhooks are described.
  if (!discriminator || Object.keys(discriminator.mapping).length > manyShapes) return { example: { value: exampleOf(document, schema, request) } };
  return Object.fromEntries(Object.entries(discriminator.mapping).map(([name, $ref]) => [name, { value: exampleOf(document, { $ref }, request) }]));
}

/** Gives every request body, success body and webhook body an example. */
export function expandExamples(document: Document): void {
  const complete = (media: MediaType, what: string, request: boolean): void => {
    if (media.examples) return;
    try {
      media.examples = examplesOf(document, media.schema, request);
    } catch (error) {
      throw new Error(`${what}: ${(error as Error).message}`, { cause: error });
    }
  };
  for (const { operation } of operationsOf(document)) {
    for (const media of Object.values(operation.requestBody?.content ?? {})) complete(media, operation.operationId, true);
    for (const [status, response] of Object.entries(operation.responses)) {
      if (status.startsWith("2")) for (const media of Object.values(response.content ?? {})) complete(media, operation.operationId, false);
    }
  }
  for (const [type, { post }] of Object.entries(document.webhooks)) {
    for (const media of Object.values(post.requestBody.content)) complete(media, type, false);
  }
}
