import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMock, defineSeed, type Mock } from "../../src/index.ts";
import { api, asEnvironment, eventTypes, orgId, signedIn, userId, type Answer, type Api } from "../api.ts";

const path = (mock: Mock, rest = "", organization = "acme"): string => `/v1/organizations/${orgId(mock, organization)}/teams${rest}`;
const names = (answer: Answer): string[] => answer.body.data.map((team: { name: string }) => team.name);
const teamId = (mock: Mock, team: string): string => (mock.seed.teams as Readonly<Record<string, { readonly id: string }>>)[team]!.id;
const teamEvents = (mock: Mock, since: number): string[] => eventTypes(mock, since).filter((type) => type.startsWith("team."));

describe("createTeam", () => {
  test("makes a team with a slug of its name, below another one when asked", async () => {
    const mock = createMock();
    const grace = await signedIn(mock, "grace");
    const since = mock.events.length;

    const answer = await grace.post(path(mock), { name: "Édge  Computing", description: "Far out.", parentTeamId: teamId(mock, "engineering") });
    const again = await grace.post(path(mock), { name: "Edge computing" });

    expect(answer).toMatchObject({
      status: 201,
      body: {
        organizationId: orgId(mock, "acme"),
        name: "Édge  Computing",
        slug: "edge-computing",
        description: "Far out.",
        parentTeamId: teamId(mock, "engineering"),
        memberCount: 0,
        version: 1,
      },
    });
    expect(answer.body.id).toMatch(/^team_/);
    expect(again.body).toMatchObject({ slug: "edge-computing-2", parentTeamId: null, description: null });
    expect((await grace.get(path(mock, `/${answer.body.id}`))).body).toEqual(answer.body);
    expect(eventTypes(mock, since)).toEqual(["team.created", "team.created"]);
    expect(mock.events.at(-1)).toMatchObject({ target: { type: "team", id: again.body.id, version: 1 }, data: { slug: "edge-computing-2" } });
  });

  test("refuses a slug that the organization has, and none that another one has", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const olga = await signedIn(mock, "olga");

    expect(await ada.post(path(mock), { name: "Other", slug: "platform" })).toMatchObject({
      status: 409,
      body: { code: "slug_taken", title: "The slug is taken" },
    });
    expect(await olga.post(path(mock, "", "globex"), { name: "Platform", slug: "platform" })).toMatchObject({ status: 201 });
  });

  test("refuses a team above that the organization does not have, foreign and unknown alike", async () => {
    const mock = createMock();
    const olga = await signedIn(mock, "olga");
    const unknown = { status: 400, body: { code: "validation_failed", errors: [{ pointer: "/parentTeamId", code: "unknown_team" }] } };

    expect(await olga.post(path(mock, "", "globex"), { name: "Spy", parentTeamId: teamId(mock, "platform") })).toMatchObject(unknown);
    expect(await olga.post(path(mock, "", "globex"), { name: "Spy", parentTeamId: `team_${"0".repeat(26)}` })).toMatchObject(unknown);
  });

  test("lets a tree grow ten teams deep", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    let above: string | undefined;
    for (let level = 1; level <= 10; level += 1) {
      const answer = await ada.post(path(mock), { name: `Level ${level}`, ...(above === undefined ? {} : { parentTeamId: above }) });
      expect(answer.status).toBe(201);
      above = answer.body.id as string;
    }

    expect(await ada.post(path(mock), { name: "Level 11", parentTeamId: above })).toMatchObject({
      status: 422,
      body: { code: "team_cycle", detail: "The tree would be 11 teams deep; it may be 10." },
    });
  });

  test("is for those who manage teams, by role, by custom role or by key", async () => {
    const seed = defineSeed({
      users: { ada: { email: "ada@acme.test" }, bob: { email: "bob@acme.test" }, vera: { email: "vera@acme.test" } },
      organizations: { acme: { owner: "ada", members: { bob: "member", vera: "viewer" } } },
      roles: { lead: { organization: "acme", permissions: ["teams:manage"], members: ["vera"] } },
      apiKeys: {
        full: { organization: "acme", createdBy: "ada", scopes: ["teams:manage"] },
        read: { organization: "acme", createdBy: "ada", scopes: ["teams:read"] },
      },
    });
    const mock = createMock({ seed });
    const create = (caller: Api, name: string): Promise<Answer> => caller.post(path(mock), { name });
    const denied = { status: 403, body: { code: "permission_denied", detail: "The caller lacks the permission teams:manage." } };

    expect(await create(await signedIn(mock, "bob"), "Bob's")).toMatchObject(denied);
    expect(await create(await signedIn(mock, "vera"), "Vera's")).toMatchObject({ status: 201 });
    expect(await create(api(mock, { as: mock.seed.apiKeys.full.secret }), "The key's")).toMatchObject({ status: 201 });
    expect(await create(api(mock, { as: mock.seed.apiKeys.read.secret }), "No")).toMatchObject(denied);
    expect(await create(asEnvironment(mock), "The environment's")).toMatchObject({ status: 201 });
    expect(await create(api(mock), "No")).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
  });
});

