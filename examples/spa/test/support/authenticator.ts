import type { Person } from "./person.ts";

/** Gives a person's browser an authenticator like that of a phone: it keeps passkeys, and its owner touches it at once. */
export async function giveAuthenticator({ page }: Person): Promise<void> {
  const control = await page.context().newCDPSession(page);
  await control.send("WebAuthn.enable");
  await control.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}
