import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMock, defineSeed, type Mock } from "../../src/index.ts";
import { internalsOf } from "../../src/mock.ts";
import { api, orgId, signedIn, type Answer, type Api } from "../api.ts";
import { behindTheBack, fillLog } from "../audit-rows.ts";

const day = 86_400;
const atAcme = (mock: Mock, person: string): Promise<Api> => signedIn(mock, person, { organization: orgId(mock, "acme") });
/** The environment's key in Acme: no session of it ends while the clock runs. */
const inAcme = (mock: Mock): Api => api(mock, { as: mock.keys.secretKey, organization: orgId(mock, "acme") });
const rowsOf = async (caller: Api): Promise<{ action: string; sequence: number }[]> =>
  (await caller.get("/v1/audit-logs?pageSize=1000&sort=occurredAt")).body.data;
const seedOn = (plan: string) => defineSeed({ users: { ada: { email: "ada@acme.test" } }, organizations: { acme: { owner: "ada", plan } } });

describe("the audit retention", () => {
  test.each([
    ["free", 7],
    ["starter", 30],
    ["professional", 90],
    ["enterprise", 365],
  ])("is what the plan %s keeps: %i days", async (plan, days) => {
    const mock = createMock({ seed: seedOn(plan) });
    expect((await inAcme(mock).get("/v1/audit-logs/retention")).body).toMatchObject({
      retentionSeconds: days * day,
      planRetentionSeconds: days * day,
      legalHold: null,
      oldestOccurredAt: null,
      version: 1,
    });
  });

  test("can be shortened on every plan, and stretched or frozen only where the plan has the feature", async () => {
    const poor = inAcme(createMock({ seed: seedOn("professional") }));
    const rich = inAcme(createMock({ seed: seedOn("enterprise") }));

    expect((await poor.put("/v1/audit-logs/retention", { retentionSeconds: 30 * day })).body).toMatchObject({
      retentionSeconds: 30 * day,
      planRetentionSeconds: 90 * day,
      version: 2,
    });
    expect(await poor.put("/v1/audit-logs/retention", { retentionSeconds: 91 * day })).toMatchObject({
      status: 402,
      body: { code: "feature_not_in_plan", feature: "audit_retention", detail: "The plan professional does not have the feature audit_retention." },
    });
    expect(await poor.put("/v1/audit-logs/retention", { legalHold: { reason: "case 17" } })).toMatchObject({
      status: 402,
      body: { code: "feature_not_in_plan", feature: "legal_hold" },
    });
    expect((await poor.put("/v1/audit-logs/retention", { retentionSeconds: null })).body.retentionSeconds).toBe(90 * day);
    expect((await rich.put("/v1/audit-logs/retention", { retentionSeconds: 3650 * day, legalHold: { reason: "case 17" } })).body).toMatchObject({
      retentionSeconds: 3650 * day,
      legalHold: { reason: "case 17" },
    });
    expect((await rich.put("/v1/audit-logs/retention", { legalHold: null })).body).toMatchObject({ legalHold: null, retentionSeconds: 3650 * day });
    expect(await rich.put("/v1/audit-logs/retention", { retentionSeconds: day })).toMatchObject({ status: 400, body: { code: "validation_failed" } });
  });

  test("tells what changed in the log itself, and answers an outdated version with 412", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");

    const set = await ada.put("/v1/audit-logs/retention", { retentionSeconds: 30 * day }, { "if-match": '"1"' });

    expect(set.headers.get("etag")).toBe('"2"');
    expect(mock.events.at(-1)).toMatchObject({ type: "audit_log.retention_updated", changes: { retentionSeconds: { before: 365 * day, after: 30 * day } } });
    expect(await ada.put("/v1/audit-logs/retention", { retentionSeconds: null }, { "if-match": '"1"' })).toMatchObject({
      status: 412,
      body: { code: "precondition_failed" },
    });
    expect(await (await atAcme(mock, "grace")).put("/v1/audit-logs/retention", { retentionSeconds: null })).toMatchObject({
      status: 403,
      body: { code: "permission_denied" },
    });
    expect((await (await atAcme(mock, "grace")).get("/v1/audit-logs/retention")).status).toBe(200);
  });

  test("deletes by itself what is too old, and says so in the log", async () => {
    const mock = createMock({ clock: "virtual", seed: seedOn("free") });
    await fillLog(mock, orgId(mock, "acme"), 10);
    await mock.clock.advance("3d");
    await fillLog(mock, orgId(mock, "acme"), 5);
    expect(await rowsOf(inAcme(mock))).toHaveLength(15);

    await mock.clock.advance("95h");
    expect(await rowsOf(inAcme(mock))).toHaveLength(15);
    await mock.clock.advance("1h");

    const left = await rowsOf(inAcme(mock));
    expect(left).toHaveLength(6);
    expect(left.at(-1)).toMatchObject({ action: "audit_log.purged", actor: { type: "system" }, data: { deleted: 10, throughSequence: 10 }, sequence: 16 });
    expect((await inAcme(mock).post("/v1/audit-logs/verify")).body).toMatchObject({ ok: true, firstSequence: 11, lastSequence: 16 });
  });

  test("deletes more than one batch, each on its own", { timeout: 30_000 }, async () => {
    const mock = createMock({ clock: "virtual", seed: seedOn("free") });
    await fillLog(mock, orgId(mock, "acme"), 12_000);

    await mock.clock.advance("9d");

    expect((await rowsOf(inAcme(mock))).map(({ action }) => action)).toEqual(["audit_log.purged", "audit_log.purged", "audit_log.purged"]);
    expect((await inAcme(mock).post("/v1/audit-logs/verify")).body.ok).toBe(true);
  });

  test("leaves a day to undo a shorter one", async () => {
    const mock = createMock({ clock: "virtual" });
    const acme = inAcme(mock);
    await fillLog(mock, orgId(mock, "acme"), 5);
    await mock.clock.advance("60d");

    await acme.put("/v1/audit-logs/retention", { retentionSeconds: 30 * day });
    await mock.clock.advance("23h");
    expect(await rowsOf(acme)).toHaveLength(6);
    await acme.put("/v1/audit-logs/retention", { retentionSeconds: null });
    await mock.clock.advance("2d");
    expect(await rowsOf(acme)).toHaveLength(7);

    await acme.put("/v1/audit-logs/retention", { retentionSeconds: 30 * day });
    await mock.clock.advance("25h");
    expect((await rowsOf(acme)).map(({ action }) => action)).not.toContain("organization.updated");
  });
});

