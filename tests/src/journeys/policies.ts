import { createPlinto, type Plinto, type PlintoOptions } from "@plinto/core";
import { defineSeed } from "@plinto/mock";
import type { PolicyDocument } from "@plinto/spec";
import { expect } from "vitest";
import type { Journey } from "./journey.ts";
import { expectRefusal } from "./expect-refusal.ts";

const many = 10_000;

const acme = defineSeed({
  users: { ada: { email: "ada@acme.test" }, bob: { email: "bob@acme.test" } },
  organizations: { acme: { owner: "ada", members: { bob: "member" } } },
});

/** Policies of an application: each about an action of its own, all but the last ones. */
const crowd = defineSeed({
  ...acme,
  organizations: {
    acme: {
      ...acme.organizations.acme,
      policies: Object.fromEntries(Array.from({ length: many - 1 }, (_, index) => [`p${index}`, { document: ofApplication(index) }])),
    },
  },
});

export const denyAppears: Journey = {
  title: "a policy that denies counts in the middle of a session, says which it is, and stops counting when it is switched off",
  async walk(door) {
    const { mock, connect, close } = await door.open({ seed: acme });
    try {
      const { id: organizationId } = mock.seed.organizations.acme;
      const ada = (await signedIn(connect(), mock.seed.users.ada)).forOrganization(organizationId);
      const bob = (await signedIn(connect(), mock.seed.users.bob)).forOrganization(organizationId);
      expect((await bob.members.list()).data).toHaveLength(2);

      const { warnings, ...policy } = await ada.policies.create({
        name: "No lists for members",
        document: { effect: "deny", actions: ["members:read"], resources: ["member:*"], subjects: ["role:member"] },
      });
      expect(warnings).toEqual([]);
      const refused = await expectRefusal(bob.members.list(), "permission_denied");
      expect(refused.message).toContain(policy.id);
      expect((await ada.members.list()).data).toHaveLength(2);
      const why = await bob.policies.evaluate({ action: "members:read", resource: { type: "member" } });
      expect([why.decision, why.reason, why.matched.map(({ policyId }) => policyId)]).toEqual(["deny", "policy_deny", [policy.id]]);
      const kept = await ada.policies.evaluations.list({ decision: "deny", source: "enforcement" });
      expect(kept.data.map(({ operationId, subject }) => [operationId, subject.id])).toEqual([["listMembers", mock.seed.users.bob.id]]);

      await ada.policies.update({ policyId: policy.id, status: "disabled" });
      expect((await bob.members.list()).data).toHaveLength(2);
    } finally {
      await close();
    }
  },
};

export const rolledBack: Journey = {
  title: "a policy that went wrong is rolled back, and decides as it did before",
  async walk(door) {
    const { mock, connect, close } = await door.open({ seed: acme });
    try {
      const { id: organizationId } = mock.seed.organizations.acme;
      const ada = (await signedIn(connect(), mock.seed.users.ada)).forOrganization(organizationId);
      const bob = (await signedIn(connect(), mock.seed.users.bob)).forOrganization(organizationId);
      const mayExport = async (): Promise<boolean> =>
        (await bob.policies.evaluate({ action: "audit:export", resource: { type: "audit_log" } })).decision === "allow";
      const right: PolicyDocument = { effect: "allow", actions: ["audit:export"], resources: ["audit_log:*"], subjects: ["role:member"] };

      const { id: policyId } = await ada.policies.create({ name: "Exports", document: right });
      expect(await mayExport()).toBe(true);
      await ada.policies.update({ policyId, document: { ...right, subjects: ["role:manager"] } });
      expect(await mayExport()).toBe(false);
      await expectRefusal(bob.audit.logs.export({ format: "json" }), "permission_denied");

      const back = await ada.policies.rollback({ policyId, version: 1 });
      expect([back.version, back.document]).toEqual([3, right]);
      expect(await mayExport()).toBe(true);
      expect((await bob.audit.logs.export({ format: "json" })).status).toBe("completed");
      expect((await ada.policies.versions.list({ policyId })).data.map(({ version }) => version)).toEqual([3, 2, 1]);
      await expectRefusal(ada.policies.rollback({ policyId, version: 9 }), "version_not_found");
    } finally {
      await close();
    }
  },
};

export const manyPolicies: Journey = {
  title: "an organization with ten thousand policies decides by all of them, and has no room for one more",
  async walk(door) {
    const { mock, connect, close } = await door.open({ seed: crowd, limits: "enforce" });
    try {
      const { id: organizationId } = mock.seed.organizations.acme;
      const ada = (await signedIn(connect(), mock.seed.users.ada)).forOrganization(organizationId);
      const bob = (await signedIn(connect(), mock.seed.users.bob)).forOrganization(organizationId);
      const ask = (action: string): ReturnType<typeof bob.policies.evaluate> => bob.policies.evaluate({ action, resource: { type: "thing", id: "1" } });

      expect((await ask("module7:act")).matched).toHaveLength(Math.ceil((many - 1 - 7) / 1_000));
      const last = await ada.policies.create({
        name: "The last",
        document: { effect: "deny", actions: ["members:read"], resources: ["*"], subjects: ["role:member"] },
      });
      await expectRefusal(bob.members.list(), "permission_denied");
      expect((await ask("module7:act")).decision).toBe("allow");
      expect((await ask("module7:other")).reason).toBe("default_deny");
      await expectRefusal(ada.policies.create({ name: "One more", document: ofApplication(0) }), "limit_exceeded");

      let listed = 0;
      for await (const { id } of ada.policies.list({ pageSize: 100, effect: "deny" })) {
        expect(id).toBe(last.id);
        listed += 1;
      }
      expect(listed).toBe(1);
      await ada.policies.delete({ policyId: last.id });
      expect((await bob.members.list()).data).toHaveLength(2);
    } finally {
      await close();
    }
  },
};

export const archivedBundle: Journey = {
  title: "a policy bundle comes as an archive, byte for byte, and not again while nothing changes",
  async walk(door) {
    const { mock, connect, close } = await door.open({ seed: acme });
    try {
      const { id: organizationId } = mock.seed.organizations.acme;
      const { baseUrl, fetch = globalThis.fetch } = connect();
      const ask = (headers: Readonly<Record<string, string>>): Promise<Response> =>
        fetch(`${baseUrl}/v1/policies/bundle?organizationId=${organizationId}`, { headers: { authorization: `Bearer ${mock.keys.secretKey}`, ...headers } });

      const archive = await ask({ accept: "application/gzip" });
      expect(archive.headers.get("content-type")).toBe("application/gzip");
      const unzipped = await new Response(archive.body!.pipeThrough(new DecompressionStream("gzip"))).text();
      expect(unzipped).toContain(await (await ask({})).text());

      const etag = archive.headers.get("etag")!;
      expect((await ask({ accept: "application/gzip", "if-none-match": etag })).status).toBe(304);
      expect((await ask({ "if-none-match": etag })).status).toBe(200);
    } finally {
      await close();
    }
  },
};

function ofApplication(index: number): PolicyDocument {
  return { effect: "allow", actions: [`module${index % 1_000}:act`], resources: ["thing:*"], subjects: ["role:member"] };
}

async function signedIn(connection: PlintoOptions, { email, password }: { readonly email: string; readonly password: string }): Promise<Plinto> {
  const plinto = createPlinto(connection);
  await plinto.auth.signIn({ email, password });
  return plinto;
}
