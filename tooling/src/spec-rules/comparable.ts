import { refName, type Document, type Operation, type Schema } from "../description/openapi.ts";

/**
 * A description as oasdiff judges it rightly against a released one. An event is a body that we send, so what is added to
 * it harms nobody and what goes from it does: it is shown as an answer. A union that says that more may come may grow: its
 * new members are left out.
 */
export function comparable(document: Document, released: Document): Document {
  const copy = structuredClone(document);
  for (const [type, { post }] of Object.entries(copy.webhooks ?? {})) {
    const responses = { "200": { description: post.description, content: post.requestBody.content } };
    copy.paths[`/events/${type}`] = { get: { ...post, operationId: post.operationId, requestBody: undefined, responses } as unknown as Operation };
  }
  delete (copy as Partial<Document>).webhooks;
  for (const [name, schema] of Object.entries(copy.components.schemas)) {
    const before = released.components.schemas[name];
    if (before?.["x-plinto-open-union"] && schema.oneOf) keepMembers(schema, before);
  }
  return copy;
}

function keepMembers(union: Schema, before: Schema): void {
  const known = new Set((before.oneOf ?? []).map(({ $ref = "" }) => refName($ref)));
  union.oneOf = union.oneOf!.filter(({ $ref = "" }) => known.has(refName($ref)));
  const { discriminator } = union;
  if (discriminator) discriminator.mapping = Object.fromEntries(Object.entries(discriminator.mapping).filter(([, target]) => known.has(refName(target))));
}
