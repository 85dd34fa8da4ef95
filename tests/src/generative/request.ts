import type { Mock } from "@plinto/mock";
import fc from "fast-check";
import { arbitraryOf, type Json, type LiveIds } from "./arbitrary.ts";
import { breaksOf, step } from "./breaks.ts";
import { followed, takesAnyQuery, typesOf, type Operation, type Parameter } from "./described.ts";

/** A request before it goes over the wire. */
export interface Draft {
  readonly path: Readonly<Record<string, Json>>;
  readonly query: Readonly<Record<string, Json>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json | undefined;
}

/** A draft with one fault. */
export interface BrokenDraft {
  readonly pointer: string;
  readonly how: string;
  readonly draft: Draft;
  /** Appended to the query as it is. */
  readonly more?: readonly (readonly [string, string])[];
}

/** An answer, read. */
export interface Answer {
  readonly status: number;
  /** The problem code, if it is a refusal. */
  readonly code: string | undefined;
  readonly pointers: readonly string[];
  readonly text: string;
}

/** Requests that fit the description of an operation. */
export function draftsOf(operation: Operation, live: LiveIds): fc.Arbitrary<Draft> {
  const of = (place: Parameter["in"], arbitrary: (one: Parameter) => fc.Arbitrary<Json>): fc.Arbitrary<Readonly<Record<string, Json>>> => {
    const parameters = operation.parameters.filter((one) => one.in === place && !leftOut.has(one.name));
    return fc.record(Object.fromEntries(parameters.map((one) => [one.name, arbitrary(one)])), {
      requiredKeys: parameters.filter((one) => one.required).map((one) => one.name),
      noNullPrototype: true,
    });
  };
  const plain = (one: Parameter): fc.Arbitrary<Json> => arbitraryOf(one.schema, live);
  const { body } = operation;
  return fc.record({
    // A step of two dots is taken as a way up before anybody sees it.
    path: of("path", (one) => plain(one).filter((value) => value !== "." && value !== "..")),
    query: of("query", plain),
    headers: of("header", (one) => plain(one).filter((value) => isHeaderText(asText(value)))) as fc.Arbitrary<Readonly<Record<string, string>>>,
    body: body ? (body.required ? arbitraryOf(body.schema, live) : fc.option(arbitraryOf(body.schema, live), { nil: undefined })) : fc.constant(undefined),
  });
}

/** What would make nearly every call a refused one has tests of its own: versions, preconditions, cursors, devices. */
const leftOut = new Set(["Plinto-Version", "Plinto-Organization", "If-Match", "cursor"]);

function isHeaderText(text: string): boolean {
  return /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text);
}

/** Every way to break one place of a request. */
export function brokenDrafts(operation: Operation, draft: Draft): BrokenDraft[] {
  const broken: BrokenDraft[] = [];
  for (const { name, in: place, schema } of operation.parameters) {
    const value = place === "path" ? draft.path[name] : place === "query" ? draft.query[name] : undefined;
    if (value === undefined) continue;
    for (const one of breaksOf(schema, value)) {
      // In an address everything is text, and an empty step or an empty object leads elsewhere.
      if (place === "path" && (typeof one.broken !== "string" || one.broken === "")) continue;
      if (typeof value === "object" ? typeof one.broken !== "object" || one.pointer === "" : !isShownBroken(one.broken, schema)) continue;
      const at = { ...draft[place as "path" | "query"], [name]: one.broken };
      broken.push({ pointer: `/${place}${step(name)}${one.pointer}`, how: one.how, draft: { ...draft, [place]: at } });
    }
    if (place === "query" && typeof value !== "object")
      broken.push({ pointer: `/query${step(name)}`, how: "given twice", draft, more: [[name, asText(value)]] });
  }
  for (const { name, required } of operation.parameters.filter((one) => one.in === "query" && one.required)) {
    const { [name]: _, ...query } = draft.query;
    if (required) broken.push({ pointer: `/query${step(name)}`, how: "absent", draft: { ...draft, query } });
  }
  for (const name of takesAnyQuery(operation) ? [] : ["noSuchParameter", "__proto__", "constructor"])
    broken.push({ pointer: `/query${step(name)}`, how: "an unknown parameter", draft, more: [[name, "1"]] });
  const { body } = operation;
  if (!body) return broken;
  if (draft.body !== undefined)
    broken.push(...breaksOf(body.schema, draft.body).map(({ pointer, how, broken: wrong }) => ({ pointer, how, draft: { ...draft, body: wrong } })));
  if (body.required) broken.push({ pointer: "", how: "no body", draft: { ...draft, body: undefined } });
  return broken;
}

/** Whether a value is broken also as text: the number 7.5 is a fault where an integer stands, but not where any text may. */
function isShownBroken(value: Json, schema: Parameter["schema"]): boolean {
  return typeof value === "string" || (typeof value === "number" && typesOf(followed(schema)).includes("integer"));
}

/** A value where everything is text. */
function asText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Where a draft leads, below the base URL. */
export function addressOf(operation: Operation, draft: Draft, more: readonly (readonly [string, string])[] = []): string {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(asText(draft.path[name] ?? "")));
  const pairs = Object.entries(draft.query).flatMap(([name, value]): (readonly [string, string])[] =>
    typeof value === "object" && value !== null
      ? Object.entries(value).map(([member, one]) => [`${name}[${member}]`, asText(one)] as const)
      : [[name, asText(value)] as const],
  );
  const query = new URLSearchParams([...pairs, ...more].map(([name, value]) => [name, value]));
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

/** What takes the place of what a draft would send. */
export interface Raw {
  readonly address?: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /** One that is empty is not sent. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a draft. */
export async function send(mock: Mock, operation: Operation, draft: Draft, credential: string | null, raw: Raw = {}): Promise<Answer> {
  const body = raw.body ?? (draft.body === undefined ? undefined : JSON.stringify(draft.body));
  const response = await mock.fetch(mock.baseUrl + (raw.address ?? addressOf(operation, draft)), {
    method: operation.method,
    headers: Object.entries({
      "user-agent": "generator",
      authorization: credential === null ? "" : `Bearer ${credential}`,
      "content-type": body === undefined ? "" : "application/json",
      ...draft.headers,
      ...raw.headers,
    }).filter(([, value]) => value !== ""),
    // A string would bring a media type of its own where none is meant.
    ...(body === undefined ? {} : { body: typeof body === "string" ? new TextEncoder().encode(body) : body }),
  });
  const text = await response.text();
  if (response.headers.get("content-type") !== "application/problem+json") return { status: response.status, code: undefined, pointers: [], text };
  const problem = JSON.parse(text) as { readonly code: string; readonly errors?: readonly { readonly pointer: string }[] };
  return { status: response.status, code: problem.code, pointers: (problem.errors ?? []).map(({ pointer }) => pointer), text };
}