describe("listTeams", () => {
  test("shows the teams by name, filtered by place, person and text", async () => {
    const mock = createMock();
    const vera = await signedIn(mock, "vera");
    const ada = await signedIn(mock, "ada");
    await ada.post(path(mock), { name: "Accounting" });

    expect(names(await vera.get(path(mock)))).toEqual(["Accounting", "Engineering", "Platform"]);
    expect(names(await vera.get(`${path(mock)}?sort=-createdAt`))[0]).toBe("Accounting");
    expect(names(await vera.get(`${path(mock)}?top=true`))).toEqual(["Accounting", "Engineering"]);
    expect(names(await vera.get(`${path(mock)}?top=false`))).toEqual(["Platform"]);
    expect(names(await vera.get(`${path(mock)}?parentTeamId=${teamId(mock, "engineering")}`))).toEqual(["Platform"]);
    expect(names(await vera.get(`${path(mock)}?userId=${userId(mock, "grace")}`))).toEqual(["Engineering", "Platform"]);
    expect(names(await vera.get(`${path(mock)}?userId=${userId(mock, "ada")}`))).toEqual(["Engineering"]);
    expect(names(await vera.get(`${path(mock)}?q=PLAT`))).toEqual(["Platform"]);
  });

  test("pages, and takes a cursor for the same list only", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");

    const first = await ada.get(`${path(mock)}?pageSize=1`);
    const second = await ada.get(`${path(mock)}?pageSize=1&cursor=${first.body.nextCursor}`);

    expect([names(first), names(second), second.body.nextCursor]).toEqual([["Engineering"], ["Platform"], null]);
    expect(await ada.get(`${path(mock)}?pageSize=1&top=true&cursor=${first.body.nextCursor}`)).toMatchObject({ status: 400, body: { code: "cursor_invalid" } });
  });

  test("is not there for a stranger", async () => {
    const mock = createMock();
    const olga = await signedIn(mock, "olga");

    expect(await olga.get(path(mock))).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await olga.get(path(mock, `/${teamId(mock, "platform")}`, "globex"))).toMatchObject({ status: 404, body: { code: "not_found" } });
  });
});

