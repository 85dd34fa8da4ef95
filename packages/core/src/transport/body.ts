/** The bytes of a request body. */

/** JSON, a form (for RFC 6749 endpoints), or what is ready to be sent in any other type. Nothing stays nothing. */
export function serializeBody(body: unknown, type: string): BodyInit | undefined {
  if (type.includes("json")) return JSON.stringify(body);
  return body && type.includes("form-url") ? `${new URLSearchParams(body as Record<string, string>)}` : (body as BodyInit);
}
