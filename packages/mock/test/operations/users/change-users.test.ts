import { describe, expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { asEnvironment, eventTypes, orgId, signedIn, userId, type Answer } from "../../api.ts";
import { user, names, seed } from "./managed-users.ts";

describe("updateUser", () => {
  test("changes everything with the environment's key", async () => {
    const mock = createMock({ seed });
    const environment = asEnvironment(mock);
    await environment.patch(user(mock, "bob"), { publicMetadata: { a: 1, b: { c: 2 } } });
    const since = mock.events.length;

    const answer = await environment.patch(user(mock, "bob"), {
      email: "robert@acme.test",
      externalId: "crm-9",
      publicMetadata: { a: null, b: { d: 3 } },
      platformRole: "super_admin",
    });

    expect(answer).toMatchObject({
      status: 200,
      body: { email: "robert@acme.test", emailVerified: false, externalId: "crm-9", publicMetadata: { b: { c: 2, d: 3 } }, platformRole: "super_admin" },
    });
    expect(eventTypes(mock, since)).toEqual(["user.email_changed", "user.updated"]);
    expect((await environment.get(user(mock, "bob"))).body).toEqual(answer.body);
  });

  test("tells of an address only what changed", async () => {
    const mock = createMock({ seed });
    const environment = asEnvironment(mock);
    await mock.ready();
    const since = mock.events.length;

    expect((await environment.patch(user(mock, "bob"), { email: "robert@acme.test", emailVerified: true })).body.emailVerified).toBe(true);
    expect((await environment.patch(user(mock, "bob"), { email: "Robert@acme.test" })).body).toMatchObject({ email: "Robert@acme.test", emailVerified: true });
    expect((await environment.patch(user(mock, "bob"), { emailVerified: false })).body.emailVerified).toBe(false);
    expect(eventTypes(mock, since)).toEqual(["user.email_changed", "user.email_changed", "user.updated"]);
    expect(await environment.patch(user(mock, "bob"), { email: "ADA@acme.test" })).toMatchObject({ status: 409, body: { code: "email_taken" } });
  });

  // It answered that the permission was missing, which naming the organization would have given.
  test("asks a person who names no organization for it, whoever the user is, and asks nobody else", async () => {
    const mock = createMock({ seed });
    const ada = await signedIn(mock, "ada");
    const required = { status: 400, body: { code: "organization_required" } };
    const unknown = "/v1/users/usr_00000000000000000000000000";
    for (const path of [user(mock, "mia"), user(mock, "bob"), unknown]) {
      expect(await ada.patch(path, { name: "M" })).toMatchObject(required);
      expect(await ada.post(`${path}/ban`)).toMatchObject(required);
      expect(await ada.post(`${path}/unban`)).toMatchObject(required);
      expect(await ada.post(`${path}/unlock`)).toMatchObject(required);
      expect(await ada.delete(path)).toMatchObject(required);
    }
    expect((await ada.patch(user(mock, "mia"), { name: "M" }, { "plinto-organization": orgId(mock, "acme") })).status).toBe(200);
    expect((await (await signedIn(mock, "root")).patch(user(mock, "mia"), { name: "N" })).status).toBe(200);
    // What is one's own needs no organization, and what is another's is not there.
    const foreign = (await (await signedIn(mock, "bob")).get("/v1/auth/session")).body.id as string;
    expect(await ada.get(`/v1/sessions/${foreign}`)).toMatchObject({ status: 404, body: { code: "not_found" } });
  });

  test("lets an organization change the profiles of those whom it manages, and nothing else of anybody", async () => {
    const mock = createMock({ seed });
    const grace = await signedIn(mock, "grace", { organization: orgId(mock, "acme") });
    const ada = await signedIn(mock, "ada", { organization: orgId(mock, "acme") });
    const olga = await signedIn(mock, "olga", { organization: orgId(mock, "globex") });

    expect((await grace.patch(user(mock, "mia"), { name: "Mia M.", publicMetadata: { desk: 4 } })).body).toMatchObject({
      name: "Mia M.",
      publicMetadata: { desk: 4 },
    });
    for (const field of [
      { email: "m@acme.test" },
      { emailVerified: true },
      { externalId: "x" },
      { platformRole: "super_admin" },
      { managedBy: null },
      { privateMetadata: {} },
    ]) {
      expect(await grace.patch(user(mock, "mia"), field)).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    }
    // Bob is a member of both organizations and managed by none: nobody of them may touch him.
    expect(await ada.patch(user(mock, "bob"), { name: "B" })).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    expect(await olga.patch(user(mock, "bob"), { name: "B" })).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    // Mia is a member of Globex too, which does not manage her.
    expect(await olga.patch(user(mock, "mia"), { name: "M" })).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    expect(await grace.patch(user(mock, "otto"), { name: "O" })).toMatchObject({ status: 403, body: { code: "cannot_act_on_higher_role" } });
    expect(await grace.patch(user(mock, "olga"), { name: "O" })).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await (await signedIn(mock, "bob", { organization: orgId(mock, "acme") })).patch(user(mock, "mia"), { name: "M" })).toMatchObject({
      status: 403,
      body: { code: "permission_denied" },
    });
  });

  test("keeps some fields from a super admin, and administrators of the platform from each other", async () => {
    const mock = createMock({ seed });
    const root = await signedIn(mock, "root");

    expect((await root.patch(user(mock, "bob"), { email: "robert@acme.test" })).status).toBe(200);
    expect(await root.patch(user(mock, "bob"), { platformRole: "super_admin" })).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    for (const call of [
      root.patch(user(mock, "rita"), { email: "r@acme.test" }),
      root.post(`${user(mock, "rita")}/ban`),
      root.delete(user(mock, "rita")),
      root.post(`${user(mock, "rita")}/unlock`),
    ]) {
      expect(await call).toMatchObject({ status: 403, body: { code: "cannot_act_on_higher_role" } });
    }
    expect((await asEnvironment(mock).post(`${user(mock, "rita")}/ban`)).body.status).toBe("banned");
  });
});

