import { toBase64Url } from "../../kernel/base64url.ts";
import type { Derive } from "../../kernel/secret.ts";

/** What authenticators know a person by: opaque, the same for all her passkeys, and none of the ids that the API shows. */
export function userHandleOf(userId: string, derive: Derive): string {
  return toBase64Url(derive("webauthn-user-handle", userId));
}
