import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMock, defineSeed, type Mock } from "../../src/index.ts";
import { api, asEnvironment, eventTypes, orgId, signedIn, userId, type Answer } from "../api.ts";

const user = (mock: Mock, person: string): string => `/v1/users/${userId(mock, person)}`;
const names = (answer: Answer): (string | null)[] => answer.body.data.map((row: { name: string | null }) => row.name);

const account = [
  "emailVerified",
  "emailVerifiedAt",
  "externalId",
  "familyName",
  "givenName",
  "hasPassword",
  "lastSignInAt",
  "locale",
  "lockExpiresAt",
  "managedBy",
  "platformRole",
  "publicMetadata",
  "status",
];
const profile = ["avatarUrl", "createdAt", "email", "id", "name", "updatedAt", "version"];

/** Acme manages Mia; Bob is a member there and elsewhere; Root rules the platform. */
const seed = defineSeed({
  users: {
    ada: { email: "ada@acme.test", name: "Ada" },
    grace: { email: "grace@acme.test", name: "Grace" },
    bob: { email: "bob@acme.test", name: "Bob" },
    mia: { email: "mia@acme.test", name: "Mia", managedBy: "acme" },
    otto: { email: "otto@acme.test", name: "Otto", managedBy: "acme" },
    olga: { email: "olga@globex.test", name: "Olga" },
    root: { email: "root@plinto.test", name: "Root", superAdmin: true },
    rita: { email: "rita@plinto.test", name: "Rita", superAdmin: true },
  },
  organizations: {
    acme: { owner: "ada", members: { grace: "admin", bob: "member", mia: "member", otto: "owner" } },
    globex: { owner: "olga", members: { bob: "member", mia: "member" } },
  },
  apiKeys: { people: { organization: "acme", createdBy: "ada", scopes: ["users:read"] } },
});

describe("getMe and updateMe", () => {
  test("show and change one's own account, without what is private to others", async () => {
    const mock = createMock({ seed });
    const bob = await signedIn(mock, "bob");
    await asEnvironment(mock).patch(user(mock, "bob"), { privateMetadata: { risk: "low" } });
    const since = mock.events.length;

    const answer = await bob.patch("/v1/users/me", { name: "Bob Kahn", locale: "de", avatarUrl: null });

    expect(answer).toMatchObject({ status: 200, body: { name: "Bob Kahn", locale: "de" } });
    expect(Object.keys((await bob.get("/v1/users/me")).body).sort()).toEqual([...profile, ...account].sort());
    expect(eventTypes(mock, since)).toEqual(["user.updated"]);
    const event = mock.events.at(-1)!;
    expect(event["changes"]).toEqual({ name: { before: "Bob", after: "Bob Kahn" }, locale: { before: null, after: "de" } });
    expect(JSON.stringify(event)).not.toMatch(/risk|hash/i);
  });

  test("keep the address, and refuse a version that is not the newest", async () => {
    const mock = createMock({ seed });
    const bob = await signedIn(mock, "bob");
    const etag = (await bob.get("/v1/users/me")).headers.get("etag")!;
    await bob.patch("/v1/users/me", { name: "Robert" });

    expect(await bob.patch("/v1/users/me", { name: "Rob" }, { "if-match": etag })).toMatchObject({ status: 412, body: { code: "precondition_failed" } });
    expect(await bob.patch("/v1/users/me", { email: "else@acme.test" })).toMatchObject({ status: 400, body: { code: "validation_failed" } });
  });
});