describe("deleteUser", () => {
  test("ends memberships and sessions, and the user", async () => {
    const mock = createMock({ seed });
    const bob = await signedIn(mock, "bob");
    await mock.ready();
    const since = mock.events.length;

    expect((await asEnvironment(mock).delete(user(mock, "bob"))).status).toBe(204);

    expect(eventTypes(mock, since)).toEqual(["session.revoked", "member.removed", "member.removed", "user.deleted"]);
    expect(await bob.get("/v1/users/me")).toMatchObject({ status: 401, body: { code: "session_revoked" } });
    expect(await asEnvironment(mock).get(user(mock, "bob"))).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await asEnvironment(mock).delete(user(mock, "bob"))).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(names({ ...(await asEnvironment(mock).get(`/v1/organizations/${orgId(mock, "acme")}/members`)) } as Answer)).not.toContain("Bob");
    expect((await asEnvironment(mock).post("/v1/users", { email: "bob@acme.test" })).status).toBe(201);
  });

  test("is refused for the sole owner of an organization, until there is another", async () => {
    const mock = createMock({ seed });
    const environment = asEnvironment(mock);

    expect(await environment.delete(user(mock, "olga"))).toMatchObject({ status: 409, body: { code: "sole_owner", organizationIds: [orgId(mock, "globex")] } });
    await environment.patch(`/v1/organizations/${orgId(mock, "globex")}/members/${userId(mock, "bob")}`, { role: "owner" });
    expect((await environment.delete(user(mock, "olga"))).status).toBe(204);
  });

  test("asks for the version that the caller knows", async () => {
    const mock = createMock({ seed });
    const environment = asEnvironment(mock);
    await environment.patch(user(mock, "bob"), { name: "B" });

    expect(await environment.delete(user(mock, "bob"), { "if-match": '"1"' })).toMatchObject({ status: 412, body: { code: "precondition_failed" } });
    expect((await environment.delete(user(mock, "bob"), { "if-match": '"2"' })).status).toBe(204);
  });
});
