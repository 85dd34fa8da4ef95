import type { RecordedExchange } from "../pipeline/recorded-exchange.ts";
import { withoutSecrets } from "../pipeline/shown-path.ts";

const redacted = "[redacted]";

/** Names whose values are secrets, or stand for one. */
const secretName = /(?:password|secret|token|verifier|hash|signature|assertion|salt|fingerprint|otp|recoverycodes?|secretkey|privatekey|link|code)s?$/i;

/** Names of what holds secrets: what they name may be told, not what stands there. */
const secretHolders: ReadonlySet<string> = new Set(["customHeaders"]);

/** What is no code to type in, but the name of an error. */
const nameOfError = /^[A-Za-z_]+$/;

/** A JSON value without what is secret by its name or by its look. */
export function redactJson(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (Array.isArray(value)) return value.map(redactJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shown(name, inner)]));
}

function shown(name: string, value: unknown): unknown {
  if (isSecret(name, value)) return redacted;
  if (!secretHolders.has(name) || value === null) return redactJson(value);
  return typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([inner, held]) => [inner, held === null ? null : redacted])) : redacted;
}

/** What stands in a query behind a name that says it is secret, as the signature of a link does. */
const parameter = /([?&;#])([^=?&;#\s]+)=([^&;#\s]+)/g;

function redactText(text: string): string {
  return withoutSecrets(text).replaceAll(parameter, (whole, start: string, name: string) => (secretName.test(name) ? `${start}${name}=${redacted}` : whole));
}

function isSecret(name: string, value: unknown): boolean {
  // What is no text, list or object tells nothing.
  if (!secretName.test(name) || value === null || (typeof value !== "string" && typeof value !== "object")) return false;
  return !(name === "code" && typeof value === "string" && nameOfError.test(value));
}

/** What went over the wire, without what is secret. */
export function redactExchange({ query, requestHeaders, requestBody, responseHeaders, responseBody }: RecordedExchange): RecordedExchange {
  return {
    query: redactQuery(query),
    requestHeaders: redactHeaders(requestHeaders),
    requestBody: redactBody(requestBody),
    responseHeaders: redactHeaders(responseHeaders),
    responseBody: redactBody(responseBody),
  };
}

function redactBody(body: string | null): string | null {
  if (body === null) return null;
  try {
    return JSON.stringify(redactJson(JSON.parse(body)));
  } catch {
    // What cannot be read cannot be judged either.
    return redacted;
  }
}

function redactQuery(query: string): string {
  const search = new URLSearchParams(query);
  if (search.size === 0) return query;
  return `?${[...search].map(([name, value]) => `${encodeURIComponent(name)}=${secretName.test(name) ? redacted : encodeURIComponent(redactText(value))}`).join("&")}`;
}

/** Of a credential, its scheme and kind are shown. */
function redactHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, redactHeader(name, value)]));
}

function redactHeader(name: string, value: string): string {
  if (name === "authorization") return `${/^Bearer +/i.exec(value)?.[0] ?? ""}${/^(?:Bearer +)?((?:sk|ok|pk)_test_|pt_)/i.exec(value)?.[1] ?? ""}${redacted}`;
  if (name === "plinto-publishable-key") return /^pk_test_\w{1,64}$/.test(value) ? value : redacted;
  if (name === "plinto-device") return redacted;
  return redactText(value);
}