describe("updateTeam", () => {
  test("changes what is named and tells what changed", async () => {
    const mock = createMock();
    const grace = await signedIn(mock, "grace");
    const since = mock.events.length;
    const platform = path(mock, `/${teamId(mock, "platform")}`);

    const answer = await grace.patch(platform, { name: "Foundation", description: null, parentTeamId: null });
    const same = await grace.patch(platform, { name: "Foundation" });

    expect(answer).toMatchObject({ status: 200, body: { name: "Foundation", slug: "platform", description: null, parentTeamId: null, version: 2 } });
    expect(same).toMatchObject({ status: 200, body: { version: 2 } });
    expect(eventTypes(mock, since)).toEqual(["team.updated"]);
    expect(mock.events.at(-1)).toMatchObject({
      changes: { name: { before: "Platform", after: "Foundation" }, parentTeamId: { before: teamId(mock, "engineering"), after: null } },
    });
  });

  test("refuses a slug that is taken and a version that is old", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const platform = path(mock, `/${teamId(mock, "platform")}`);

    expect(await ada.patch(platform, { slug: "engineering" })).toMatchObject({ status: 409, body: { code: "slug_taken" } });
    expect(await ada.patch(platform, { slug: "platform" })).toMatchObject({ status: 200 });
    const { headers } = await ada.get(platform);
    await ada.patch(platform, { name: "New" });
    expect(await ada.patch(platform, { name: "Late" }, { "if-match": headers.get("etag")! })).toMatchObject({
      status: 412,
      body: { code: "precondition_failed" },
    });
  });

  test("never moves a team below itself or below a team that stands below it", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const refused = { status: 422, body: { code: "team_cycle", detail: "A team cannot be moved below itself." } };
    const [engineering, platform] = [teamId(mock, "engineering"), teamId(mock, "platform")];

    expect(await ada.patch(path(mock, `/${engineering}`), { parentTeamId: engineering })).toMatchObject(refused);
    expect(await ada.patch(path(mock, `/${engineering}`), { parentTeamId: platform })).toMatchObject(refused);
    expect((await ada.get(path(mock, `/${engineering}`))).body).toMatchObject({ parentTeamId: null, version: 1 });
  });

  test("moves whole trees and keeps them trees of at most ten levels, whatever is asked", async () => {
    const seed = defineSeed({ users: { ada: { email: "ada@acme.test" } }, organizations: { acme: { owner: "ada" } } });
    const moves = fc.array(fc.tuple(fc.nat(13), fc.option(fc.nat(13), { nil: null })), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(moves, async (plan) => {
        const mock = createMock({ seed });
        const environment = asEnvironment(mock);
        const ids: string[] = [];
        const above = new Map<string, string | null>();
        // Two lines of six and two teams alone, so that deep trees and moved trees are common.
        for (let index = 0; index < 14; index += 1) {
          const parentTeamId = index < 12 && index % 6 > 0 ? ids[index - 1]! : null;
          const { id } = (await environment.post(path(mock), { name: `T${index}`, ...(parentTeamId === null ? {} : { parentTeamId }) })).body as { id: string };
          ids.push(id);
          above.set(id, parentTeamId);
        }
        const line = (id: string | null): string[] => (id === null ? [] : [id, ...line(above.get(id)!)]);
        const height = (id: string): number => 1 + Math.max(0, ...ids.filter((below) => above.get(below) === id).map(height));
        for (const [moved, target] of plan) {
          const [id, parent] = [ids[moved]!, target === null ? null : ids[target]!];
          const allowed = !line(parent).includes(id) && line(parent).length + height(id) <= 10;
          const answer = await environment.patch(path(mock, `/${id}`), { parentTeamId: parent });
          expect(answer.status).toBe(allowed ? 200 : 422);
          if (allowed) above.set(id, parent);
        }
        const shown = (await environment.get(`${path(mock)}?pageSize=100`)).body.data as { id: string; parentTeamId: string | null }[];
        expect(new Map(shown.map((team) => [team.id, team.parentTeamId]))).toEqual(new Map([...above].sort()));
      }),
      { numRuns: 25 },
    );
  }, 30_000);
});

describe("deleteTeam", () => {
  test("deletes an empty team, and nothing that has members or teams below", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const since = mock.events.length;
    const [engineering, platform] = [teamId(mock, "engineering"), teamId(mock, "platform")];
    const refused = { status: 409, body: { code: "team_not_empty", title: "The team has members or teams below it" } };
    for (const person of ["ada", "grace"]) await ada.delete(path(mock, `/${engineering}/members/${userId(mock, person)}`));

    expect(await ada.delete(path(mock, `/${engineering}`))).toMatchObject(refused);
    expect(await ada.delete(path(mock, `/${platform}`))).toMatchObject(refused);
    await ada.delete(path(mock, `/${platform}/members/${userId(mock, "grace")}`));
    expect((await ada.delete(path(mock, `/${platform}`))).status).toBe(204);
    expect((await ada.delete(path(mock, `/${engineering}`))).status).toBe(204);

    expect(names(await ada.get(path(mock)))).toEqual([]);
    expect(await ada.delete(path(mock, `/${platform}`))).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(teamEvents(mock, since)).toEqual([...Array<string>(3).fill("team.member_removed"), "team.deleted", "team.deleted"]);
  });
});

