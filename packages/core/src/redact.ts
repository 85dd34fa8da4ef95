/** What is taken out before anything is logged or put into a message. */

const SENSITIVE_NAME = /auth|cookie|token|secret|pass|session|mail|code|state|sign|key|device/i;
// Our keys and opaque tokens by prefix, JWTs by the header that every one of them starts with, e-mail addresses.
const CONFIDENTIAL = /\b([a-z]{2,5}_(test|live)|rt|pt|scim|whs[ek]c?)_[\w.~+/=-]+|\beyJ[\w.-]+|[\w.+-]+(@|%40)[\w.-]+/g;
const MASK = "[redacted]";

/** Replaces everything that looks like a key, a token or an e-mail address. */
export const scrub = (text: string): string => text.replace(CONFIDENTIAL, MASK);

/**
 * Headers or a query as a plain object, without the values of sensitive names and without what looks like a key, a token or an
 * e-mail address: what the log of a client does, for logs of your own.
 *
 * @example
 * plinto.hooks.on("request", ({ call, headers }) => console.log(call.method, call.path, redact(headers)));
 */
export const redact = (entries: Iterable<[string, string]>): Record<string, string> =>
  Object.fromEntries(Array.from(entries, ([name, value]) => [name, SENSITIVE_NAME.test(name) ? MASK : scrub(value)]));
