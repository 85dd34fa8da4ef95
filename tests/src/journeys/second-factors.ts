import { createPlinto, isPlintoError, type Plinto } from "@plinto/core";
import { createPasskey, getPasskey } from "@plinto/core/passkeys";
import type { AcmeSeed } from "@plinto/mock";
import { expect } from "vitest";
import type { Opened } from "../doors/door.ts";
import { expectRefusal } from "./expect-refusal.ts";
import type { Journey } from "./journey.ts";

async function signIn({ mock, connect }: Opened<AcmeSeed>, name: "ada" | "bob"): Promise<Plinto> {
  const plinto = createPlinto(connect());
  const { email, password } = mock.seed.users[name];
  await plinto.auth.signIn({ email, password });
  return plinto;
}

/** Sets an authenticator app up and answers the recovery codes. */
async function withApp({ mock }: Opened<AcmeSeed>, plinto: Plinto, userId: string): Promise<readonly string[]> {
  const { factor } = await plinto.mfa.totp.enroll();
  const { recoveryCodes } = await plinto.mfa.totp.activate({ factorId: factor.id, code: mock.totp(userId) });
  return recoveryCodes!.codes;
}

export const mfaEnforced: Journey = {
  title: "an organization requires a second factor while a member is online: she is led to one and goes on, and the next sign-in sets it up on the way",
  async walk(door) {
    const opened = await door.open({ clock: "virtual" });
    const { mock, connect, close } = opened;
    try {
      const { acme, globex } = mock.seed.organizations;
      const ada = await signIn(opened, "ada");
      const bob = await signIn(opened, "bob");
      const inAcme = bob.forOrganization(acme.id);
      await inAcme.members.list().toArray({ max: 10 });

      // Who sets the policy has to meet it.
      await expectRefusal(ada.organizations.authPolicy.set({ orgId: acme.id, mfa: "required" }), "would_lock_out_actor");
      await withApp(opened, ada, mock.seed.users.ada.id);
      await ada.organizations.authPolicy.set({ orgId: acme.id, mfa: "required" });

      const refused = await bob.organizations.get({ orgId: acme.id }).safe();
      if (refused.ok || !isPlintoError(refused.error, "mfa_required_by_org")) throw new Error("Bob should have been refused");
      expect(refused.error.details["mfa"]).toEqual({ organizationId: acme.id, methods: [], enrollable: ["totp", "passkey"] });
      await expectRefusal(bob.auth.switchOrganization({ organizationId: acme.id }), "mfa_required_by_org");
      // The person, and what is not Acme's, go on.
      expect((await bob.users.getMe()).email).toBe(mock.seed.users.bob.email);
      expect((await bob.organizations.get({ orgId: globex.id })).id).toBe(globex.id);
      await withApp(opened, bob, mock.seed.users.bob.id);
      expect((await bob.organizations.get({ orgId: acme.id })).id).toBe(acme.id);
      await bob.auth.switchOrganization({ organizationId: acme.id });

      const vera = createPlinto(connect());
      const { email, password, id } = mock.seed.users.vera;
      const begun = await vera.auth.signIn({ email, password, organizationId: acme.id });
      if (begun.status !== "mfa_enrollment_required") throw new Error(`unexpected ${begun.status}`);
      const waiting = vera.withSession(begun.pendingToken);
      const { factor } = await waiting.mfa.totp.enroll();
      const { recoveryCodes } = await waiting.mfa.totp.activate({ factorId: factor.id, code: mock.totp(id) });
      expect(recoveryCodes?.codes).toHaveLength(10);
      const done = await vera.auth.continueSignIn({ step: "mfa_enrollment" });
      expect([done.status, vera.session.current?.organizationId]).toEqual(["complete", acme.id]);
      expect((await vera.organizations.get({ orgId: acme.id })).id).toBe(acme.id);

      // The last factor stays while the organization requires one.
      const own = await bob.mfa.factors.list();
      await expectRefusal(bob.mfa.factors.delete({ factorId: own.data[0]!.id }), "mfa_required_by_org");
      await ada.organizations.authPolicy.set({ orgId: acme.id, mfa: "optional" });
      await bob.mfa.factors.delete({ factorId: own.data[0]!.id });
      expect((await bob.organizations.get({ orgId: acme.id })).id).toBe(acme.id);
    } finally {
      await close();
    }
  },
};