describe("requestEmailChange and confirmEmailChange", () => {
  test("change the address only when the new one is confirmed, and warn the old one", async () => {
    const mock = createMock({ seed });
    const bob = await signedIn(mock, "bob");
    const since = mock.events.length;

    expect((await bob.post("/v1/users/me/email", { email: "robert@acme.test" })).status).toBe(202);

    const mail = mock.mailbox.latest({ to: "robert@acme.test", kind: "email_change" })!;
    const note = mock.mailbox.latest({ to: "bob@acme.test", kind: "email_change" })!;
    expect(note.text).toContain("r•••@a•••.test");
    expect(note).not.toHaveProperty("token");
    expect((await bob.get("/v1/users/me")).body.email).toBe("bob@acme.test");
    expect([...new Set(eventTypes(mock, since))]).toEqual(["auth.email_change_requested", "email.queued", "email.sent", "email.delivered"]);

    const confirmed = await api(mock).post("/v1/users/me/email/confirm", { token: mail.token });
    expect(confirmed).toMatchObject({ status: 200, body: { email: "robert@acme.test" } });
    expect((await bob.get("/v1/users/me")).body).toMatchObject({ email: "robert@acme.test", emailVerified: true });
    expect(eventTypes(mock).at(-1)).toBe("user.email_changed");
    expect(await api(mock).post("/v1/users/me/email/confirm", { token: mail.token })).toMatchObject({ status: 410, body: { code: "token_used" } });
  });

  test("refuse a taken address, at the request and again at the confirmation", async () => {
    const mock = createMock({ seed });
    const bob = await signedIn(mock, "bob");

    expect(await bob.post("/v1/users/me/email", { email: "Ada@acme.test" })).toMatchObject({ status: 409, body: { code: "email_taken" } });
    expect(await bob.post("/v1/users/me/email", { email: "BOB@acme.test" })).toMatchObject({
      status: 400,
      body: { code: "validation_failed", errors: [{ pointer: "/email", code: "same_email" }] },
    });
    await bob.post("/v1/users/me/email", { email: "free@acme.test" });
    await asEnvironment(mock).post("/v1/users", { email: "free@acme.test" });
    expect(await api(mock).post("/v1/users/me/email/confirm", { token: mock.mailbox.latest({ to: "free@acme.test" })!.token })).toMatchObject({
      status: 409,
      body: { code: "email_taken" },
    });
  });

  test("let a newer request end the older one, and an hour end both", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    const bob = await signedIn(mock, "bob");
    await bob.post("/v1/users/me/email", { email: "one@acme.test" });
    await bob.post("/v1/users/me/email", { email: "two@acme.test" });
    const confirm = async (to: string): Promise<string> =>
      (await api(mock).post("/v1/users/me/email/confirm", { token: mock.mailbox.latest({ to })!.token })).body.code;

    expect(await confirm("one@acme.test")).toBe("token_invalid");
    await mock.clock.advance("1h");
    expect(await confirm("two@acme.test")).toBe("token_expired");
  });

  test("end what was sent to the old address", async () => {
    const mock = createMock({ seed });
    const bob = await signedIn(mock, "bob");
    await api(mock).post("/v1/auth/password/forgot", { email: "bob@acme.test" });
    await bob.post("/v1/users/me/email", { email: "robert@acme.test" });
    await api(mock).post("/v1/users/me/email/confirm", { token: mock.mailbox.latest({ to: "robert@acme.test" })!.token });

    const { token } = mock.mailbox.latest({ to: "bob@acme.test", kind: "password_reset" })!;
    expect(await api(mock).post("/v1/auth/password/reset", { token, password: "a stolen mailbox" })).toMatchObject({
      status: 400,
      body: { code: "token_invalid" },
    });
  });
});

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

