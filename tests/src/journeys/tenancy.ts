import { createPlinto, type Plinto } from "@plinto/core";
import type { AcmeSeed } from "@plinto/mock";
import { expect } from "vitest";
import { expectRefusal } from "./expect-refusal.ts";
import type { Journey } from "./journey.ts";
import type { Opened } from "../doors/door.ts";

async function signIn({ mock, connect }: Opened<AcmeSeed>, name: keyof AcmeSeed["users"]): Promise<Plinto> {
  const plinto = createPlinto(connect());
  const { email, password } = mock.seed.users[name];
  await plinto.auth.signIn({ email, password });
  return plinto;
}

export const ownershipTransfer: Journey = {
  title: "an owner steps up, gives the ownership away and cannot take it back",
  async walk(door) {
    const opened = await door.open({ clock: "virtual" });
    const { mock, close } = opened;
    try {
      const orgId = mock.seed.organizations.acme.id;
      const { ada: adaHandle, grace: graceHandle } = mock.seed.users;
      const ada = await signIn(opened, "ada");
      await mock.clock.advance("11m");
      await expectRefusal(ada.organizations.transfer({ orgId, userId: graceHandle.id }), "step_up_required");
      ada.onStepUp(async ({ stepUp }) => {
        await stepUp({ method: "password", password: adaHandle.password });
      });
      const transfer = await ada.organizations.transfer({ orgId, userId: graceHandle.id });
      expect([transfer.owner.userId, transfer.owner.role, transfer.previousOwner.role]).toEqual([graceHandle.id, "owner", "admin"]);
      await expectRefusal(ada.organizations.transfer({ orgId, userId: adaHandle.id }), "permission_denied");
      await expectRefusal(ada.organizations.members.update({ orgId, userId: adaHandle.id, role: "owner" }), "role_above_actor");
      const grace = await signIn(opened, "grace");
      await expectRefusal(grace.organizations.leave({ orgId }), "sole_owner");
    } finally {
      await close();
    }
  },
};

export const demotedMeanwhile: Journey = {
  title: "a member who is demoted while a request runs gets no use of the old role",
  async walk(door) {
    const opened = await door.open();
    const { mock, close } = opened;
    try {
      const orgId = mock.seed.organizations.acme.id;
      const ada = await signIn(opened, "ada");
      const grace = await signIn(opened, "grace");
      const demotion = ada.organizations.members.update({ orgId, userId: mock.seed.users.grace.id, role: "viewer" });
      const invitations = [1, 2, 3].map((number) =>
        grace
          .forOrganization(orgId)
          .invitations.create({ email: `n${number}@acme.test` })
          .safe(),
      );
      await demotion;
      const results = await Promise.all(invitations);
      await expectRefusal(grace.forOrganization(orgId).invitations.create({ email: "last@acme.test" }), "permission_denied");
      // Whatever came after the demotion in the one order of commits was refused; nothing else exists.
      const pending = await ada.forOrganization(orgId).invitations.list({ pageSize: 100 }).toArray({ max: 100 });
      expect(pending.map((invitation) => invitation.email).toSorted()).toEqual(results.flatMap((result) => (result.ok ? [result.data.email] : [])).toSorted());
      const types = mock.events.map((event) => event.type);
      expect(types.lastIndexOf("invitation.created")).toBeLessThan(types.includes("invitation.created") ? types.indexOf("member.updated") : 0);
    } finally {
      await close();
    }
  },
};

export const sharedUser: Journey = {
  title: "an admin of one organization cannot take over a person who is in two",
  async walk(door) {
    const opened = await door.open();
    const { mock, close } = opened;
    try {
      const acme = mock.seed.organizations.acme.id;
      const globex = mock.seed.organizations.globex.id;
      const bobId = mock.seed.users.bob.id;
      const grace = await signIn(opened, "grace");
      const bob = await signIn(opened, "bob");
      const inAcme = grace.forOrganization(acme);
      const profile = await inAcme.users.get({ userId: bobId });
      expect(Object.keys(profile).toSorted()).toEqual(["avatarUrl", "createdAt", "email", "id", "name", "updatedAt", "version"]);
      for (const attempt of [
        () => inAcme.users.update({ userId: bobId, name: "Mallory" }),
        () => inAcme.users.delete({ userId: bobId }),
        () => inAcme.users.ban({ userId: bobId }),
        () => inAcme.users.unban({ userId: bobId }),
        () => inAcme.users.unlock({ userId: bobId }),
        () => grace.users.impersonate({ userId: bobId, reason: "curiosity" }),
      ]) {
        const refused = await attempt().safe();
        expect(refused.ok).toBe(false);
        if (!refused.ok) expect(refused.error.code).toBe("permission_denied");
      }
      const sessionId = bob.session.current!.id;
      await grace.auth.switchOrganization({ organizationId: acme });
      for (const attempt of [
        () => grace.sessions.get({ sessionId }),
        () => grace.sessions.revoke({ sessionId }),
        () => grace.sessions.getFamily({ sessionId }),
      ]) {
        const refused = await attempt().safe();
        expect(refused.ok).toBe(false);
        if (!refused.ok) expect(["not_found", "permission_denied"]).toContain(refused.error.code);
      }
      for (const attempt of [
        () => grace.organizations.members.list({ orgId: globex }),
        () => grace.organizations.get({ orgId: globex }),
        () => grace.organizations.members.remove({ orgId: globex, userId: bobId }),
      ]) {
        await expectRefusal(attempt(), "not_found");
      }
      // Within the organization she rules the membership, and nothing but the membership.
      await inAcme.members.suspend({ userId: bobId });
      await expectRefusal(bob.organizations.get({ orgId: acme }), "member_suspended");
      expect((await bob.organizations.get({ orgId: globex })).name).toBe("Globex");
      await inAcme.members.remove({ userId: bobId });
      await expectRefusal(bob.organizations.get({ orgId: acme }), "not_found");
      expect((await bob.users.getMe()).email).toBe("bob@acme.test");
    } finally {
      await close();
    }
  },
};