export const stepUpInBulk: Journey = {
  title: "in the middle of a bulk action the sign-in becomes too old for the organization: the person is asked once, by passkey, and nothing is done twice",
  async walk(door) {
    const opened = await door.open({ clock: "virtual" });
    const { mock, close } = opened;
    try {
      const orgId = mock.seed.organizations.acme.id;
      const { credentials } = mock.passkeys.authenticator();
      const ada = await signIn(opened, "ada");
      const registration = await ada.passkeys.beginRegistration();
      await ada.passkeys.completeRegistration({
        challengeId: registration.challengeId,
        credential: await createPasskey(registration.publicKey, { credentials }),
      });
      await ada.organizations.authPolicy.set({ orgId, session: { maxAgeSeconds: 600 } });
      const names = Array.from({ length: 8 }, (_, index) => `Worker ${index + 1}`);
      const make = (name: string): Promise<{ name: string }> => ada.organizations.apiKeys.create({ orgId, name, scopes: ["org:read"] });
      const asked: (readonly string[])[] = [];
      ada.onStepUp(async ({ challenge, createChallenge, stepUp }) => {
        asked.push(challenge.methods);
        const { id, publicKey } = (await createChallenge({ kind: "passkey" })) as { id: string; publicKey: Parameters<typeof getPasskey>[0] };
        await stepUp({ method: "passkey", challengeId: id, credential: await getPasskey(publicKey, { credentials }) });
      });

      const first = await Promise.all(names.slice(0, 3).map(make));
      await mock.clock.advance("11m");
      const rest = await Promise.all(names.slice(3).map(make));
      expect([...first, ...rest].map(({ name }) => name)).toEqual(names);
      expect(asked).toEqual([["passkey", "password", "magic_link", "otp", "recovery_code"]]);
      const keys = await ada.organizations.apiKeys.list({ orgId }).toArray({ max: 50 });
      expect(
        keys
          .map(({ name }) => name)
          .filter((name) => name.startsWith("Worker"))
          .toSorted(),
      ).toEqual(names);
      const made = mock.events.filter(({ type }) => type === "api_key.created");
      expect(made).toHaveLength(names.length);
      expect(mock.events.filter(({ type }) => type === "auth.step_up_succeeded")).toHaveLength(1);
    } finally {
      await close();
    }
  },
};

export const lostPhone: Journey = {
  title: "somebody whose phone is lost signs in with a recovery code, once, and sets up a new app that ends the old one",
  async walk(door) {
    const opened = await door.open({ clock: "virtual" });
    const { mock, connect, close } = opened;
    try {
      const { email, password, id } = mock.seed.users.bob;
      const codes = await withApp(opened, await signIn(opened, "bob"), id);
      const lostCode = mock.totp(id);

      const phone = createPlinto(connect());
      const begun = await phone.auth.signIn({ email, password });
      if (begun.status !== "mfa_required") throw new Error(`unexpected ${begun.status}`);
      expect(begun.factors.map(({ kind }) => kind)).toEqual(["totp", "recovery_code"]);
      const proof = { kind: "recovery_code", code: codes[0]!.toUpperCase().replace("-", " ") } as const;
      expect((await phone.auth.continueSignIn({ step: "mfa", proof })).status).toBe("complete");
      const told = await mock.mailbox.waitFor({ to: email, kind: "recovery_code_used" });
      expect(told.text).toContain("9");
      expect((await phone.mfa.factors.list()).recoveryCodes?.remaining).toBe(9);

      const again = createPlinto(connect());
      await again.auth.signIn({ email, password });
      await expectRefusal(again.auth.continueSignIn({ step: "mfa", proof }), "mfa_code_invalid");

      const old = (await phone.mfa.factors.list()).data[0]!;
      await expectRefusal(phone.mfa.totp.enroll(), "factor_exists");
      await phone.mfa.factors.delete({ factorId: old.id });
      const fresh = await withApp(opened, phone, id);
      expect(fresh).not.toContain(codes[1]);

      const next = createPlinto(connect());
      await next.auth.signIn({ email, password });
      await expectRefusal(next.auth.continueSignIn({ step: "mfa", proof: { kind: "totp", code: lostCode } }), "mfa_code_invalid");
      await expectRefusal(next.auth.continueSignIn({ step: "mfa", proof: { kind: "recovery_code", code: codes[1]! } }), "mfa_code_invalid");
      expect((await next.auth.continueSignIn({ step: "mfa", proof: { kind: "totp", code: mock.totp(id) } })).status).toBe("complete");
    } finally {
      await close();
    }
  },
};