describe("createUser", () => {
  test("makes a user who can sign in, and sends nothing", async () => {
    const mock = createMock({ seed });
    const since = mock.events.length;
    await mock.ready();

    const answer = await asEnvironment(mock).post("/v1/users", {
      email: "New@acme.test",
      password: "hopper compiles",
      emailVerified: true,
      externalId: "crm-7",
      managedBy: orgId(mock, "acme"),
      privateMetadata: { a: 1 },
    });

    expect(answer).toMatchObject({
      status: 201,
      body: {
        email: "New@acme.test",
        hasPassword: true,
        emailVerified: true,
        externalId: "crm-7",
        managedBy: orgId(mock, "acme"),
        privateMetadata: { a: 1 },
        version: 1,
      },
    });
    expect(eventTypes(mock, since)).toEqual(["user.created"]);
    expect(mock.mailbox.messages).toEqual([]);
    expect((await api(mock).post("/v1/auth/sign-in", { email: "new@acme.test", password: "hopper compiles" })).body.status).toBe("complete");
    expect((await asEnvironment(mock).get(`/v1/users/${answer.body.id}`)).body).toMatchObject({
      id: answer.body.id,
      externalId: "crm-7",
      lastSignInAt: expect.any(String) as string,
    });
  });

  test("refuses what is taken, weak or unknown, and callers who rule no accounts", async () => {
    const mock = createMock({ seed });
    const environment = asEnvironment(mock);
    await environment.patch(user(mock, "bob"), { externalId: "crm-1" });

    expect(await environment.post("/v1/users", { email: "BOB@acme.test" })).toMatchObject({ status: 409, body: { code: "email_taken" } });
    expect(await environment.post("/v1/users", { email: "x@acme.test", externalId: "crm-1" })).toMatchObject({
      status: 409,
      body: { code: "external_id_taken" },
    });
    expect(await environment.post("/v1/users", { email: "x@acme.test", password: "12345678" })).toMatchObject({ status: 422, body: { code: "weak_password" } });
    expect(await environment.post("/v1/users", { email: "x@acme.test", managedBy: "org_00000000000000000000000000" })).toMatchObject({
      status: 400,
      body: { code: "validation_failed", errors: [{ pointer: "/managedBy", code: "unknown_organization" }] },
    });
    expect(await (await signedIn(mock, "ada")).post("/v1/users", { email: "x@acme.test" })).toMatchObject({
      status: 403,
      body: { code: "permission_denied" },
    });
    expect((await environment.get("/v1/users?email=x@acme.test")).body.data).toEqual([]);
  });

  // A super admin rules accounts, but what binds them to other systems and to power is for the environment to write.
  test("lets a super admin make a user, but write nothing that only the environment key writes", async () => {
    const mock = createMock({ seed });
    const root = await signedIn(mock, "root");

    for (const forbidden of [{ externalId: "crm-9" }, { platformRole: "super_admin" }, { managedBy: orgId(mock, "acme") }, { privateMetadata: { a: 1 } }]) {
      expect(await root.post("/v1/users", { email: "x@acme.test", ...forbidden })).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    }
    const made = await root.post("/v1/users", { email: "x@acme.test" });
    expect(made.status).toBe(201);
    expect(made.body).not.toHaveProperty("privateMetadata");
  });
});

