import { operationsOf, responseOf, type Document, type Json, type Schema } from "../description/openapi.ts";
import { reachable, within } from "./walk-schemas.ts";

/**
 * New values of enums that stand in answers or events and do not say that more may come: a program that looks at every
 * value has no place for them. oasdiff only warns of those, and of the open ones too.
 */
export function closedEnumChanges(released: Document, current: Document): string[] {
  const problems: string[] = [];
  for (const name of reachable(released, handedOut(released))) {
    const now = new Map([...within(name, current.components.schemas[name])].map(({ place, schema }) => [place, schema]));
    for (const { place, schema } of within(name, released.components.schemas[name])) {
      const before = valuesOf(schema);
      const after = valuesOf(now.get(place));
      if (!before || !after || schema["x-plinto-open-enum"]) continue;
      const added = after.filter((value) => !before.includes(value));
      if (added.length > 0) problems.push(`${place} can be ${added.map((value) => JSON.stringify(value)).join(", ")}, and nothing has said that more may come`);
    }
  }
  return problems;
}

/** The schemas of what clients and receivers of events are sent. */
function handedOut(document: Document): Schema[] {
  const answers = [...operationsOf(document)].flatMap(({ operation }) =>
    Object.values(operation.responses).flatMap((response) => Object.values(responseOf(document, response).content ?? {})),
  );
  const events = Object.values(document.webhooks ?? {}).flatMap(({ post }) => Object.values(post.requestBody.content));
  return [...answers, ...events].map(({ schema }) => schema);
}

function valuesOf(schema: Schema | undefined): readonly Json[] | undefined {
  return schema?.enum ?? (schema && "const" in schema ? [schema.const!] : undefined);
}
