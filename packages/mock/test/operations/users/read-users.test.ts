import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { api, asEnvironment, orgId, signedIn, type Answer } from "../../api.ts";
import { user, names, account, profile, seed } from "./managed-users.ts";

describe("listUsers", () => {
  test("shows the environment to its key and to a super admin, and each what it may see", async () => {
    const mock = createMock({ seed });
    const root = await signedIn(mock, "root");
    await asEnvironment(mock).patch(user(mock, "bob"), { privateMetadata: { risk: "low" } });

    const byKey = await asEnvironment(mock).get("/v1/users?sort=email");
    const byRoot = await root.get("/v1/users?sort=email");

    expect(names(byKey)).toEqual(["Ada", "Bob", "Grace", "Mia", "Olga", "Otto", "Rita", "Root"]);
    expect(names(byRoot)).toEqual(names(byKey));
    expect(byKey.body.data[1]).toMatchObject({ privateMetadata: { risk: "low" }, banReason: null });
    expect(byRoot.body.data[1]).not.toHaveProperty("privateMetadata");
    expect(byRoot.body.data[1]).toHaveProperty("banReason");
  });

  test("shows an organization its members: profiles, and accounts of those whom it manages", async () => {
    const mock = createMock({ seed });
    const grace = await signedIn(mock, "grace", { organization: orgId(mock, "acme") });
    const key = api(mock, { as: mock.seed.apiKeys.people.secret });

    for (const caller of [grace, key]) {
      const answer = await caller.get("/v1/users?sort=email");
      expect(names(answer)).toEqual(["Ada", "Bob", "Grace", "Mia", "Otto"]);
      expect(Object.keys(answer.body.data[1]).sort()).toEqual(profile);
      expect(Object.keys(answer.body.data[3]).sort()).toEqual([...profile, ...account].sort());
    }
  });

  test("filters, and keeps two of the filters for those who rule accounts", async () => {
    const mock = createMock({ seed });
    const environment = asEnvironment(mock);
    const grace = await signedIn(mock, "grace", { organization: orgId(mock, "acme") });
    await environment.patch(user(mock, "bob"), { externalId: "crm-1" });
    await environment.post(`${user(mock, "mia")}/ban`);

    expect(names(await environment.get("/v1/users?q=ACME.test&sort=-email"))).toEqual(["Otto", "Mia", "Grace", "Bob", "Ada"]);
    expect(names(await environment.get("/v1/users?email=BOB@acme.test"))).toEqual(["Bob"]);
    expect(names(await environment.get("/v1/users?externalId=crm-1"))).toEqual(["Bob"]);
    expect(names(await environment.get("/v1/users?status=banned"))).toEqual(["Mia"]);
    expect(await grace.get("/v1/users?externalId=crm-1")).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    expect(await grace.get("/v1/users?status=banned")).toMatchObject({ status: 403, body: { code: "permission_denied" } });
  });

  test("is closed to a member, and to somebody who names no organization", async () => {
    const mock = createMock({ seed });
    expect(await (await signedIn(mock, "bob", { organization: orgId(mock, "acme") })).get("/v1/users")).toMatchObject({
      status: 403,
      body: { code: "permission_denied" },
    });
    expect(await (await signedIn(mock, "bob")).get("/v1/users")).toMatchObject({ status: 400, body: { code: "organization_required" } });
  });

  test("comes to every user once, whatever the page size, order and direction", async () => {
    const mock = createMock({ seed });
    const grace = await signedIn(mock, "grace", { organization: orgId(mock, "acme") });
    const callers = { environment: asEnvironment(mock), organization: grace };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("environment", "organization") as fc.Arbitrary<keyof typeof callers>,
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom("createdAt", "-createdAt", "email", "-email"),
        async (who, pageSize, sort) => {
          const query = `/v1/users?sort=${sort}&pageSize=${pageSize}`;
          const whole = names(await callers[who].get(`/v1/users?sort=${sort}&pageSize=100`));
          const pages: (string | null)[][] = [];
          let answer = await callers[who].get(query);
          for (;;) {
            pages.push(names(answer));
            if (answer.body.nextCursor === null) break;
            answer = await callers[who].get(`${query}&cursor=${answer.body.nextCursor}`);
          }
          expect(pages.flat()).toEqual(whole);
          const back: (string | null)[][] = [names(answer)];
          while (answer.body.prevCursor !== null) {
            answer = await callers[who].get(`${query}&cursor=${answer.body.prevCursor}`);
            back.unshift(names(answer));
          }
          expect(back.flat()).toEqual(whole);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("getUser", () => {
  test("shows as much as the caller may see", async () => {
    const mock = createMock({ seed });
    const grace = await signedIn(mock, "grace", { organization: orgId(mock, "acme") });
    const keys = async (answer: Promise<Answer>): Promise<string[]> => Object.keys((await answer).body).sort();

    expect(await keys(grace.get(user(mock, "bob")))).toEqual(profile);
    expect(await keys(grace.get(user(mock, "mia")))).toEqual([...profile, ...account].sort());
    expect(await keys((await signedIn(mock, "bob")).get(user(mock, "bob")))).toEqual([...profile, ...account].sort());
    expect(await keys((await signedIn(mock, "root")).get(user(mock, "bob")))).toEqual([...profile, ...account, "banReason"].sort());
    expect(await keys(asEnvironment(mock).get(user(mock, "bob")))).toEqual([...profile, ...account, "banReason", "privateMetadata"].sort());
    expect(await grace.get(user(mock, "olga"))).toMatchObject({ status: 404, body: { code: "not_found" } });
    const olga = await signedIn(mock, "olga", { organization: orgId(mock, "globex") });
    expect(await keys(olga.get(user(mock, "mia")))).toEqual(profile);
  });
});
