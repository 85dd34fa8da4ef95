import { describe, expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { api, asEnvironment, eventTypes, orgId, signedIn } from "../../api.ts";
import { user, seed } from "./managed-users.ts";

/** A scrypt hash in PHC form, made here. */
async function scryptSample(): Promise<{ readonly hash: string }> {
  const { scryptSync } = await import("node:crypto");
  const salt = new Uint8Array(16).fill(7);
  const digest = scryptSync("correct horse battery", salt, 32, { N: 16, r: 8, p: 1 });
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64").replaceAll("=", "");
  return { hash: `$scrypt$ln=4,r=8,p=1$${base64(salt)}$${base64(digest)}` };
}

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
