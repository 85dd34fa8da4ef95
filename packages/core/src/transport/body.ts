/** The bytes of a request body. */

/** JSON, a form (for RFC 6749 endpoints), or what is ready to be sent in any other type. */
export function serializeBody(body: unknown, type: string): BodyInit {
  if (type.includes("json")) return JSON.stringify(body);
  return type.includes("form-url") ? `${new URLSearchParams(body as Record<string, string>)}` : (body as BodyInit);
}