describe("importUsers", () => {
  test("takes over hashes of other systems, row by row, and their people sign in as before", async () => {
    const mock = createMock({ seed });
    const bcrypt = { algorithm: "bcrypt", hash: "$2b$04$abcdefghijklmnopqrstuuEmMHSLEORl98FFaOX/FjaCpCUEDB7r." };
    const since = mock.events.length;
    await mock.ready();

    const answer = await asEnvironment(mock).post("/v1/users/import", {
      users: [
        { email: "one@acme.test", externalId: "old-1", emailVerified: true, name: "One" },
        { email: "ada@acme.test" },
        { email: "ONE@acme.test" },
        { email: "two@acme.test", externalId: "old-1" },
        { email: "three@acme.test", passwordHash: { ...bcrypt, hash: bcrypt.hash.replace("$04$", "$31$") } },
        {
          email: "four@acme.test",
          passwordHash: { algorithm: "argon2id", hash: "$argon2id$v=19$m=9999999,t=99,p=1$cGxpbnRvLXNhbXBsZS0wMQ$/oZ4RWw2r58ArlfAAZgPgoHM7l1ko+i4zTMBgaeVoOA" },
        },
      ],
    });

    expect(answer).toMatchObject({ status: 207, body: { created: 1, failed: 5 } });
    expect(answer.body.results.map((row: { status: string; error?: { code: string } }) => row.error?.code ?? row.status)).toEqual([
      "created",
      "email_taken",
      "email_taken",
      "external_id_taken",
      "validation_failed",
      "validation_failed",
    ]);
    expect(eventTypes(mock, since)).toEqual(["user.created"]);
    expect(answer.body.results[0].user).toMatchObject({ externalId: "old-1", hasPassword: false });
    expect(answer.body.results[4].error.detail).toContain("cost");
  });

  test("verifies an imported scrypt hash for real", async () => {
    const mock = createMock({ seed });
    // The password of this hash is "correct horse battery".
    const { hash } = await scryptSample();
    await asEnvironment(mock).post("/v1/users/import", {
      users: [{ email: "five@acme.test", emailVerified: true, passwordHash: { algorithm: "scrypt", hash } }],
    });

    expect((await api(mock).post("/v1/auth/sign-in", { email: "five@acme.test", password: "correct horse battery" })).body.status).toBe("complete");
    expect((await api(mock).post("/v1/auth/sign-in", { email: "five@acme.test", password: "wrong horse battery" })).body.code).toBe("invalid_credentials");
  });

  test("refuses more than a hundred rows", async () => {
    const mock = createMock({ seed });
    const users = Array.from({ length: 101 }, (_, index) => ({ email: `p${index}@acme.test` }));
    expect(await asEnvironment(mock).post("/v1/users/import", { users })).toMatchObject({ status: 413, body: { code: "batch_too_large" } });
  });
});

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

describe("banUser and unbanUser", () => {
  test("end the sessions and keep the person out until the ban is lifted", async () => {
    const mock = createMock({ seed });
    const bob = await signedIn(mock, "bob");
    const { email, password } = mock.seed.users.bob;
    await mock.ready();
    const since = mock.events.length;

    const banned = await asEnvironment(mock).post(`${user(mock, "bob")}/ban`, { reason: "Sent spam" });

    expect(banned).toMatchObject({ status: 200, body: { status: "banned", banReason: "Sent spam" } });
    expect(eventTypes(mock, since)).toEqual(["session.revoked", "user.banned"]);
    expect(await bob.get("/v1/users/me")).toMatchObject({ status: 401, body: { code: "session_revoked" } });
    expect(await api(mock).post("/v1/auth/sign-in", { email, password })).toMatchObject({ status: 403, body: { code: "user_banned" } });
    expect((await asEnvironment(mock).post(`${user(mock, "bob")}/ban`)).body.banReason).toBeNull();

    expect(await asEnvironment(mock).post(`${user(mock, "bob")}/unban`)).toMatchObject({ status: 200, body: { status: "active", banReason: null } });
    expect(await asEnvironment(mock).post(`${user(mock, "bob")}/unban`)).toMatchObject({ status: 409, body: { code: "user_not_banned" } });
    expect((await bob.get("/v1/users/me")).status).toBe(401);
    expect((await api(mock).post("/v1/auth/sign-in", { email, password })).body.status).toBe("complete");
  });

  test("are refused for the sole owner of an organization", async () => {
    const mock = createMock({ seed });
    const environment = asEnvironment(mock);

    expect(await environment.post(`${user(mock, "olga")}/ban`)).toMatchObject({
      status: 409,
      body: { code: "sole_owner", organizationIds: [orgId(mock, "globex")] },
    });
    expect((await environment.get(user(mock, "olga"))).body.status).toBe("active");
  });

  test("are for the people whom an organization manages, and end no access to the other", async () => {
    const mock = createMock({ seed });
    const ada = await signedIn(mock, "ada", { organization: orgId(mock, "acme") });

    expect(await ada.post(`${user(mock, "bob")}/ban`)).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    const managed = await ada.post(`${user(mock, "mia")}/ban`, { reason: "Left" });
    expect(managed.body.status).toBe("banned");
    expect(managed.body).not.toHaveProperty("banReason");
  });
});

