import type { AuthMethod } from "./table.ts";

const byReference: Readonly<Record<string, AuthMethod>> = { pwd: "password", email: "magic_link", hwk: "passkey", swk: "passkey", fed: "oauth" };

/**
 * The first factors behind a proof. What `amr` says is enough but for `otp`, which stands for a code by e-mail, for one
 * of an app, and for the step that verifies an address: only the first of them signs in.
 *
 * @param method how somebody signed in or stepped up
 * @param references `amr` of what was proved (RFC 8176)
 */
export function firstFactorsOf(method: string | null, references: readonly string[]): AuthMethod[] {
  const proved = references.flatMap((reference) => byReference[reference] ?? []);
  return [...new Set(method === "otp" ? [...proved, "otp" as const] : proved)];
}
