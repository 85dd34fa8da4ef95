import type { VirtualCredential } from "@plinto/mock";
import type { Page } from "playwright";

/** A virtual authenticator of Chromium (WebAuthn Level 3, section 11), steered through its developer tools. */
export interface VirtualAuthenticator {
  /** Whether its user touches it at once when it is asked, or not at all. */
  answers(automatically: boolean): Promise<void>;
  /** Gives it a passkey. */
  add(credential: VirtualCredential): Promise<void>;
}

/** Gives a page an authenticator like that of a phone or a laptop: it keeps passkeys, verifies its user and syncs. */
export async function attachAuthenticator(page: Page): Promise<VirtualAuthenticator> {
  const control = await page.context().newCDPSession(page);
  await control.send("WebAuthn.enable");
  const { authenticatorId } = await control.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      defaultBackupEligibility: true,
      defaultBackupState: true,
    },
  });
  return {
    answers: async (enabled) => void (await control.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled })),
    add: async (credential) => void (await control.send("WebAuthn.addCredential", { authenticatorId, credential })),
  };
}