describe("unlockUser", () => {
  test("ends a lock before its time, and leaves who is not locked alone", async () => {
    const mock = createMock({ seed });
    await asEnvironment(mock).patch("/v1/environment", { session: { maxFailedSignIns: 3 } });
    const { email, password } = mock.seed.users.bob;
    for (let attempt = 0; attempt < 3; attempt += 1) await api(mock).post("/v1/auth/sign-in", { email, password: "wrong password" });
    expect(await api(mock).post("/v1/auth/sign-in", { email, password })).toMatchObject({ status: 423, body: { code: "account_locked" } });
    expect((await asEnvironment(mock).get(user(mock, "bob"))).body.status).toBe("locked");
    const since = mock.events.length;

    expect(await asEnvironment(mock).post(`${user(mock, "bob")}/unlock`)).toMatchObject({ status: 200, body: { status: "active", lockExpiresAt: null } });

    expect((await api(mock).post("/v1/auth/sign-in", { email, password })).body.status).toBe("complete");
    const { version } = (await asEnvironment(mock).get(user(mock, "bob"))).body;
    expect((await asEnvironment(mock).post(`${user(mock, "bob")}/unlock`)).body.version).toBe(version);
    expect(eventTypes(mock, since).filter((type) => type === "user.unlocked")).toHaveLength(1);
  });

  test("is not needed once the lock has run out", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    await asEnvironment(mock).patch("/v1/environment", { session: { maxFailedSignIns: 3, lockoutSeconds: 60 } });
    for (let attempt = 0; attempt < 3; attempt += 1) await api(mock).post("/v1/auth/sign-in", { email: "bob@acme.test", password: "wrong password" });
    await mock.clock.advance("61s");
    const since = mock.events.length;

    expect((await asEnvironment(mock).get(user(mock, "bob"))).body).toMatchObject({ status: "active", lockExpiresAt: null });
    expect((await asEnvironment(mock).post(`${user(mock, "bob")}/unlock`)).body.status).toBe("active");
    expect(eventTypes(mock, since)).toEqual([]);
  });
});

