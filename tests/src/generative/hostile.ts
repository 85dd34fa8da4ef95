import type { Json } from "./arbitrary.ts";
import { followed, takesAnyQuery, typesOf, type Operation, type Schema } from "./described.ts";
import { addressOf, type Draft, type Raw } from "./request.ts";

/** A request that nobody sends who means well. */
export interface Hostile {
  readonly how: string;
  readonly raw: Raw;
  /** Every outcome that is right: `400 malformed_json`. */
  readonly outcomes: readonly string[];
}

const invalid = ["400 validation_failed"];
const tooLarge = `"${"a".repeat(1_048_575)}"`;

/** Bodies that are no JSON, too large, too deep, or meant for somebody's prototype. */
export function hostileBodies(operation: Operation, draft: Draft): Hostile[] {
  if (!operation.body || draft.body === undefined) return [];
  const text = JSON.stringify(draft.body);
  const malformed: [how: string, body: Raw["body"]][] = [
    ["a body that ends too early", text.slice(0, -1)],
    ["a body with something behind it", `${text}}`],
    ["no JSON", "{'name': undefined}"],
    ["not UTF-8", bytes(`{"name":"`, [0xff, 0xc0, 0x80], `"}`)],
    ["UTF-16", bytes("", [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00], "")],
  ];
  const wrong: [how: string, body: string][] = [
    ["a hundred thousand levels", "[".repeat(100_000) + "]".repeat(100_000)],
    ["forty levels", `${`{"a":`.repeat(40)}1${"}".repeat(40)}`],
    ["five thousand unknown names", withFirst(text, Array.from({ length: 5000 }, (_, index) => `"n${index}":1`).join(","))],
    ["half of a character", withFirst(text, String.raw`"noSuchField":"\ud800"`)],
    ...["__proto__", "constructor", "prototype", "hasOwnProperty"].map((name): [string, string] => [
      `the name ${name}`,
      withFirst(text, `${JSON.stringify(name)}:{"isAdmin":true}`),
    ]),
  ];
  const mediaTypes = ["", "text/plain", "application/xml", "application/json; charset=iso-8859-1", "multipart/form-data; boundary=x"];
  return [
    ...malformed.map(([how, body]) => ({ how, raw: { body: body! }, outcomes: ["400 malformed_json"] })),
    ...wrong.map(([how, body]) => ({ how, raw: { body }, outcomes: invalid })),
    { how: "more than a megabyte", raw: { body: tooLarge }, outcomes: ["413 payload_too_large"] },
    ...mediaTypes.map((type) => ({ how: `the media type ${type}`, raw: { headers: { "content-type": type } }, outcomes: ["415 unsupported_media_type"] })),
  ];
}

/** Addresses, headers and credentials that are none. */
export function hostileEnvelopes(operation: Operation, draft: Draft): Hostile[] {
  const address = addressOf(operation, draft);
  const more = (pairs: string): string => `${address}${address.includes("?") ? "&" : "?"}${pairs}`;
  const bad = ["401 access_token_invalid", "401 api_key_invalid", "401 unauthenticated", "401 pending_token_invalid"];
  const unknown = takesAnyQuery(operation) ? [] : ["__proto__[admin]=1", "constructor[prototype][admin]=1", `${"a".repeat(5000)}=1`];
  return [
    ...["%ff=1", "q=%", ...unknown].map((pairs) => ({
      how: `the query ${pairs.slice(0, 40)}`,
      raw: { address: more(pairs) },
      outcomes: invalid,
    })),
    ...["Basic YWRhOnBhc3N3b3Jk", "Bearer not-a-token", `Bearer ${"a.".repeat(5000)}a`, "Bearer sk_test_", "Bearer __proto__"].map((authorization) => ({
      how: `the credential ${authorization.slice(0, 20)}`,
      raw: { headers: { authorization } },
      outcomes: bad,
    })),
    ...["1", "2030-02-30", "latest"].map((version) => ({
      how: `the version ${version}`,
      raw: { headers: { "plinto-version": version } },
      outcomes: ["400 version_unsupported", "400 validation_failed"],
    })),
    { how: "a foreign origin", raw: { headers: { origin: "https://evil.test" } }, outcomes: ["403 origin_not_allowed"] },
  ];
}

/** Steps of a path that are no ids, as they go over the wire. Where they lead is open, but not into the backend. */
export function hostilePaths(operation: Operation): string[] {
  if (!operation.path.includes("{")) return [];
  return ["%00", "%2e%2e%2fusers", "%ff", "%", "__proto__", "a".repeat(5000), "🦉"].map((text) => operation.path.replaceAll(/\{\w+\}/g, text));
}

/** The body with its first field twice: once wrong, then right. The last one counts, as for every reader of JSON here. */
export function repeatedFirst(operation: Operation, draft: Draft): string | undefined {
  const schema = operation.body && followed(operation.body.schema);
  const [name] = Object.keys((draft.body as { readonly [name: string]: Json } | undefined) ?? {});
  const field = name === undefined ? undefined : schema?.properties?.[name];
  if (name === undefined || !field) return undefined;
  return withFirst(JSON.stringify(draft.body), `${JSON.stringify(name)}:${JSON.stringify(wrongFor(field))}`);
}

function wrongFor(schema: Schema): Json {
  return typesOf(followed(schema)).includes("object") ? 7 : {};
}

/** The text of an object with another member before its own. */
function withFirst(text: string, member: string): string {
  return text.startsWith("{}") ? `{${member}}` : `{${member},${text.slice(1)}`;
}

function bytes(before: string, raw: readonly number[], after: string): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  return new Uint8Array([...encoder.encode(before), ...raw, ...encoder.encode(after)]);
}
