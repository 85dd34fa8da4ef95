import { expect, test } from "vitest";
import { parseCsv } from "../src/csv.ts";
import { onboard, resultsCsv } from "../src/onboard.ts";
import { emptyWorld, inventory, manyTenants } from "./world.ts";

const quiet = { concurrency: 5, progress: () => {} };

test("tenants are set up, a bounded number at a time, and each is told when it is done", async () => {
  const { mock, admin, mostAtOnce } = emptyWorld();
  const lines: string[] = [];
  const report = await onboard(admin, manyTenants(12), { concurrency: 3, progress: (line) => lines.push(line) });
  expect(report).toMatchObject({ succeeded: 12, failed: 0, aborted: false });
  expect(await inventory(mock, admin)).toEqual({ users: 2, organizations: 12, invitations: 24 });
  expect(mostAtOnce()).toBeLessThanOrEqual(3);
  expect(lines.map((line) => line.slice(0, 5))).toEqual(Array.from({ length: 12 }, (_, index) => `${String(index + 1).padStart(2)}/12`));
  expect(lines.every((line) => line.endsWith("  made"))).toBe(true);
});

test("running it again makes nothing a second time", async () => {
  const { mock, admin } = emptyWorld();
  const first = await onboard(admin, manyTenants(8), quiet);
  const before = await inventory(mock, admin);
  const again = await onboard(admin, manyTenants(8), quiet);
  expect(await inventory(mock, admin)).toEqual(before);
  const ids = (report: typeof first): unknown[] => report.rows.map((row) => row.ok && row.data.organizationId);
  expect(ids(again)).toEqual(ids(first));
  expect(again.rows.every((row) => row.ok && !row.data.isNew && row.data.invited === 0)).toBe(true);
});

test.each(["createUser", "createOrganization", "createInvitation"] as const)(
  "rows that fail at %s stop no other, and are completed by another run",
  async (operation) => {
    const { mock, admin } = emptyWorld();
    mock.faults.add({ operation, status: 503, times: 4 });
    const first = await onboard(admin, manyTenants(10), quiet);
    expect([first.succeeded, first.failed]).toEqual([6, 4]);
    const again = await onboard(admin, manyTenants(10), quiet);
    expect([again.succeeded, again.failed]).toEqual([10, 0]);
    expect(await inventory(mock, admin)).toEqual({ users: 2, organizations: 10, invitations: 20 });
  },
);

test.each(["createUser", "createOrganization", "createInvitation"] as const)(
  "where %s had its effect and the answer was lost, another run takes it as done",
  async (operation) => {
    const { mock, admin } = emptyWorld();
    mock.faults.add({ operation, drop: "after", times: 3 });
    expect((await onboard(admin, manyTenants(6), quiet)).failed).toBe(3);
    expect((await onboard(admin, manyTenants(6), quiet)).failed).toBe(0);
    expect(await inventory(mock, admin)).toEqual({ users: 2, organizations: 6, invitations: 12 });
  },
);

test("who has declined is not invited again", async () => {
  const { mock, admin } = emptyWorld();
  const [tenant] = manyTenants(1);
  await onboard(admin, [tenant!], quiet);
  const { token } = mock.mailbox.latest({ to: tenant!.admins[0]!, kind: "invitation" })!;
  await admin.invitations.decline({ token });
  const [row] = (await onboard(admin, [tenant!], quiet)).rows;
  expect(row).toMatchObject({ ok: true, data: { invited: 0 } });
});

// A tenant was looked for by the slug of the file: one that had another by then could not be completed any more.
test("a tenant that has another name and slug by now, or gets others in the file, is the same tenant", async () => {
  const { mock, admin } = emptyWorld();
  const [tenant] = manyTenants(1);
  const [first] = (await onboard(admin, [tenant!], quiet)).rows;
  const orgId = first!.ok ? first!.data.organizationId : "";
  await admin.organizations.update({ orgId, name: "Chosen by themselves", slug: "chosen" });
  const changed = { ...tenant!, name: "Changed in the file", slug: "changed", admins: [...tenant!.admins, "third@tenants.test"] };
  const [again] = (await onboard(admin, [changed], quiet)).rows;
  expect(again).toMatchObject({ ok: true, data: { organizationId: orgId, isNew: false, invited: 1 } });
  expect(await admin.organizations.get({ orgId })).toMatchObject({ name: "Chosen by themselves", slug: "chosen" });
  expect(await inventory(mock, admin)).toEqual({ users: 1, organizations: 1, invitations: 3 });
});

