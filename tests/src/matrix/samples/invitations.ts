import type { Invitation } from "@plinto/spec";
import { expect } from "vitest";
import type { Samples, Stage } from "../sample.ts";

export const invitations = {
  createInvitation: ({ world, acme, about, tenant }) => ({
    params: { email: "new@acme.test", role: about === "above" ? "owner" : "member" },
    organization: tenant,
    effect: async ({ id }) => {
      expect((await world.ask("getInvitation", { invitationId: id }, { organization: acme })).status).toBe("pending");
      expect(world.mail("new@acme.test", "invitation").token).toBeTypeOf("string");
    },
  }),
  listInvitations: async (stage) => {
    const { id } = await invited(stage, "new@acme.test");
    return { params: {}, organization: stage.tenant, effect: ({ data }) => expect(data.map((invitation) => invitation.id)).toEqual([id]) };
  },
  createInvitationsBulk: ({ world, acme }) => ({
    params: { invitations: [{ email: "one@acme.test" }, { email: "two@acme.test", role: "viewer" }] },
    organization: acme,
    effect: async ({ created }) => {
      expect(created).toBe(2);
      expect((await world.ask("listInvitations", {}, { organization: acme })).data).toHaveLength(2);
    },
  }),
  getInvitation: async (stage) => {
    const { id } = await invited(stage, "new@acme.test");
    return { params: { invitationId: id }, organization: stage.tenant, effect: (invitation) => expect(invitation.id).toBe(id) };
  },
  updateInvitation: async (stage) => {
    const { id } = await invited(stage, "new@acme.test");
    const role = stage.about === "above" ? "owner" : "viewer";
    return { params: { invitationId: id, role }, organization: stage.acme, effect: async () => expect((await again(stage, id)).role).toBe(role) };
  },
  revokeInvitation: async (stage) => {
    const { id } = await invited(stage, "new@acme.test");
    return { params: { invitationId: id }, organization: stage.acme, effect: async () => expect((await again(stage, id)).status).toBe("revoked") };
  },
  resendInvitation: async (stage) => {
    const { world, acme } = stage;
    const { id } = await invited(stage, "new@acme.test");
    const { token } = world.mail("new@acme.test", "invitation");
    return {
      params: { invitationId: id },
      organization: acme,
      effect: async () => {
        expect(await world.outcome("validateInvitation", { token }, { as: null })).toBe("400 token_invalid");
        expect(await world.outcome("validateInvitation", { token: world.mail("new@acme.test", "invitation").token }, { as: null })).toBe("200");
      },
    };
  },
  validateInvitation: async (stage) => {
    await invited(stage, "new@acme.test");
    return {
      params: { token: stage.world.mail("new@acme.test", "invitation").token },
      effect: ({ organizationName }) => expect(organizationName).toBe("acme"),
    };
  },
  validateInvitationLink: async (stage) => {
    await invited(stage, "new@acme.test");
    return {
      params: { token: stage.world.mail("new@acme.test", "invitation").token },
      effect: ({ organizationName }) => expect(organizationName).toBe("acme"),
    };
  },
  acceptInvitation: async (stage) => {
    const { world, globex, acme, caller, people } = stage;
    // To an organization that the caller is not in yet.
    const orgId = caller.name === "outsider" ? acme : globex;
    const email = caller.person?.email ?? "new@acme.test";
    await invited(stage, email, orgId);
    await world.ask("updateUser", { userId: people.rex.id, emailVerified: false });
    if (email !== people.rex.email) await invited(stage, people.rex.email);
    return {
      params: { token: world.mail(email, "invitation").token },
      effect: async (answer) => {
        expect(answer.status).toBe("accepted");
        expect((await world.ask("listMembers", { orgId, q: email })).data.map(({ user }) => user.email)).toEqual([email]);
      },
      otherWays: {
        "by somebody whose address it verifies": {
          params: { token: world.mail(people.rex.email, "invitation").token },
          as: people.rex.accessToken,
          outcome: "200",
        },
      },
    };
  },
  declineInvitation: async (stage) => {
    const { id } = await invited(stage, "new@acme.test");
    return {
      params: { token: stage.world.mail("new@acme.test", "invitation").token },
      effect: async () => expect((await again(stage, id)).status).toBe("declined"),
    };
  },
  cleanupInvitations: async (stage) => {
    const { id } = await invited(stage, "new@acme.test");
    return {
      params: {},
      organization: stage.acme,
      effect: async ({ expired }) => {
        expect(expired).toBe(0);
        expect((await again(stage, id)).status).toBe("pending");
      },
    };
  },
  listMyInvitations: async (stage) => {
    const { id } = await invited(stage, stage.self.email, stage.caller.name === "outsider" ? stage.acme : stage.globex);
    return { params: {}, effect: ({ data }) => expect(data.map((invitation) => invitation.id)).toEqual([id]) };
  },
} satisfies Samples;

async function invited({ world, acme, globex, about }: Stage, email: string, organization: string = about === "foreign" ? globex : acme): Promise<Invitation> {
  return world.ask("createInvitation", { email }, { organization });
}

async function again({ world, acme }: Stage, invitationId: string): Promise<Invitation> {
  return world.ask("getInvitation", { invitationId }, { organization: acme });
}
