import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMock, defineSeed, type Mock } from "../../src/index.ts";
import { internalsOf } from "../../src/mock.ts";
import { api, asEnvironment, orgId, signedIn, userId, type Answer, type Api } from "../api.ts";
import { actorOf, fillLog } from "../audit-rows.ts";

const atAcme = (mock: Mock, person: string): Promise<Api> => signedIn(mock, person, { organization: orgId(mock, "acme") });
const acme = (mock: Mock): string => `/v1/organizations/${orgId(mock, "acme")}`;
const actions = (answer: Answer): string[] => answer.body.data.map(({ action }: { action: string }) => action);

describe("listAuditLogs", () => {
  test("says who did what to what, when, from where and by which request, newest first", async () => {
    const mock = createMock({ clock: "virtual" });
    const ada = await atAcme(mock, "ada");
    const renamed = await ada.patch(acme(mock), { name: "Acme Group" }, { "user-agent": "curl/9" });
    await mock.clock.advance("1m");
    await ada.post("/v1/invitations", { email: "kay@newcomer.test" });

    const answer = await ada.get("/v1/audit-logs");

    expect(actions(answer)).toEqual(["email.delivered", "email.sent", "email.queued", "invitation.created", "organization.updated"]);
    const row = answer.body.data.find(({ action }: { action: string }) => action === "organization.updated");
    expect(row).toMatchObject({
      outcome: "success",
      organizationId: orgId(mock, "acme"),
      actor: { type: "user", id: userId(mock, "ada") },
      target: { type: "organization", id: orgId(mock, "acme"), version: 2 },
      occurredAt: "2030-01-01T00:00:00.000Z",
      requestId: renamed.headers.get("plinto-request-id"),
      ipAddress: null,
      userAgent: "curl/9",
      data: { name: "Acme Group" },
      changes: { name: { before: "Acme", after: "Acme Group" } },
      redactedAt: null,
    });
    expect((await ada.get(`/v1/audit-logs/${row.id as string}`)).body).toEqual(row);
  });

  test("keeps the address that a door tells", async () => {
    const mock = createMock();
    await mock.ready();
    await internalsOf(mock).handle("PATCH", new URL(mock.baseUrl + acme(mock)), {
      header: (name) => ({ authorization: `Bearer ${mock.keys.secretKey}`, "content-type": "application/json" })[name] ?? null,
      text: () => JSON.stringify({ name: "Acme Group" }),
      address: "203.0.113.7",
    });

    expect((await asEnvironment(mock).get("/v1/audit-logs?action=organization.updated")).body.data).toMatchObject([
      { ipAddress: "203.0.113.7", userAgent: null },
    ]);
  });

  test("tells of every refusal of a caller it knows, and of who stood behind an impersonated one", async () => {
    const mock = createMock();
    const bob = await atAcme(mock, "bob");
    await bob.patch(acme(mock), { name: "Bob's" });
    await (await signedIn(mock, "olga")).get(acme(mock));
    const begun = await (await signedIn(mock, "root")).post(`/v1/users/${userId(mock, "vera")}/impersonate`, { reason: "ticket 17" });
    const asVera = api(mock, { as: JSON.stringify(begun.body).match(/"accessToken":"([^"]+)"/)![1]! });
    await asVera.delete(acme(mock));

    const denied = (await (await atAcme(mock, "ada")).get("/v1/audit-logs?outcome=denied&sort=occurredAt")).body.data;

    expect(denied).toMatchObject([
      {
        action: "access.denied",
        actor: { id: userId(mock, "bob") },
        target: { type: "operation", id: "updateOrganization" },
        data: { code: "permission_denied" },
      },
      { action: "access.denied", actor: { id: userId(mock, "olga") }, target: { id: "getOrganization" }, data: { code: "not_found" } },
      { action: "access.denied", actor: { id: userId(mock, "vera"), impersonatorId: userId(mock, "root") }, target: { id: "deleteOrganization" } },
    ]);
  });

  test("tells the organization of a call that names it by its token or its key alone", async () => {
    const mock = createMock();
    await api(mock, { as: mock.seed.apiKeys.reports.secret }).post("/v1/invitations", { email: "kay@newcomer.test" });
    await (await atAcme(mock, "bob")).post("/v1/invitations", { email: "kay@newcomer.test" });

    const denied = (await (await atAcme(mock, "ada")).get("/v1/audit-logs?action=access.denied&sort=occurredAt")).body.data;

    expect(denied).toMatchObject([
      { actor: { type: "organization_key", id: mock.seed.apiKeys.reports.id }, target: { id: "createInvitation" } },
      { actor: { type: "user", id: userId(mock, "bob") }, target: { id: "createInvitation" } },
    ]);
  });

  test("shows members and viewers what they did themselves, and nothing else", async () => {
    const mock = createMock();
    const bob = await atAcme(mock, "bob");
    await (await atAcme(mock, "ada")).patch(acme(mock), { name: "Acme Group" });
    await bob.patch(acme(mock), { name: "Bob's" });

    const own = (await bob.get("/v1/audit-logs")).body.data;
    const others = (await asEnvironment(mock).get(`/v1/audit-logs?actorId=${userId(mock, "ada")}&action=organization.updated`)).body.data;

    expect(new Set(own.map(({ actor }: { actor: { id: string } }) => actor.id))).toEqual(new Set([userId(mock, "bob")]));
    expect((await bob.get(`/v1/audit-logs?actorId=${userId(mock, "ada")}`)).body.data).toEqual([]);
    expect(await bob.get(`/v1/audit-logs/${others[0].id as string}`)).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect((await bob.get(`/v1/audit-logs/${own[0].id as string}`)).status).toBe(200);
    for (const path of ["stats", "actions/list", "retention"]) {
      expect(await bob.get(`/v1/audit-logs/${path}`)).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    }
  });

  test("gives a key what its creator may see: an administrator's everything, a member's what both did", async () => {
    const seed = defineSeed({
      users: { ada: { email: "ada@acme.test" }, bob: { email: "bob@acme.test" } },
      organizations: { acme: { owner: "ada", members: { bob: "member" } } },
      apiKeys: {
        all: { organization: "acme", createdBy: "ada", scopes: ["audit:read", "org:read"] },
        own: { organization: "acme", createdBy: "bob", scopes: ["audit:read"] },
      },
    });
    const mock = createMock({ seed });
    const own = api(mock, { as: mock.seed.apiKeys.own.secret });
    await own.patch(acme(mock), { name: "x" });
    await (await atAcme(mock, "ada")).patch(acme(mock), { name: "Acme Group" });
    await (await atAcme(mock, "bob")).patch(acme(mock), { name: "x" });

    const actorsSeen = async (secret: string): Promise<Set<string>> =>
      new Set((await api(mock, { as: secret }).get("/v1/audit-logs?action=access.denied")).body.data.map(({ actor }: { actor: { id: string } }) => actor.id));
    expect(await actorsSeen(mock.seed.apiKeys.own.secret)).toEqual(new Set([mock.seed.apiKeys.own.id, userId(mock, "bob")]));
    expect((await api(mock, { as: mock.seed.apiKeys.all.secret }).get("/v1/audit-logs?action=organization.updated")).body.data).toHaveLength(1);
    expect((await own.get("/v1/audit-logs?action=organization.updated")).body.data).toEqual([]);
  });

  test("keeps organizations apart, and shows the environment's key all of them", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const olga = await signedIn(mock, "olga", { organization: orgId(mock, "globex") });
    await ada.patch(acme(mock), { name: "Acme Group" });
    const row = (await ada.get("/v1/audit-logs?action=organization.updated")).body.data[0];

    expect((await olga.get("/v1/audit-logs?action=organization.updated")).body.data).toEqual([]);
    expect(await olga.get(`/v1/audit-logs/${row.id as string}`)).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect((await asEnvironment(mock).get("/v1/audit-logs?action=organization.updated")).body.data).toEqual([row]);
    expect(
      (await api(mock, { as: mock.keys.secretKey, organization: orgId(mock, "globex") }).get("/v1/audit-logs?action=organization.updated")).body.data,
    ).toEqual([]);
    expect(await (await signedIn(mock, "ada")).get("/v1/audit-logs")).toMatchObject({ status: 400, body: { code: "organization_required" } });
    expect(await ada.get("/v1/audit-logs", { "plinto-organization": orgId(mock, "globex") })).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await api(mock).get("/v1/audit-logs")).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
  });

  test("never holds a secret: no password, no token, no key", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const key = await ada.post(`${acme(mock)}/api-keys`, { name: "CI", scopes: ["org:read"] });
    await ada.post("/v1/invitations", { email: "kay@newcomer.test" });
    await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password: "not the password" });

    const text = JSON.stringify((await asEnvironment(mock).get("/v1/audit-logs?pageSize=1000")).body);

    for (const secret of [
      key.body.secret.slice(34),
      mock.mailbox.latest({ to: "kay@newcomer.test" })!.token!,
      "not the password",
      mock.seed.users.ada.password,
    ])
      expect(text).not.toContain(secret);
  });

  test("takes pages of up to 1,000 and refuses what it does not know", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");

    expect((await ada.get("/v1/audit-logs?pageSize=1000")).status).toBe(200);
    for (const query of ["pageSize=1001", "actorId=ada", "occurredAt[gte]=yesterday", "color=red", "sort=action"]) {
      expect(await ada.get(`/v1/audit-logs?${query}`)).toMatchObject({ status: 400, body: { code: "validation_failed" } });
    }
    expect(await ada.get("/v1/audit-logs?cursor=e30.x")).toMatchObject({ status: 400, body: { code: "cursor_invalid" } });
  });

  test("walks every filter to its end in both directions and misses nothing", async () => {
    const mock = createMock({ clock: "virtual" });
    await fillLog(mock, orgId(mock, "acme"), 120);
    await mock.clock.advance("1m");
    await fillLog(mock, orgId(mock, "acme"), 80);
    const ada = await atAcme(mock, "ada");
    const all = (await ada.get("/v1/audit-logs?pageSize=1000&sort=occurredAt")).body.data as {
      id: string;
      action: string;
      outcome: string;
      occurredAt: string;
      actor: { id: string };
      target: { id: string };
    }[];
    const edge = "2030-01-01T00:01:00.000Z";
    const filters = {
      action: (value: string) => (row: (typeof all)[number]) => row.action === value,
      actorId: (value: string) => (row: (typeof all)[number]) => row.actor.id === value,
      targetId: (value: string) => (row: (typeof all)[number]) => row.target.id === value,
      outcome: (value: string) => (row: (typeof all)[number]) => row.outcome === value,
      q: (value: string) => (row: (typeof all)[number]) => JSON.stringify([row.action, row.actor.id, row.target]).toLowerCase().includes(value),
      "occurredAt[gte]": (value: string) => (row: (typeof all)[number]) => row.occurredAt >= value,
      "occurredAt[gt]": (value: string) => (row: (typeof all)[number]) => row.occurredAt > value,
      "occurredAt[lte]": (value: string) => (row: (typeof all)[number]) => row.occurredAt <= value,
      "occurredAt[lt]": (value: string) => (row: (typeof all)[number]) => row.occurredAt < value,
    };
    await fc.assert(
      fc.asyncProperty(
        fc.record(
          {
            action: fc.constantFrom("access.denied", "organization.updated"),
            actorId: fc.integer({ min: 0, max: 99 }).map(actorOf),
            targetId: fc.constantFrom("deleteOrganization", orgId(mock, "acme")),
            outcome: fc.constantFrom("success", "denied"),
            q: fc.constantFrom("denied", "acme", "organization"),
            "occurredAt[gte]": fc.constant(edge),
            "occurredAt[lt]": fc.constant(edge),
            "occurredAt[gt]": fc.constant("2029-12-31T23:59:59.999Z"),
            "occurredAt[lte]": fc.constant(edge),
          },
          { requiredKeys: [] },
        ),
        fc.integer({ min: 1, max: 90 }),
        fc.boolean(),
        async (filter, pageSize, newestFirst) => {
          const query = new URLSearchParams({
            ...(filter as Record<string, string>),
            pageSize: String(pageSize),
            sort: newestFirst ? "-occurredAt" : "occurredAt",
          });
          const expected = all
            .filter((row) => Object.entries(filter).every(([name, value]) => filters[name as keyof typeof filters](value as string)(row)))
            .map(({ id }) => id);
          if (newestFirst) expected.reverse();
          const forth: string[] = [];
          let page = (await ada.get(`/v1/audit-logs?${query}`)).body;
          for (;;) {
            forth.push(...page.data.map(({ id }: { id: string }) => id));
            if (page.nextCursor === null) break;
            page = (await ada.get(`/v1/audit-logs?${query}&cursor=${page.nextCursor as string}`)).body;
          }
          expect(forth).toEqual(expected);
          const back: string[] = [];
          for (;;) {
            back.unshift(...page.data.map(({ id }: { id: string }) => id));
            if (page.prevCursor === null || page.data.length === 0) break;
            page = (await ada.get(`/v1/audit-logs?${query}&cursor=${page.prevCursor as string}`)).body;
          }
          expect(back).toEqual(expected);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("getAuditStats and listAuditActions", () => {
  // A month before the year 0 and a day after the year 9999 were faults of the backend.
  test("answer also at the ends of time, and beyond them name the place", async () => {
    const mock = createMock({ clock: "virtual" });
    await fillLog(mock, orgId(mock, "acme"), 3);
    const environment = api(mock, { as: mock.keys.secretKey, organization: orgId(mock, "acme") });
    const stats = (query: string): Promise<Answer> => environment.get(`/v1/audit-logs/stats?${query}`);

    expect((await stats("occurredAt[lte]=0001-01-01T00:00:00.000Z")).body).toMatchObject({
      startsAt: "0001-01-01T00:00:00.000Z",
      endsAt: "0001-01-01T00:00:00.000Z",
      total: 0,
    });
    expect((await stats("occurredAt[gte]=9999-12-31T00:00:00.000Z&occurredAt[lte]=9999-12-31T23:59:59.999Z")).body.total).toBe(0);
    expect((await environment.get("/v1/audit-logs?occurredAt[gt]=9999-12-31T23:59:59.999Z")).body.data).toEqual([]);
    expect((await environment.get("/v1/audit-logs?occurredAt[lt]=0001-01-01T00:00:00.000Z")).body.data).toEqual([]);
    for (const edge of ["0000-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999-23:59"])
      expect(await stats(`occurredAt[lte]=${edge}`)).toMatchObject({
        status: 400,
        body: { code: "validation_failed", errors: [{ pointer: "/query/occurredAt/lte", code: "format" }] },
      });
  });

  test("count by action, by actor and by day", async () => {
    const mock = createMock({ clock: "virtual" });
    await fillLog(mock, orgId(mock, "acme"), 20);
    await mock.clock.advance("25h");
    await fillLog(mock, orgId(mock, "acme"), 10);
    const environment = api(mock, { as: mock.keys.secretKey, organization: orgId(mock, "acme") });

    const stats = (await environment.get("/v1/audit-logs/stats?occurredAt[gte]=2030-01-01T00:00:00.000Z")).body;

    expect(stats).toMatchObject({
      startsAt: "2030-01-01T00:00:00.000Z",
      endsAt: "2030-01-02T01:00:00.000Z",
      total: 30,
      denied: 3,
      byAction: [
        { action: "organization.updated", count: 27 },
        { action: "access.denied", count: 3 },
      ],
      byDay: [
        { startsAt: "2030-01-01T00:00:00.000Z", count: 20, denied: 2 },
        { startsAt: "2030-01-02T00:00:00.000Z", count: 10, denied: 1 },
      ],
    });
    expect(stats.byActor).toHaveLength(20);
    expect(stats.byActor[0]).toEqual({ actor: { type: "user", id: actorOf(0) }, count: 2 });
    expect((await environment.get("/v1/audit-logs/stats?occurredAt[lt]=2030-01-02T00:00:00.000Z&occurredAt[gte]=2030-01-01T00:00:00.000Z")).body.total).toBe(
      20,
    );
    expect((await environment.get("/v1/audit-logs/stats")).body.byDay).toHaveLength(31);
    const known = (await environment.get("/v1/audit-logs/actions/list")).body.data as { action: string; count: number }[];
    expect(known.find(({ action }) => action === "access.denied")).toEqual({
      action: "access.denied",
      title: "A call was refused",
      targetType: "operation",
      count: 3,
    });
    expect(known.find(({ action }) => action === "member.removed")).toMatchObject({ title: "A membership ended", count: 0 });
  });

  test("agree with the rows, for an organization and for the environment", async () => {
    const mock = createMock();
    await atAcme(mock, "bob");
    await (await atAcme(mock, "ada")).post("/v1/invitations", { email: "kay@newcomer.test" });
    for (const caller of [asEnvironment(mock), api(mock, { as: mock.keys.secretKey, organization: orgId(mock, "acme") })]) {
      const rows = (await caller.get("/v1/audit-logs?pageSize=1000")).body.data as { action: string; actor: { id: string | null } }[];
      const stats = (await caller.get("/v1/audit-logs/stats")).body as {
        total: number;
        byAction: { count: number }[];
        byActor: { count: number }[];
        byDay: { count: number }[];
      };
      const sum = (counts: { count: number }[]): number => counts.reduce((total, { count }) => total + count, 0);
      expect([stats.total, sum(stats.byAction), sum(stats.byActor), sum(stats.byDay)]).toEqual([rows.length, rows.length, rows.length, rows.length]);
    }
  });

  test("refuse a time that is too long or that ends before it begins", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const stats = (query: string): Promise<Answer> => ada.get(`/v1/audit-logs/stats?${query}`);

    expect(await stats("occurredAt[gte]=2020-01-01T00:00:00.000Z")).toMatchObject({
      status: 400,
      body: { code: "range_too_large", detail: "Ask for at most 366 days." },
    });
    expect(await stats("occurredAt[gte]=2030-02-01T00:00:00.000Z&occurredAt[lte]=2030-01-01T00:00:00.000Z")).toMatchObject({
      status: 400,
      body: { code: "validation_failed", errors: [{ pointer: "/query/occurredAt", code: "range" }] },
    });
  });
});