describe("impersonateUser", () => {
  test("starts a session that carries both names, lasts as asked, and is audited", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    const root = await signedIn(mock, "root");
    const since = mock.events.length;

    const answer = await root.post(`${user(mock, "bob")}/impersonate`, { reason: "Support case 4711", durationSeconds: 600 });

    expect(answer).toMatchObject({
      status: 201,
      body: { userId: userId(mock, "bob"), impersonatorId: userId(mock, "root"), expiresInSeconds: 600, expiresAt: "2030-01-01T00:10:00.000Z" },
    });
    expect(answer.body).not.toHaveProperty("refreshToken");
    expect(eventTypes(mock, since)).toEqual(["user.impersonation_started", "session.created"]);
    const claims = JSON.parse(atob((answer.body.accessToken as string).split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/")));
    expect(claims.act).toEqual({ sub: userId(mock, "root") });
    const asBob = api(mock, { as: answer.body.accessToken });
    await asBob.patch("/v1/users/me", { name: "Bobby" });
    expect(mock.events.at(-1)).toMatchObject({ type: "user.updated", actor: { id: userId(mock, "bob"), impersonatorId: userId(mock, "root") } });
    expect(await asBob.post("/v1/users/me/email", { email: "x@acme.test" })).toMatchObject({ status: 403 });
    expect((await root.get("/v1/users/me")).body.id).toBe(userId(mock, "root"));

    await mock.clock.advance("10m");
    expect((await asBob.get("/v1/users/me")).status).toBe(401);
    expect(eventTypes(mock)).toContain("user.impersonation_ended");
  });

  test("ends when the super admin is banned", async () => {
    const mock = createMock({ seed });
    const root = await signedIn(mock, "root");
    const { accessToken } = (await root.post(`${user(mock, "bob")}/impersonate`, { reason: "Support" })).body;

    await asEnvironment(mock).post(`${user(mock, "root")}/ban`);

    expect(await api(mock, { as: accessToken }).get("/v1/users/me")).toMatchObject({ status: 401, body: { code: "session_revoked" } });
  });

  // A demoted super admin went on acting as somebody else until the quarter of an hour was over.
  test("ends at once when the super admin is one no more", async () => {
    const mock = createMock({ seed });
    const root = await signedIn(mock, "root");
    const { accessToken } = (await root.post(`${user(mock, "bob")}/impersonate`, { reason: "Support" })).body;
    const asBob = api(mock, { as: accessToken });
    await asEnvironment(mock).patch(user(mock, "root"), { platformRole: "super_admin", name: "Roots" });
    expect((await asBob.get("/v1/users/me")).status).toBe(200);
    const since = mock.events.length;

    await asEnvironment(mock).patch(user(mock, "root"), { platformRole: null });

    expect(eventTypes(mock, since)).toEqual(["session.revoked", "user.impersonation_ended", "user.updated"]);
    expect(await asBob.get("/v1/users/me")).toMatchObject({ status: 401, body: { code: "session_revoked" } });
    expect((await root.get("/v1/users/me")).body.platformRole).toBeNull();
  });

  // Only stopping it and its end by time told of the end.
  test("tells of its end however it ended", async () => {
    const mock = createMock({ seed });
    const root = await signedIn(mock, "root");
    const begin = () => root.post(`${user(mock, "bob")}/impersonate`, { reason: "Support" });
    const ends = [
      async () => (await signedIn(mock, "bob")).delete("/v1/sessions"),
      async (sessionId: string) => asEnvironment(mock).delete(`/v1/sessions/${sessionId}`),
      async () => asEnvironment(mock).post(`${user(mock, "root")}/ban`),
    ];
    for (const end of ends) {
      const { id } = (await begin()).body;
      const since = mock.events.length;
      await end(id);
      expect(mock.events.slice(since).filter((event) => event.type === "user.impersonation_ended")).toMatchObject([
        { data: { sessionId: id, reason: "Support" } },
      ]);
    }
  });

  test("is forbidden for administrators of the platform, the banned, strangers, and everybody who is no super admin", async () => {
    const mock = createMock({ seed });
    const root = await signedIn(mock, "root");
    await asEnvironment(mock).post(`${user(mock, "bob")}/ban`);
    const impersonate = (person: string): string => `${user(mock, person)}/impersonate`;

    expect(await root.post(impersonate("rita"), { reason: "x" })).toMatchObject({ status: 403, body: { code: "impersonation_forbidden" } });
    expect(await root.post(impersonate("bob"), { reason: "x" })).toMatchObject({ status: 403, body: { code: "user_banned" } });
    expect(await root.post("/v1/users/usr_00000000000000000000000000/impersonate", { reason: "x" })).toMatchObject({
      status: 404,
      body: { code: "not_found" },
    });
    expect(await root.post(impersonate("mia"), { reason: "x", durationSeconds: 901 })).toMatchObject({ status: 400, body: { code: "validation_failed" } });
    expect(await (await signedIn(mock, "ada")).post(impersonate("mia"), { reason: "x" })).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    expect(await asEnvironment(mock).post(impersonate("mia"), { reason: "x" })).toMatchObject({ status: 403, body: { code: "permission_denied" } });
  });
});

/** A scrypt hash in PHC form, made here. */
async function scryptSample(): Promise<{ readonly hash: string }> {
  const { scryptSync } = await import("node:crypto");
  const salt = new Uint8Array(16).fill(7);
  const digest = scryptSync("correct horse battery", salt, 32, { N: 16, r: 8, p: 1 });
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64").replaceAll("=", "");
  return { hash: `$scrypt$ln=4,r=8,p=1$${base64(salt)}$${base64(digest)}` };
}