describe("team members", () => {
  const members = (mock: Mock, team: string, person = ""): string => path(mock, `/${teamId(mock, team)}/members${person && `/${userId(mock, person)}`}`);

  test("are put in and taken out, and the team counts them", async () => {
    const mock = createMock();
    const grace = await signedIn(mock, "grace");
    const since = mock.events.length;

    expect((await grace.put(members(mock, "platform", "bob"))).status).toBe(204);
    expect((await grace.put(members(mock, "platform", "bob"))).status).toBe(204);
    expect((await grace.get(members(mock, "platform", "bob"))).body).toMatchObject({
      teamId: teamId(mock, "platform"),
      userId: userId(mock, "bob"),
      role: "member",
      status: "active",
      user: { email: "bob@acme.test" },
    });
    expect((await grace.get(path(mock, `/${teamId(mock, "platform")}`))).body).toMatchObject({ memberCount: 2, version: 2 });
    expect((await grace.delete(members(mock, "platform", "bob"))).status).toBe(204);
    expect(await grace.delete(members(mock, "platform", "bob"))).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await grace.get(members(mock, "platform", "bob"))).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect((await grace.get(path(mock, `/${teamId(mock, "platform")}`))).body).toMatchObject({ memberCount: 1, version: 3 });
    expect(teamEvents(mock, since)).toEqual(["team.member_added", "team.member_removed"]);
    expect(mock.events.findLast(({ type }) => type === "team.member_removed")).toMatchObject({
      target: { type: "team", id: teamId(mock, "platform") },
      data: { userId: userId(mock, "bob") },
    });
  });

  test("are members of the organization", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");

    expect(await ada.put(members(mock, "platform", "olga"))).toMatchObject({
      status: 404,
      body: { code: "member_not_found", title: "The user is no member of this organization" },
    });
    expect(await (await signedIn(mock, "bob")).put(members(mock, "platform", "bob"))).toMatchObject({ status: 403, body: { code: "permission_denied" } });
  });

  test("are listed by when they came or by name", async () => {
    const mock = createMock();
    const vera = await signedIn(mock, "vera");
    const list = async (query: string): Promise<string[]> =>
      (await vera.get(`${members(mock, "engineering")}${query}`)).body.data.map((member: { user: { email: string } }) => member.user.email);
    await (await signedIn(mock, "ada")).put(members(mock, "engineering", "bob"));

    expect(await list("")).toEqual(["ada@acme.test", "grace@acme.test", "bob@acme.test"]);
    expect(await list("?sort=name")).toEqual(["ada@acme.test", "bob@acme.test", "grace@acme.test"]);
    expect(await list("?q=hopper")).toEqual(["grace@acme.test"]);
  });

  test("leave all teams of the organization when the membership ends, and no others", async () => {
    const seed = defineSeed({
      users: { ada: { email: "ada@acme.test" }, bob: { email: "bob@acme.test" } },
      organizations: { acme: { owner: "ada", members: { bob: "member" } }, globex: { owner: "ada", members: { bob: "member" } } },
      teams: {
        one: { organization: "acme", members: ["bob", "ada"] },
        two: { organization: "acme", members: ["bob"] },
        other: { organization: "globex", members: ["bob"] },
      },
    });
    const mock = createMock({ seed });
    const ada = await signedIn(mock, "ada");
    const since = mock.events.length;

    expect((await ada.delete(`/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, "bob")}`)).status).toBe(204);

    expect(eventTypes(mock, since)).toEqual(["member.removed", "team.member_removed", "team.member_removed"]);
    expect((await ada.get(path(mock, `/${teamId(mock, "one")}`))).body.memberCount).toBe(1);
    expect((await ada.get(path(mock, `/${teamId(mock, "two")}`))).body.memberCount).toBe(0);
    expect((await ada.get(path(mock, `/${teamId(mock, "other")}`, "globex"))).body.memberCount).toBe(1);
  });

  test("leave with their account, and with what leaves by itself", async () => {
    const mock = createMock();
    const grace = await signedIn(mock, "grace");

    await grace.post(`/v1/organizations/${orgId(mock, "acme")}/leave`);
    expect((await asEnvironment(mock).get(path(mock, `/${teamId(mock, "platform")}`))).body.memberCount).toBe(0);
    await asEnvironment(mock).put(members(mock, "platform", "vera"));
    await asEnvironment(mock).delete(`/v1/users/${userId(mock, "vera")}`);

    expect((await asEnvironment(mock).get(path(mock, `/${teamId(mock, "platform")}`))).body.memberCount).toBe(0);
    expect(eventTypes(mock).filter((type) => type === "team.member_removed")).toHaveLength(3);
  });

  test("give no permissions", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const vera = await signedIn(mock, "vera");
    const permissions = async (): Promise<unknown> =>
      (await vera.get(`/v1/rbac/users/${userId(mock, "vera")}/permissions`, { "plinto-organization": orgId(mock, "acme") })).body.permissions;
    const before = await permissions();

    await ada.put(members(mock, "engineering", "vera"));

    expect(await permissions()).toEqual(before);
  });
});

test("the teams of an organization end with it", async () => {
  const mock = createMock({ clock: "virtual" });
  const ada = await signedIn(mock, "ada");

  expect((await ada.delete(`/v1/organizations/${orgId(mock, "acme")}`)).status).toBe(202);
  await mock.clock.advance("31d");

  expect(await asEnvironment(mock).get(path(mock))).toMatchObject({ status: 404, body: { code: "not_found" } });
  expect((await asEnvironment(mock).get(path(mock, "", "globex"))).status).toBe(200);
});