// The owner was made before anybody looked whether there was something to own, and stayed behind.
test("an owner that is changed in the file makes nobody", async () => {
  const { mock, admin } = emptyWorld();
  const [tenant] = manyTenants(1);
  await onboard(admin, [tenant!], quiet);
  const before = await inventory(mock, admin);
  const [row] = (await onboard(admin, [{ ...tenant!, ownerEmail: "successor@tenants.test" }], quiet)).rows;
  expect(row).toMatchObject({ ok: true, data: { isNew: false, invited: 0 } });
  expect(await inventory(mock, admin)).toEqual(before);
});

test("a slug of another customer is refused, nobody is made for it, and nothing of the other is touched", async () => {
  const { mock, admin } = emptyWorld();
  const [tenant] = manyTenants(1);
  await onboard(admin, [tenant!], quiet);
  const before = await inventory(mock, admin);
  const other = { ...tenant!, customer: "crm-other", ownerEmail: "stranger@other.test", admins: ["stranger@other.test"] };
  const report = await onboard(admin, [other], quiet);
  expect(report.rows[0]).toMatchObject({ ok: false, error: { code: "slug_taken", message: "Another organization has this slug: choose another one." } });
  expect(await inventory(mock, admin)).toEqual(before);
});

test("a tenant that waits for its deletion is told, and nobody is invited", async () => {
  const { mock, admin } = emptyWorld();
  const [tenant] = manyTenants(1);
  const [first] = (await onboard(admin, [tenant!], quiet)).rows;
  await admin.organizations.delete({ orgId: first!.ok ? first!.data.organizationId : "" });
  const report = await onboard(admin, [{ ...tenant!, admins: ["third@tenants.test"] }], quiet);
  expect(report.rows[0]).toMatchObject({
    ok: false,
    error: { code: "organization_pending_deletion", message: expect.stringMatching(/^It will be deleted at /) },
  });
  expect(resultsCsv(report)).toContain('crm-0,organization_pending_deletion,,,"It will be deleted at ');
  expect((await inventory(mock, admin)).invitations).toBe(2);
});

test("two runs at the same time make a tenant once", async () => {
  const { mock, admin } = emptyWorld();
  const reports = await Promise.all([onboard(admin, manyTenants(4), quiet), onboard(admin, manyTenants(4), quiet)]);
  expect(reports.map(({ failed }) => failed)).toEqual([0, 0]);
  expect(await inventory(mock, admin)).toEqual({ users: 2, organizations: 4, invitations: 8 });
});

test("ended by hand it begins nothing further, and another run goes on", async () => {
  const { mock, admin } = emptyWorld();
  const ending = new AbortController();
  const report = await onboard(admin, manyTenants(10), { concurrency: 2, signal: ending.signal, progress: (line) => line.startsWith(" 3/") && ending.abort() });
  expect(report.aborted).toBe(true);
  expect(report.rows.length).toBeLessThan(10);
  expect((await onboard(admin, manyTenants(10), quiet)).failed).toBe(0);
  expect(await inventory(mock, admin)).toEqual({ users: 2, organizations: 10, invitations: 20 });
});

test("the results name the outcome of each row, and no address", async () => {
  const { mock, admin } = emptyWorld();
  const tenants = manyTenants(2);
  mock.faults.add({ operation: "createOrganization", code: "permission_denied", times: 1 });
  const report = await onboard(admin, tenants, { concurrency: 1, progress: () => {} });
  const text = resultsCsv(report);
  expect(text.split("\n")[0]).toBe("line,customer,outcome,organization_id,invited,message");
  expect(text.split("\n")[1]).toMatch(/^2,crm-0,permission_denied,,,.*createOrganization: /);
  expect(text.split("\n")[2]).toMatch(/^3,crm-1,made,org_\w{26},2,$/);
  expect(text).not.toContain("@");
});

// Names of the file went as they were into the outcomes, and a spreadsheet computed what began like a formula.
test.each(['=HYPERLINK("http://evil.test")', "+1", "-1", "@SUM(A1)", "\tx"])("the results give %j to no spreadsheet as a formula", async (customer) => {
  const { admin } = emptyWorld();
  const [tenant] = manyTenants(1);
  const text = resultsCsv(await onboard(admin, [{ ...tenant!, customer }], quiet));
  const [, record] = parseCsv(text);
  expect(text.split("\n")[1]).toMatch(/^2,"?'/);
  expect(record!.fields[1]).toBe(`'${customer}`);
});
