import { createPlinto } from "@plinto/core";
import { expect } from "vitest";
import { expectRefusal } from "./expect-refusal.ts";
import type { Journey } from "./journey.ts";

const password = "correct horse battery";

export const invitationLife: Journey = {
  title: "an invitation is resent, expires, is revoked, is refused to another address, and fails row by row in bulk",
  async walk(door) {
    const { mock, connect, close } = await door.open({ clock: "virtual" });
    try {
      const ada = createPlinto(connect());
      await ada.auth.signIn({ email: "ada@acme.test", password: mock.seed.users.ada.password });
      const acme = ada.forOrganization(mock.seed.organizations.acme.id);

      const invitation = await acme.invitations.create({ email: "new@acme.test", role: "member" });
      const first = await mock.mailbox.waitFor({ to: "new@acme.test", kind: "invitation" });
      await acme.invitations.resend({ invitationId: invitation.id });
      const second = await mock.mailbox.waitFor({ to: "new@acme.test", kind: "invitation", after: first });
      expect(second.token).not.toBe(first.token);
      const visitor = createPlinto(connect());
      await expectRefusal(visitor.invitations.validate({ token: first.token }), "token_invalid");
      expect((await visitor.invitations.validate({ token: second.token })).organizationName).toBe("Acme");

      const olga = createPlinto(connect());
      await olga.auth.signIn({ email: "olga@globex.test", password: mock.seed.users.olga.password });
      await expectRefusal(olga.invitations.accept({ token: second.token }), "email_mismatch");

      await mock.clock.advance("8d");
      await expectRefusal(visitor.invitations.validate({ token: second.token }), "invitation_expired");
      await expectRefusal(visitor.auth.signUp({ email: "new@acme.test", password, invitationToken: second.token }), "invitation_expired");
      await ada.auth.signIn({ email: "ada@acme.test", password: mock.seed.users.ada.password });
      expect((await acme.invitations.get({ invitationId: invitation.id })).status).toBe("expired");

      const revoked = await acme.invitations.create({ email: "late@acme.test" });
      const { token } = await mock.mailbox.waitFor({ to: "late@acme.test", kind: "invitation" });
      await acme.invitations.revoke({ invitationId: revoked.id });
      await expectRefusal(visitor.invitations.validate({ token: token }), "invitation_revoked");

      const bulk = await acme.invitations.createBulk({
        invitations: [{ email: "one@acme.test" }, { email: "bob@acme.test" }, { email: "two@acme.test", role: "viewer" }],
      });
      expect(bulk.results.map((row) => (row.status === "failed" ? row.error.code : row.status))).toEqual(["created", "already_member", "created"]);
    } finally {
      await close();
    }
  },
};

export const inviterLowered: Journey = {
  title: "an invitation is worth no more than its inviter when it is accepted",
  async walk(door) {
    const { mock, connect, close } = await door.open();
    try {
      const orgId = mock.seed.organizations.acme.id;
      const grace = createPlinto(connect());
      await grace.auth.signIn({ email: "grace@acme.test", password: mock.seed.users.grace.password });
      await grace.forOrganization(orgId).invitations.create({ email: "friend@acme.test", role: "admin" });
      const { token } = await mock.mailbox.waitFor({ to: "friend@acme.test", kind: "invitation" });

      const ada = createPlinto(connect());
      await ada.auth.signIn({ email: "ada@acme.test", password: mock.seed.users.ada.password });
      await ada.organizations.members.update({ orgId, userId: mock.seed.users.grace.id, role: "member" });
      await expectRefusal(createPlinto(connect()).auth.signUp({ email: "friend@acme.test", password, invitationToken: token }), "inviter_not_allowed");
      const members = await ada.organizations.members.list({ orgId }).toArray({ max: 100 });
      expect(members.map((member) => member.user.email)).not.toContain("friend@acme.test");
    } finally {
      await close();
    }
  },
};
