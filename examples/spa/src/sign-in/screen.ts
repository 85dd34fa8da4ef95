/** The pages of signing in. Each has an address of its own, since mails and providers lead to some of them. */
export type Screen = "sign-in" | "sign-up" | "forgot-password" | "new-password" | "magic-link" | "provider" | "invitation";

/** All of them, by the last part of their address. */
export const screens: readonly Screen[] = ["sign-in", "sign-up", "forgot-password", "new-password", "magic-link", "provider", "invitation"];

/** The address of another screen, such as `/sign-up`. */
export type HrefOf = (screen: Screen) => string;

/** The same as a whole address, for a link in a mail. */
export function urlOf(hrefOf: HrefOf, screen: Screen): string {
  return new URL(hrefOf(screen), location.href).href;
}
