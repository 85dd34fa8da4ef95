import { describe, expect, test } from "vitest";
import { createMock } from "../src/index.ts";
import { api } from "./api.ts";

describe("mock.as", () => {
  test("stores the document that a client keeps, with a session that is real", async () => {
    const mock = createMock({ clock: "virtual" });
    const { storage } = mock.as("grace", { organization: "acme" });
    const stored = JSON.parse((await storage.get("plinto.session"))!);
    expect(stored).toMatchObject({
      version: 1,
      active: stored.accounts[0].session.id,
      pending: null,
      accounts: [
        {
          session: { organizationId: mock.seed.organizations.acme.id, organizationRole: "admin" },
          user: { id: mock.seed.users.grace.id, email: "grace@acme.test" },
          generation: 1,
          expiresAtMs: mock.clock.now() + 300_000,
          refreshAtMs: mock.clock.now() + 240_000,
        },
      ],
    });
    expect(stored.accounts[0].session).not.toHaveProperty("accessToken");
    const { accessToken, refreshToken, session } = stored.accounts[0];
    expect((await api(mock, { as: accessToken }).get("/v1/auth/session")).body.id).toBe(session.id);
    expect((await api(mock).post("/v1/auth/refresh", { refreshToken })).body.id).toBe(session.id);
  });

  test("begins one session however often the storage is read, and gives what was written after", async () => {
    const mock = createMock();
    const { storage } = mock.as("ada");
    const [first, second] = await Promise.all([storage.get("k"), storage.get("k")]);
    expect(first).toBe(second);
    await storage.set("k", "changed");
    expect(await storage.get("k")).toBe("changed");
    await storage.remove("k");
    expect(await storage.get("k")).toBeNull();
    expect(mock.events.filter((event) => event.type === "session.created")).toHaveLength(1);
  });

  test("names what the seed does not have", async () => {
    const mock = createMock();
    expect(() => mock.as("eve")).toThrow(/^The seed has no person "eve"\. It has ada, grace, bob, vera, olga, root, mary\.$/);
    await expect(mock.as("ada", { organization: "globex" }).storage.get("k")).rejects.toThrow(
      "This person's session cannot stand in that organization: not_found.",
    );
  });
});
