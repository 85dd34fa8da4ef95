import { createPlinto } from "@plinto/core";
import { createPasskey, getPasskey } from "@plinto/core/passkeys";
import { expect } from "vitest";
import type { Journey } from "./journey.ts";

export const firstPasskey: Journey = {
  title: "somebody signs up, adds a passkey, signs in with it alone, and later removes it and is told",
  async walk(door) {
    const { mock, connect, close } = await door.open({ seed: "empty" });
    try {
      const { credentials } = mock.passkeys.authenticator();
      const plinto = createPlinto(connect());
      await plinto.auth.signUp({ email: "ada@acme.test", password: "correct horse battery", name: "Ada" });
      const { code } = await mock.mailbox.waitFor({ to: "ada@acme.test", kind: "email_verification" });
      await plinto.auth.continueSignIn({ step: "email_verification", code });

      const registration = await plinto.passkeys.beginRegistration();
      const credential = await createPasskey(registration.publicKey, { credentials });
      const { passkey, recoveryCodes } = await plinto.passkeys.completeRegistration({ challengeId: registration.challengeId, credential, name: "My laptop" });
      expect(recoveryCodes?.codes).toHaveLength(10);
      const added = await mock.mailbox.waitFor({ to: "ada@acme.test", kind: "credential_added" });
      expect(added.text).toContain("Passkey (My laptop)");
      await plinto.auth.signOut();

      const { challengeId, publicKey } = await plinto.passkeys.beginSignIn();
      expect(publicKey.allowCredentials).toEqual([]);
      const answer = { challengeId, credential: await getPasskey(publicKey, { credentials, conditional: true }) };
      const signedIn = await plinto.passkeys.signIn(answer);
      expect(signedIn.status).toBe("complete");
      expect(plinto.session.current?.user.email).toBe("ada@acme.test");
      expect((await plinto.auth.getSession()).authenticationMethods).toEqual(["swk", "user", "mfa"]);

      const replayed = await createPlinto(connect()).passkeys.signIn(answer).safe();
      expect(replayed.ok).toBe(false);
      if (!replayed.ok) expect([replayed.error.kind, replayed.error.code]).toEqual(["api", "webauthn_verification_failed"]);

      await plinto.passkeys.delete({ passkeyId: passkey.id });
      await mock.mailbox.waitFor({ to: "ada@acme.test", kind: "credential_removed" });
      const gone = await plinto.passkeys.beginSignIn();
      const refused = await plinto.passkeys.signIn({ challengeId: gone.challengeId, credential: await getPasskey(gone.publicKey, { credentials }) }).safe();
      expect(!refused.ok && refused.error.code).toBe("webauthn_verification_failed");
      expect((await plinto.auth.signIn({ email: "ada@acme.test", password: "correct horse battery" })).status).toBe("complete");
    } finally {
      await close();
    }
  },
};
