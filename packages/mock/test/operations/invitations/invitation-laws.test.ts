import fc from "fast-check";
import { expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { api, asEnvironment, orgId } from "../../api.ts";
import { atAcme } from "./acme-invitations.ts";

test("whatever is done with invitations, an address has at most one pending per organization and joins only once", async () => {
  const addresses = ["p@newcomer.test", "q@newcomer.test"] as const;
  const step = fc.record({
    act: fc.constantFrom("invite", "resend", "revoke", "accept", "decline", "wait"),
    address: fc.constantFrom(...addresses),
    inviter: fc.constantFrom("ada", "environment"),
  });
  const mock = createMock({ clock: "virtual" });
  await asEnvironment(mock).patch("/v1/environment", { session: { accessTokenTtlSeconds: 3600 } });
  await atAcme(mock, "ada");
  const start = mock.snapshot();

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      await mock.restore(start);
      const members = new Set<string>();
      for (const { act, address, inviter } of steps) {
        const environment = api(mock, { as: mock.keys.secretKey, organization: orgId(mock, "acme") });
        const caller = inviter === "environment" ? environment : await atAcme(mock, "ada");
        const open = (await environment.get(`/v1/invitations?status=pending&q=${address}`)).body.data as { id: string }[];
        const mail = mock.mailbox.latest({ to: address, kind: "invitation" });
        if (act === "wait") await mock.clock.advance("4d");
        else if (act === "invite")
          expect((await caller.post("/v1/invitations", { email: address })).status).toBe(members.has(address) || open.length > 0 ? 409 : 201);
        else if (act === "resend" || act === "revoke") {
          if (open[0])
            expect(
              (await (act === "resend" ? caller.post(`/v1/invitations/${open[0].id}/resend`) : caller.delete(`/v1/invitations/${open[0].id}`))).status,
            ).toBe(act === "resend" ? 202 : 204);
        } else if (mail) {
          const answer = await api(mock).post(`/v1/invitations/${act}`, { token: mail.token });
          expect(answer.status < 300).toBe(open.length > 0);
          if (act === "accept" && answer.status === 200) {
            expect(members.has(address)).toBe(false);
            members.add(address);
          }
        }
        const pending = (await environment.get("/v1/invitations?status=pending")).body.data as { email: string }[];
        expect(new Set(pending.map(({ email }) => email)).size).toBe(pending.length);
        const stats = (await environment.get(`/v1/organizations/${orgId(mock, "acme")}/stats`)).body;
        expect(stats.members.total).toBe(4 + members.size);
        expect(stats.invitations.accepted).toBe(members.size);
        expect(stats.invitations.pending).toBe(pending.length);
      }
    }),
    { numRuns: 30 },
  );
}, 60_000);