describe("cleanupAuditLogs", () => {
  const cleanup = (caller: Api, query = ""): Promise<Answer> => caller.delete(`/v1/audit-logs/cleanup${query}`);

  test("deletes at once what is older than the retention, and nothing that is younger", async () => {
    const mock = createMock({ clock: "virtual" });
    const acme = inAcme(mock);
    await fillLog(mock, orgId(mock, "acme"), 4);
    await mock.clock.advance("20d");
    await fillLog(mock, orgId(mock, "acme"), 3);
    await mock.clock.advance("20d");
    expect((await cleanup(acme)).body).toEqual({ deleted: 0 });
    await acme.put("/v1/audit-logs/retention", { retentionSeconds: 30 * day });

    expect(await cleanup(acme, "?before=2030-01-21T00:00:00.000Z")).toMatchObject({
      status: 400,
      body: {
        code: "validation_failed",
        errors: [{ pointer: "/query/before", code: "retention", message: "before must be at least 30 days ago: younger rows are kept" }],
      },
    });
    expect((await cleanup(acme, "?before=2030-01-01T00:00:00.000Z")).body).toEqual({ deleted: 0 });
    expect((await cleanup(acme, "?before=2030-01-11T00:00:00.000Z")).body).toEqual({ deleted: 4 });
    expect(mock.events.at(-1)).toMatchObject({ type: "audit_log.purged", data: { deleted: 4, throughSequence: 4 } });
    expect((await cleanup(acme)).body).toEqual({ deleted: 0 });
    expect((await acme.post("/v1/audit-logs/verify")).body).toMatchObject({ ok: true, checked: 5, firstSequence: 5 });
  });

  test("touches nothing under a legal hold, by hand or by time, until it is lifted", async () => {
    const mock = createMock({ clock: "virtual" });
    const acme = inAcme(mock);
    await fillLog(mock, orgId(mock, "acme"), 4);
    await acme.put("/v1/audit-logs/retention", { retentionSeconds: 7 * day, legalHold: { reason: "case 17" } });
    await mock.clock.advance("30d");

    expect(await cleanup(acme)).toMatchObject({ status: 409, body: { code: "legal_hold", title: "A legal hold keeps every row" } });
    expect(await rowsOf(acme)).toHaveLength(5);
    await acme.put("/v1/audit-logs/retention", { legalHold: null });
    expect((await cleanup(acme)).body).toEqual({ deleted: 5 });
  });

  // A held log outlived its organization, after whose end nobody could read its retention, let alone lift the hold.
  test("keeps an organization that waits for its deletion until the hold is lifted, and a day longer", async () => {
    const mock = createMock({ clock: "virtual" });
    const acme = inAcme(mock);
    const environment = api(mock, { as: mock.keys.secretKey });
    const path = `/v1/organizations/${orgId(mock, "acme")}`;
    await acme.put("/v1/audit-logs/retention", { legalHold: { reason: "case 17" } });
    expect((await environment.delete(path)).status).toBe(202);
    await mock.clock.advance("45d");

    expect((await environment.get(path)).body.status).toBe("pending_deletion");
    expect((await acme.get("/v1/audit-logs/retention")).body.legalHold).toEqual({ reason: "case 17" });
    expect((await acme.post("/v1/audit-logs/verify")).body).toMatchObject({ ok: true });
    expect((await rowsOf(acme)).length).toBeGreaterThan(0);
    expect((await acme.put("/v1/audit-logs/retention", { legalHold: null })).status).toBe(200);
    await mock.clock.advance("23h");
    expect((await environment.get(path)).status).toBe(200);
    await mock.clock.advance("1h");
    expect((await environment.get(path)).status).toBe(404);
    expect(mock.events.at(-1)).toMatchObject({ type: "organization.deleted", actor: { type: "system" } });
  });

  test("delays no deletion when the hold is lifted within the grace, nor one that was taken back", async () => {
    const mock = createMock({ clock: "virtual" });
    const acme = inAcme(mock);
    const environment = api(mock, { as: mock.keys.secretKey });
    const path = `/v1/organizations/${orgId(mock, "acme")}`;
    await acme.put("/v1/audit-logs/retention", { legalHold: { reason: "case 17" } });
    await environment.delete(path);
    await mock.clock.advance("40d");
    expect((await environment.post(`${path}/restore`)).status).toBe(200);
    await acme.put("/v1/audit-logs/retention", { legalHold: null });
    await mock.clock.advance("2d");
    expect((await environment.get(path)).body.status).toBe("active");

    await acme.put("/v1/audit-logs/retention", { legalHold: { reason: "case 18" } });
    await environment.delete(path);
    await acme.put("/v1/audit-logs/retention", { legalHold: null });
    await mock.clock.advance("30d");
    expect((await environment.get(path)).status).toBe(404);
  });

  // The timer of a held log came every day, and made a commit each time.
  test("sleeps under a hold, and goes on where it was when the hold is lifted", async () => {
    const mock = createMock({ clock: "virtual", seed: seedOn("enterprise") });
    const acme = inAcme(mock);
    await fillLog(mock, orgId(mock, "acme"), 4);
    await acme.put("/v1/audit-logs/retention", { retentionSeconds: 7 * day, legalHold: { reason: "case 17" } });
    const { world } = internalsOf(mock as unknown as Mock).hosted;
    const before = world.seq;
    await mock.clock.advance("100d");
    const commits = await world.commitsSince(before);
    expect(commits.map(({ cause }) => cause.operationId)).toEqual(["events.purge"]);

    await acme.put("/v1/audit-logs/retention", { legalHold: null });
    await mock.clock.advance("25h");
    expect((await rowsOf(acme)).map(({ action }) => action)).toEqual(["audit_log.retention_updated", "audit_log.purged"]);
  });

  test("keeps also what a hold covers that was written into the store", async () => {
    const mock = createMock({ clock: "virtual", seed: seedOn("free") });
    await fillLog(mock, orgId(mock, "acme"), 4);
    const hold = { retentionSeconds: null, legalHold: { reason: "case 17" }, version: 2, updatedAt: "2030-01-01T00:00:00.000Z" };
    await behindTheBack(mock, (tx) => void tx.auditRetentions.insert({ id: orgId(mock, "acme"), ...hold }));
    await mock.clock.advance("30d");
    expect(await rowsOf(inAcme(mock))).toHaveLength(4);
  });

  test("asks an owner to authenticate anew, and nobody else at all", async () => {
    const mock = createMock({ clock: "virtual" });
    const ada = await atAcme(mock, "ada");
    expect((await cleanup(ada)).status).toBe(200);
    const grace = await atAcme(mock, "grace");
    expect(await cleanup(grace)).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    const old = await atAcme(mock, "ada");
    // Within the life of the token, beyond what counts as recent, only a longer-lived token could go: the environment says so.
    await inAcme(mock).patch("/v1/environment", { session: { accessTokenTtlSeconds: 3600 } });
    const patient = await atAcme(mock, "ada");
    await mock.clock.advance("11m");
    expect(await cleanup(patient)).toMatchObject({ status: 403, body: { code: "step_up_required" } });
    expect((await cleanup(old)).status).toBe(401);
  });

  test("keeps the environment's own log apart from those of the organizations", async () => {
    const mock = createMock({ clock: "virtual" });
    const environment = api(mock, { as: mock.keys.secretKey });
    await signedIn(mock, "root");
    await fillLog(mock, orgId(mock, "acme"), 4);
    await mock.clock.advance("8d");
    await environment.put("/v1/audit-logs/retention", { retentionSeconds: 7 * day });

    expect((await cleanup(environment)).body.deleted).toBeGreaterThan(0);
    expect(mock.events.at(-1)).toMatchObject({
      type: "audit_log.purged",
      organizationId: null,
      target: { type: "audit_log", id: expect.stringMatching(/^env_/) },
    });
    expect(await rowsOf(inAcme(mock))).toHaveLength(4);
    expect((await inAcme(mock).get("/v1/audit-logs/retention")).body.retentionSeconds).toBe(365 * day);
  });
});

