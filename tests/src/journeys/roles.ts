import { createPlinto, type Plinto } from "@plinto/core";
import { expect } from "vitest";
import type { Journey } from "./journey.ts";
import { expectRefusal } from "./expect-refusal.ts";

export const customRole: Journey = {
  title: "a custom role opens what it names as long as it is given, and its holder gives no more than it gives her",
  async walk(door) {
    const { mock, connect, close } = await door.open();
    try {
      const { acme } = mock.seed.organizations;
      const signIn = async (name: "ada" | "bob"): Promise<Plinto> => {
        const plinto = createPlinto(connect());
        const { email, password } = mock.seed.users[name];
        await plinto.auth.signIn({ email, password });
        return plinto;
      };
      const ada = (await signIn("ada")).forOrganization(acme.id);
      const bob = (await signIn("bob")).forOrganization(acme.id);
      const [bobId, veraId] = [mock.seed.users.bob.id, mock.seed.users.vera.id];

      await expectRefusal(bob.teams.create({ name: "Edge" }), "permission_denied");
      const lead = await ada.roles.create({ name: "Lead", permissions: ["teams:manage", "roles:manage", "roles:assign"] });
      await ada.roles.assign({ roleId: lead.id, userId: bobId });
      const decision = await bob.rbac.check({ permission: "teams:manage" });
      expect([decision.allowed, decision.via.map((source) => source.id)]).toEqual([true, [lead.id]]);
      const team = await bob.teams.create({ name: "Edge", parentTeamId: mock.seed.teams.engineering.id });
      await bob.teams.members.add({ teamId: team.id, userId: veraId });

      await expectRefusal(bob.roles.create({ name: "Boss", permissions: ["org:update"] }), "permission_above_actor");
      await expectRefusal(bob.roles.assign({ roleId: "admin", userId: bobId }), "role_above_actor");
      await bob.roles.assign({ roleId: lead.id, userId: veraId });
      await expectRefusal(ada.roles.delete({ roleId: lead.id }), "role_in_use");

      const holders = await ada.members.list({ customRoleId: lead.id }).toArray({ max: 10 });
      for (const { userId } of holders) await ada.roles.unassign({ roleId: lead.id, userId });
      await ada.roles.delete({ roleId: lead.id });
      await expectRefusal(bob.teams.delete({ teamId: team.id }), "permission_denied");
      await ada.members.remove({ userId: veraId });
      expect((await ada.teams.get({ teamId: team.id })).memberCount).toBe(0);
      await ada.teams.delete({ teamId: team.id });
    } finally {
      await close();
    }
  },
};
