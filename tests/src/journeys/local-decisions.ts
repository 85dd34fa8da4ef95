import { createPlinto } from "@plinto/core";
import { createPolicyClient } from "@plinto/policy/sync";
import { expect } from "vitest";
import type { Journey } from "./journey.ts";

export const staleBundle: Journey = {
  title: "a bundle goes stale: local decisions follow the policies, outlast an outage of five minutes, deny, and come back with the API",
  async walk(door) {
    const { mock, connect, close } = await door.open({ clock: "virtual" });
    const { acme } = mock.seed.organizations;
    const { baseUrl, fetch, clock } = connect();
    const ada = createPlinto(connect());
    const { email, password, id } = mock.seed.users.ada;
    await ada.auth.signIn({ email, password });
    const here = ada.forOrganization(acme.id);
    const policies = createPolicyClient({
      baseUrl,
      secretKey: mock.keys.secretKey,
      organizationId: acme.id,
      ...(fetch && { fetch }),
      ...(clock && { clock }),
      allowMockKeys: true,
      allowSecretKeyInBrowser: true,
    });
    try {
      const question = { action: "audit:export", subject: { type: "user", id, roles: ["owner"] }, resource: { type: "audit_log" } };
      const said = (): string => `${policies.evaluate(question).decision} ${policies.evaluate(question).reason}`;
      const stale: number[] = [];
      policies.on("stale", ({ ageSeconds }) => void stale.push(ageSeconds));

      expect(said()).toBe("deny bundle_missing");
      await policies.ready();
      expect(said()).toBe("allow role_allow");
      const closing = await here.policies.create({ name: "No exports", document: { effect: "deny", actions: ["audit:export"], resources: ["*"] } });
      await policies.refresh();
      expect(said()).toBe("deny policy_deny");
      expect(policies.evaluate(question).matched.map(({ policyId }) => policyId)).toEqual([closing.id]);

      const restore = mock.faults.add({ operation: "getPolicyBundle", status: 503 });
      await here.policies.delete({ policyId: closing.id });
      await mock.clock.advance("4m");
      expect(said()).toBe("deny policy_deny");
      expect(stale).toEqual([]);
      await mock.clock.advance("2m");
      expect(said()).toBe("deny bundle_stale");
      expect(stale).toHaveLength(1);

      restore();
      await expect(policies.ready()).rejects.toMatchObject({ code: "bundle_unavailable" });
      await mock.clock.advance("5m");
      await policies.ready();
      expect(said()).toBe("allow role_allow");

      await policies.flush();
      expect(policies.reports).toMatchObject({ waiting: 0, dropped: 0 });
      const kept = await here.policies.evaluations.list({ pageSize: 100 }).toArray({ max: 200 });
      const reported: string[] = kept.filter(({ source }) => source === "report").map(({ reason }) => reason);
      for (const reason of ["bundle_missing", "policy_deny", "bundle_stale"]) expect(reported).toContain(reason);
    } finally {
      await policies.close();
      await close();
    }
  },
};
