import { describe, expect, test } from "vitest";
import { redactCommit, redactPerson } from "../../../src/domain/audit-logs/redact.ts";
import { createMock, type Mock } from "../../../src/index.ts";
import { internalsOf } from "../../../src/mock.ts";
import { api, asEnvironment, orgId, signedIn, userId } from "../../api.ts";
import { behindTheBack } from "../../audit-rows.ts";

/** What an erasure leaves of a person in the whole log. */
async function erase(mock: Mock, person: "bob" | "grace"): Promise<number> {
  let redacted = 0;
  await behindTheBack(mock, (tx) => (redacted = redactPerson(tx, { userId: userId(mock, person), emails: [`${person}@acme.test`, `${person}@old.test`] })));
  return redacted;
}

const inAcme = (mock: Mock): ReturnType<typeof api> => api(mock, { as: mock.keys.secretKey, organization: orgId(mock, "acme") });

describe("erasing a person from the audit log", () => {
  test("takes name, address and origin, leaves who did what and when, and the chain holds", async () => {
    const mock = createMock();
    const path = `/v1/organizations/${orgId(mock, "acme")}`;
    const bob = await signedIn(mock, "bob", { organization: orgId(mock, "acme") });
    await bob.patch(path, { name: "x" }, { "user-agent": "Bobs-Phone/1" });
    await asEnvironment(mock).patch(`${path}/members/${userId(mock, "bob")}`, { role: "viewer" });
    await asEnvironment(mock).patch(`/v1/users/${userId(mock, "bob")}`, { name: "Robert Kahn" });
    const before = (await asEnvironment(mock).get("/v1/audit-logs?pageSize=1000")).body.data;
    expect(JSON.stringify(before)).toContain("Bob Kahn");

    expect(await erase(mock, "bob")).toBeGreaterThan(0);

    const after = (await asEnvironment(mock).get("/v1/audit-logs?pageSize=1000")).body.data;
    const text = JSON.stringify(after);
    for (const trace of ["Bob Kahn", "Robert Kahn", "bob@acme.test", "Bobs-Phone"]) expect(text).not.toContain(trace);
    const facts = (rows: { actor: object; target: object; action: string; hash: string }[]): object[] =>
      rows.map(({ action, actor, target, hash }) => ({ action, actor, target, hash }));
    expect(facts(after)).toEqual(facts(before));
    expect(after.find(({ action }: { action: string }) => action === "user.updated")).toMatchObject({
      changes: { name: { before: null, after: null } },
      data: { email: null, name: null },
    });
    for (const caller of [asEnvironment(mock), inAcme(mock)]) {
      const report = (await caller.post("/v1/audit-logs/verify")).body;
      expect(report).toMatchObject({ ok: true, brokenAt: null });
      expect(report.redacted).toBeGreaterThan(0);
    }
    expect(await erase(mock, "bob")).toBe(0);
  });

  test("reaches into the past: neither the ledger nor a world made from it tells more than the present", async () => {
    const mock = createMock({ clock: "virtual" });
    await asEnvironment(mock).patch(`/v1/users/${userId(mock, "bob")}`, { name: "Robert Kahn" });
    await signedIn(mock, "bob", { organization: orgId(mock, "acme") });
    const { world } = internalsOf(mock as unknown as Mock).hosted;
    const seq = world.seq;
    const person = { userId: userId(mock, "bob"), emails: ["bob@acme.test"] };
    await erase(mock, "bob");

    await world.rewriteHistory((commit) => redactCommit(commit, person, "2030-01-01T00:00:00.000Z"));

    const past = (await world.commitsSince(0)).map(({ changes, events }) => [changes.filter(({ table }) => table === "auditLogs"), events]);
    expect(past.length).toBeGreaterThan(3);
    expect(JSON.stringify(past)).not.toMatch(/Robert Kahn|Bob Kahn|bob@acme/);
    const earlier = await mock.at(seq).fork();
    expect(JSON.stringify((await asEnvironment(earlier).get("/v1/audit-logs?pageSize=1000")).body)).not.toMatch(/Robert Kahn|Bob Kahn|bob@acme/);
    expect((await asEnvironment(earlier).post("/v1/audit-logs/verify")).body).toMatchObject({ ok: true });
  });

  test("leaves what others did and are", async () => {
    const mock = createMock();
    const grace = await signedIn(mock, "grace", { organization: orgId(mock, "acme") });
    await grace.patch(`/v1/organizations/${orgId(mock, "acme")}`, { name: "Acme Group" }, { "user-agent": "Graces-Laptop/1" });
    await signedIn(mock, "bob", { organization: orgId(mock, "acme") });

    await erase(mock, "bob");

    const row = (await inAcme(mock).get("/v1/audit-logs?action=organization.updated")).body.data[0];
    expect(row).toMatchObject({ userAgent: "Graces-Laptop/1", changes: { name: { before: "Acme", after: "Acme Group" } }, redactedAt: null });
  });

  test("takes where the person called from also where the row is about somebody else", async () => {
    const mock = createMock();
    const grace = await signedIn(mock, "grace", { organization: orgId(mock, "acme") });
    await grace.post(`/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, "vera")}/suspend`, {}, { "user-agent": "Graces-Laptop/1" });

    await erase(mock, "grace");

    const row = (await inAcme(mock).get("/v1/audit-logs?action=member.suspended")).body.data[0];
    expect(row).toMatchObject({ userAgent: null, data: { user: { name: "Vera Rubin" } }, actor: { id: userId(mock, "grace") } });
    expect(row.redactedAt).not.toBeNull();
    expect((await inAcme(mock).post("/v1/audit-logs/verify")).body.ok).toBe(true);
  });

  test("does not hide a change: a row that says too much or too little after it breaks the chain", async () => {
    const mock = createMock();
    await signedIn(mock, "bob", { organization: orgId(mock, "acme") });
    await asEnvironment(mock).patch(`/v1/organizations/${orgId(mock, "acme")}`, { name: "Acme Group" });
    await erase(mock, "bob");
    await behindTheBack(mock, (tx) => {
      const row = tx.auditLogs.scan("byOrganizationAction", [orgId(mock, "acme"), "organization.updated"]).first()!;
      tx.auditLogs.update(row.id, { content: { ...row.content, salt: null } });
    });

    expect((await inAcme(mock).post("/v1/audit-logs/verify")).body).toMatchObject({ ok: false, reason: "row_changed" });
  });
});
