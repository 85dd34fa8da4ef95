import { refName, resolved, type Document, type Schema } from "./openapi.ts";

const signIn = "SignInResult";

/**
 * Where the answer of an operation holds a sign-in that the client adopts: in itself (an empty name), in a member, or
 * nowhere (undefined). The description says with `x-plinto-session` that it does; both must agree.
 */
export function signInMember(
  document: Document,
  operationId: string,
  answer: Schema | undefined,
  session: "start" | "rotate" | "switch" | "end" | "pending" | undefined,
): string | undefined {
  const found = memberOf(document, answer);
  const marked = session === "start" || session === "pending";
  if (marked && found === undefined) throw new Error(`${operationId} is marked x-plinto-session: ${session}, but its answer holds no ${signIn}`);
  if (!marked && found !== undefined) throw new Error(`${operationId} answers a ${signIn}, so it needs x-plinto-session: start`);
  return found;
}

function memberOf(document: Document, answer: Schema | undefined): string | undefined {
  if (!answer?.$ref) return undefined;
  const name = refName(answer.$ref);
  if (name === signIn) return "";
  const schema = document.components.schemas[name]!;
  const shapes = [schema, ...(schema.oneOf ?? []).map((arm) => resolved(document, arm))];
  for (const shape of shapes) {
    for (const [member, inner] of Object.entries(shape.properties ?? {})) {
      if (inner.$ref && refName(inner.$ref) === signIn) return member;
    }
  }
  return undefined;
}
