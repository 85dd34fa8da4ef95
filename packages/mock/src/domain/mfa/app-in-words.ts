import { languageOf } from "../email/words.ts";
import type { UserRow } from "../users/table.ts";

/** What mail calls an authenticator app, in the language of its person. */
export function appInWords({ locale }: UserRow): string {
  return languageOf(locale) === "de" ? "Authenticator-App" : "Authenticator app";
}