describe("verifyAuditChain", () => {
  const verified = async (caller: Api): Promise<{ ok: boolean; brokenAt: string | null; reason: string | null; checked: number }> =>
    (await caller.post("/v1/audit-logs/verify")).body;

  test("holds over everything that happens, from the first row on", async () => {
    const mock = createMock();
    expect(await verified(inAcme(mock))).toMatchObject({ ok: true, checked: 0, hash: null });
    const ada = await atAcme(mock, "ada");
    await ada.post("/v1/invitations", { email: "kay@newcomer.test" });
    await (await atAcme(mock, "bob")).patch(`/v1/organizations/${orgId(mock, "acme")}`, { name: "x" });

    const report = (await ada.post("/v1/audit-logs/verify")).body;

    expect(report).toMatchObject({ ok: true, brokenAt: null, reason: null, redacted: 0, firstSequence: 1 });
    expect(report.checked).toBe(report.lastSequence);
    const newest = (await ada.get("/v1/audit-logs?pageSize=1")).body.data[0];
    expect(report).toMatchObject({ hash: newest.hash, lastSequence: newest.sequence });
    expect((await rowsOf(inAcme(mock))).map(({ sequence }) => sequence)).toEqual(Array.from({ length: report.checked as number }, (_, index) => index + 1));
  });

  // A log of a hundred thousand rows stopped the process for two seconds, and every other request with it.
  test("lets others have their turn while it reads a long log", async () => {
    const mock = createMock({ clock: "virtual" });
    await fillLog(mock, orgId(mock, "acme"), 5000);
    let turns = 0;
    let immediate = setImmediate(function again() {
      turns += 1;
      immediate = setImmediate(again);
    });
    expect(await verified(inAcme(mock))).toMatchObject({ ok: true, checked: 5000 });
    clearImmediate(immediate);
    expect(turns).toBeGreaterThanOrEqual(9);
  });

  test("holds for a state that was written out as JSON and read back", async () => {
    const mock = createMock({ clock: "virtual" });
    const acme = inAcme(mock);
    await acme.patch(`/v1/organizations/${orgId(mock, "acme")}`, { publicMetadata: { 2: "b", 1: "a", z: null, nested: { y: 1, x: [1, { b: 2 }] } } });
    await acme.post("/v1/invitations", { email: "kay@newcomer.test" });
    const { world } = internalsOf(mock as unknown as Mock).hosted;
    const before = (await acme.post("/v1/audit-logs/verify")).body;

    await world.restore(world.importSnapshot(JSON.parse(JSON.stringify(world.exportSnapshot(world.snapshot()))) as ReturnType<typeof world.exportSnapshot>));

    expect((await acme.post("/v1/audit-logs/verify")).body).toEqual(before);
    expect(before).toMatchObject({ ok: true });
    expect(before.checked).toBeGreaterThan(3);
  });

  test("finds the row that somebody changed, took out or cut off, whichever it is", async () => {
    const mock = createMock({ clock: "virtual" });
    await fillLog(mock, orgId(mock, "acme"), 12);
    const chain = orgId(mock, "acme");
    const tampering = fc.constantFrom<readonly [string, string, Record<string, unknown> | null]>(
      ["data", "row_changed", { data: { name: "Nothing" } }],
      ["actor", "row_changed", { actor: { type: "system", id: null } }],
      ["target", "row_changed", { target: { type: "organization", id: "org_other" } }],
      ["time", "row_changed", { occurredAt: "2029-01-01T00:00:00.000Z" }],
      ["request", "row_changed", { requestId: "req_other" }],
      ["version", "row_changed", { version: 2 }],
      ["number of the event", "row_changed", { sequence: 999 }],
      ["more", "row_changed", { more: true }],
      ["less", "row_changed", { version: undefined }],
      ["no actor", "row_changed", { actor: undefined }],
      ["no target", "row_changed", { target: undefined }],
      ["row", "rows_missing", null],
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 12 }), tampering, async (sequence, [_what, reason, event]) => {
        const forged = mock.fork();
        let expected: string | null = null;
        await behindTheBack(forged, (tx) => {
          const [row, next] = tx.auditLogs.scan("byChain", [chain], { from: [sequence], limit: 2 }).toArray();
          if (event === null) {
            tx.auditLogs.delete(row!.id);
            expected = next?.id ?? null;
          } else {
            tx.auditLogs.update(row!.id, (old) => ({ ...old, event: { ...old.event, ...event } as never }));
            expected = row!.id;
          }
        });
        expect(await verified(api(forged, { as: mock.keys.secretKey, organization: chain }))).toMatchObject({ ok: false, reason, brokenAt: expected });
      }),
      { numRuns: 30 },
    );
    expect(await verified(inAcme(mock))).toMatchObject({ ok: true });
  });

  // A whole row that said it was redacted passed, a row without one of its parts was a fault of the backend, and a log
  // without the record of where it stands was whole with no row checked.
  test("finds a row that says it was redacted and is whole, one without a part of it, and a log without its record", async () => {
    const mock = createMock({ clock: "virtual" });
    const acme = orgId(mock, "acme");
    await fillLog(mock, acme, 5);
    const forged = async (work: Parameters<typeof behindTheBack>[1]): Promise<unknown> => {
      const fork = mock.fork();
      await behindTheBack(fork, work);
      return verified(api(fork, { as: mock.keys.secretKey, organization: acme }));
    };
    const third = (tx: Parameters<Parameters<typeof behindTheBack>[1]>[0]) => tx.auditLogs.scan("byChain", [acme], { from: [3] }).first()!;

    expect(await forged((tx) => void tx.auditLogs.update(third(tx).id, { redactedAt: "2030-01-01T00:00:00.000Z" }))).toMatchObject({
      ok: false,
      reason: "row_changed",
      checked: 3,
    });
    for (const name of ["content", "origin", "ipAddress", "userAgent", "redactedAt"] as const)
      expect(await forged((tx) => void tx.auditLogs.update(third(tx).id, { [name]: undefined }))).toMatchObject({ ok: false, reason: "row_changed" });
    const renamed = (tx: Parameters<typeof third>[0]): void => {
      const row = third(tx);
      tx.auditLogs.delete(row.id);
      tx.auditLogs.insert({ ...row, id: `${row.id}x` });
    };
    expect(await forged(renamed)).toMatchObject({ ok: false, reason: "row_changed", brokenAt: null, checked: 3 });
    expect(await forged((tx) => void tx.auditLogs.update(third(tx).id, (row) => ({ ...row, content: { ...row.content, more: 1 } })))).toMatchObject({
      ok: false,
      reason: "row_changed",
    });
    expect(await forged((tx) => void tx.auditChains.delete(acme))).toMatchObject({
      ok: false,
      reason: "rows_missing",
      checked: 5,
      lastSequence: 0,
      hash: null,
    });
  });

  test("never sees a row without a part of it come in with a snapshot: the snapshot is refused", async () => {
    const mock = createMock({ clock: "virtual" });
    await fillLog(mock, orgId(mock, "acme"), 5);
    const exported = JSON.parse(JSON.stringify(mock.exportSnapshot())) as { tables: { auditLogs: Record<string, unknown>[] } };
    const without = (path: readonly string[]): (() => unknown) => {
      const copy = structuredClone(exported);
      const row = copy.tables.auditLogs[0]!;
      delete (path.length === 1 ? row : (row["event"] as Record<string, unknown>))[path.at(-1)!];
      return () => mock.importSnapshot(copy as never);
    };
    const { id } = exported.tables.auditLogs[0]!;
    for (const path of [["event"], ["event", "actor"], ["event", "target"], ["event", "data"], ["content"], ["origin"], ["userAgent"]])
      expect(without(path)).toThrow(
        expect.objectContaining({
          code: "snapshot_invalid",
          message: `The snapshot cannot be read: the row ${JSON.stringify(id)} of auditLogs has no ${path.join(".")}. Import one that exportSnapshot wrote.`,
        }),
      );
    expect(() => mock.importSnapshot(structuredClone(exported) as never)).not.toThrow();
  });

  test("finds a log whose end was cut off, and one that was written anew from a row on", async () => {
    const mock = createMock({ clock: "virtual" });
    await fillLog(mock, orgId(mock, "acme"), 5);
    const cut = mock.fork();
    await behindTheBack(cut, (tx) => {
      for (const row of tx.auditLogs.scan("byChain", [orgId(mock, "acme")], { from: [4] }).toArray()) tx.auditLogs.delete(row.id);
    });
    const shifted = mock.fork();
    await behindTheBack(shifted, (tx) => void tx.auditChains.update(orgId(mock, "acme"), { purgedThrough: 1, purgedHash: "" }));
    const asked = (world: Mock): Promise<{ ok: boolean; brokenAt: string | null; reason: string | null }> =>
      verified(api(world, { as: mock.keys.secretKey, organization: orgId(mock, "acme") }));

    expect(await asked(cut)).toMatchObject({ ok: false, brokenAt: null, reason: "rows_missing" });
    expect(await asked(shifted)).toMatchObject({ ok: false, reason: "rows_missing" });
    expect(await asked(mock)).toMatchObject({ ok: true });
  });
});
