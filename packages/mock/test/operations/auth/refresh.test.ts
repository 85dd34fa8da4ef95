import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMock, type Mock } from "../../../src/index.ts";
import { api, asEnvironment, eventTypes, signedIn, type Answer } from "../../api.ts";

const password = "plinto-demo";

describe("refreshSession", () => {
  test("trades the token for its successor and a new access token, and moves the idle end", async () => {
    const mock = createMock({ clock: "virtual" });
    const session = await begin(mock, "ada");
    await mock.clock.advance("1d");
    const before = mock.events.length;
    const refreshed = await refresh(mock, session.refreshToken);
    expect(refreshed.body).toMatchObject({
      id: session.id,
      lastActiveAt: "2030-01-02T00:00:00.000Z",
      idleExpiresAt: "2030-02-01T00:00:00.000Z",
      expiresAt: "2030-04-01T00:00:00.000Z",
      accessTokenExpiresAt: "2030-01-02T00:05:00.000Z",
    });
    expect(refreshed.body.refreshToken).not.toBe(session.refreshToken);
    expect(eventTypes(mock, before)).toEqual(["session.refreshed"]);
    expect((await api(mock, { as: refreshed.body.accessToken }).get("/v1/auth/session")).status).toBe(200);
    expect((await refresh(mock, refreshed.body.refreshToken)).status).toBe(200);
  });

  test("answers the same successor to the same token within the grace, without a further one", async () => {
    const mock = createMock({ clock: "virtual" });
    const session = await begin(mock, "ada");
    const first = await refresh(mock, session.refreshToken);
    await mock.clock.advance("9999ms");
    const again = await refresh(mock, session.refreshToken);
    expect(again.body.refreshToken).toBe(first.body.refreshToken);
    expect((await family(mock, session.id)).body).toMatchObject({ generation: 2, status: "active" });
  });

  test("two calls at once get the same successor", async () => {
    const mock = createMock();
    const session = await begin(mock, "ada");
    const [left, right] = await Promise.all([refresh(mock, session.refreshToken), refresh(mock, session.refreshToken)]);
    expect(left.body.refreshToken).toBe(right.body.refreshToken);
    expect((await family(mock, session.id)).body.generation).toBe(2);
  });

  test("a token that comes again after the grace ends session and family, in the commit that refuses it", async () => {
    const mock = createMock({ clock: "virtual" });
    const session = await begin(mock, "ada");
    const first = await refresh(mock, session.refreshToken);
    await mock.clock.advance("10s");
    const before = mock.events.length;
    const stolen = await refresh(mock, session.refreshToken);
    expect([stolen.status, stolen.body.code]).toEqual([401, "refresh_token_reused"]);
    expect(eventTypes(mock, before)).toEqual(["session.replay_detected", "session.revoked"]);
    expect((await refresh(mock, first.body.refreshToken)).body.code).toBe("session_revoked");
    expect((await api(mock, { as: first.body.accessToken }).get("/v1/auth/session")).body.code).toBe("session_revoked");
    expect((await family(mock, session.id)).body).toMatchObject({
      status: "revoked",
      generation: 2,
      tokens: [
        { generation: 2, status: "revoked" },
        { generation: 1, status: "reused" },
      ],
    });
  });

  test("a token two generations old is reused even within the grace", async () => {
    const mock = createMock({ clock: "virtual" });
    const session = await begin(mock, "ada");
    const second = await refresh(mock, session.refreshToken);
    await refresh(mock, second.body.refreshToken);
    expect((await refresh(mock, session.refreshToken)).body.code).toBe("refresh_token_reused");
  });

  test("has no grace where the environment gives none", async () => {
    const mock = createMock({ clock: "virtual" });
    const session = await begin(mock, "ada");
    await asEnvironment(mock).patch("/v1/environment", { session: { refreshGraceSeconds: 0 } });
    await refresh(mock, session.refreshToken);
    expect((await refresh(mock, session.refreshToken)).body.code).toBe("refresh_token_reused");
  });

  // A client that had lost the answer and came back later was taken for a thief, and its session ended.
  test("the same call with its idempotency key answers the same successor for as long as nobody has used that", async () => {
    const mock = createMock({ clock: "virtual" });
    const session = await begin(mock, "ada");
    const first = await refresh(mock, session.refreshToken, {}, { "idempotency-key": "r" });
    for (const later of ["1m", "15m", "20h"]) {
      await mock.clock.advance(later);
      const repeated = await refresh(mock, session.refreshToken, {}, { "idempotency-key": "r" });
      expect([repeated.body.refreshToken, repeated.headers.get("idempotency-replayed")]).toEqual([first.body.refreshToken, "true"]);
      expect((await api(mock, { as: repeated.body.accessToken }).get("/v1/auth/session")).status).toBe(200);
    }
    expect((await family(mock, session.id)).body).toMatchObject({ generation: 2, status: "active" });
    expect((await refresh(mock, first.body.refreshToken)).status).toBe(200);
  });

  // Whoever had seen one call whole could repeat it and was shown the tokens, for ever and on any device.
  test("the same call with its idempotency key is theft once the successor was used", async () => {
    const mock = createMock({ clock: "virtual" });
    const session = await begin(mock, "ada");
    const first = await refresh(mock, session.refreshToken, {}, { "idempotency-key": "r" });
    await refresh(mock, first.body.refreshToken);
    const before = mock.events.length;
    expect((await refresh(mock, session.refreshToken, {}, { "idempotency-key": "r" })).body.code).toBe("refresh_token_reused");
    expect(eventTypes(mock, before)).toEqual(["session.replay_detected", "session.revoked"]);
  });

  test("the same call with its idempotency key from another device is another call, and refused", async () => {
    const mock = createMock();
    const device = { "plinto-device": "device-of-ada-0001" };
    await mock.ready();
    const { email } = mock.seed.users.ada;
    const { session } = (await api(mock).post("/v1/auth/sign-in", { email, password }, device)).body;
    const first = await refresh(mock, session.refreshToken, {}, { ...device, "idempotency-key": "r" });
    const elsewhere = await refresh(mock, session.refreshToken, {}, { "plinto-device": "device-of-eve-0001", "idempotency-key": "r" });
    expect([elsewhere.status, elsewhere.body.code]).toEqual([401, "device_mismatch"]);
    const nowhere = await refresh(mock, session.refreshToken, {}, { "idempotency-key": "r" });
    expect([nowhere.status, nowhere.body.code]).toEqual([401, "device_mismatch"]);
    expect((await refresh(mock, session.refreshToken, {}, { ...device, "idempotency-key": "r" })).body.refreshToken).toBe(first.body.refreshToken);
  });

  test("refuses what is no token of this world", async () => {
    const mock = createMock();
    const session = await begin(mock, "ada");
    const forged = session.refreshToken.slice(0, -1) + (session.refreshToken.endsWith("A") ? "B" : "A");
    for (const token of ["rt_none", forged, `${session.refreshToken}x`, session.refreshToken.replace("rt_", "pt_")]) {
      const answer = await refresh(mock, token);
      expect([answer.status, answer.body.code]).toEqual([401, "refresh_token_invalid"]);
    }
  });

  test("ends with idleness and with age, whichever comes first", async () => {
    const mock = createMock({ clock: "virtual" });
    const idle = await begin(mock, "ada");
    await mock.clock.advance("30d");
    const left = await refresh(mock, idle.refreshToken);
    expect([left.status, left.body.code]).toEqual([401, "session_expired"]);
    expect(eventTypes(mock).at(-1)).toBe("session.expired");

    let busy = await begin(mock, "ada");
    for (let day = 0; day < 80; day += 20) {
      await mock.clock.advance("20d");
      busy = (await refresh(mock, busy.refreshToken)).body as Session;
    }
    expect(busy.idleExpiresAt).toBe(busy.expiresAt);
    await mock.clock.advance("10d");
    expect((await refresh(mock, busy.refreshToken)).body.code).toBe("session_expired");
  });

  test("holds from the next refresh what the environment says of lifetimes", async () => {
    const mock = createMock({ clock: "virtual" });
    const session = await begin(mock, "ada");
    await asEnvironment(mock).patch("/v1/environment", {
      session: { accessTokenTtlSeconds: 60, refreshTokenIdleSeconds: 3600, refreshTokenFamilySeconds: 7200 },
    });
    expect((await api(mock, { as: session.accessToken }).get("/v1/auth/session")).body.expiresAt).toBe("2030-04-01T00:00:00.000Z");
    const refreshed = await refresh(mock, session.refreshToken);
    expect(refreshed.body).toMatchObject({ expiresInSeconds: 60, idleExpiresAt: "2030-01-01T01:00:00.000Z", expiresAt: "2030-01-01T02:00:00.000Z" });
    await mock.clock.advance("1h");
    expect((await refresh(mock, refreshed.body.refreshToken)).body.code).toBe("session_expired");
  });

  test("keeps a session to the device it began on", async () => {
    const mock = createMock({ clock: "virtual" });
    const device = { "plinto-device": "device-of-ada-0001" };
    const session = (await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password }, device)).body.session as Session;
    const other = await refresh(mock, session.refreshToken, {}, { "plinto-device": "device-of-eve-0001" });
    expect([other.status, other.body.code]).toEqual([401, "device_mismatch"]);
    expect((await refresh(mock, session.refreshToken)).body.code).toBe("device_mismatch");
    expect((await refresh(mock, session.refreshToken, {}, device)).status).toBe(200);
    // Within the grace, too: the successor is shown to nobody else.
    expect((await refresh(mock, session.refreshToken)).body.code).toBe("device_mismatch");
  });

  test("gives an access token for another organization and leaves the session in its own", async () => {
    const mock = createMock();
    await mock.ready();
    const { acme, globex } = mock.seed.organizations;
    const session = await begin(mock, "bob", acme.id);
    const other = await refresh(mock, session.refreshToken, { organizationId: globex.id });
    expect(other.body).toMatchObject({ organizationId: globex.id, organizationRole: "member" });
    expect(claimsOf(other.body.accessToken)).toMatchObject({ org_id: globex.id });
    expect((await api(mock, { as: other.body.accessToken }).get("/v1/auth/session")).body.organizationId).toBe(acme.id);
    const ada = await begin(mock, "ada");
    const foreign = await refresh(mock, ada.refreshToken, { organizationId: globex.id });
    expect([foreign.status, foreign.body.code]).toEqual([404, "not_found"]);
    // A refusal by its own rules rotates nothing.
    expect((await family(mock, ada.id)).body.generation).toBe(1);
  });

  test("gives no organization to somebody who was removed from it", async () => {
    const mock = createMock();
    await mock.ready();
    const { acme } = mock.seed.organizations;
    const session = await begin(mock, "bob", acme.id);
    const owner = await signedIn(mock, "ada");
    expect((await owner.delete(`/v1/organizations/${acme.id}/members/${mock.seed.users.bob.id}`)).status).toBe(204);
    const refreshed = await refresh(mock, session.refreshToken);
    expect(refreshed.body).toMatchObject({ organizationId: null, organizationRole: null });
    expect(claimsOf(refreshed.body.accessToken)).not.toHaveProperty("org_id");
  });

  test("gives an access token for another audience, which this API does not accept", async () => {
    const mock = createMock();
    const session = await begin(mock, "ada");
    const other = await refresh(mock, session.refreshToken, { audience: "https://api.acme.test" });
    expect(claimsOf(other.body.accessToken)).toMatchObject({ aud: "https://api.acme.test", iss: mock.baseUrl });
    expect((await api(mock, { as: other.body.accessToken }).get("/v1/auth/session")).body.code).toBe("access_token_invalid");
  });

  test("refuses a banned user", async () => {
    const mock = createMock();
    const session = await begin(mock, "vera");
    await asEnvironment(mock).post(`/v1/users/${mock.seed.users.vera.id}/ban`);
    expect((await refresh(mock, session.refreshToken)).body.code).toBe("user_banned");
  });

  test("whatever is presented when, a family has one token in force and never forks", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ pick: fc.nat(), waitSeconds: fc.constantFrom(0, 0, 5, 11), twice: fc.boolean() }), { maxLength: 12 }),
        async (steps) => {
          const mock = createMock({ clock: "virtual" });
          const session = await begin(mock, "ada");
          // What a client and a thief can hold together: every token that was ever shown, oldest first.
          const shown = [session.refreshToken];
          for (const { pick, waitSeconds, twice } of steps) {
            await mock.clock.advance(waitSeconds * 1000);
            const token = shown[pick % shown.length]!;
            const answers = await Promise.all(twice ? [refresh(mock, token), refresh(mock, token)] : [refresh(mock, token)]);
            const { status, generation, tokens } = (await family(mock, session.id)).body as {
              status: string;
              generation: number;
              tokens: { generation: number; status: string }[];
            };
            const successors = new Set(answers.filter((answer) => answer.status === 200).map((answer) => answer.body.refreshToken as string));
            expect(successors.size).toBeLessThanOrEqual(1);
            for (const successor of successors) if (!shown.includes(successor)) shown.push(successor);
            expect(tokens.map((entry) => entry.generation)).toEqual(Array.from({ length: generation }, (_, index) => generation - index));
            expect(generation).toBe(shown.length);
            const active = tokens.filter((entry) => entry.status === "active");
            expect(active.map((entry) => entry.generation)).toEqual(status === "active" ? [generation] : []);
            // Once it has ended, nothing that was ever shown opens it again.
            if (status !== "active") for (const old of shown) expect((await refresh(mock, old)).body.code).toBe("session_revoked");
            // The newest token always works, but for one that ended with its family.
            if (token === shown.at(-2) && successors.has(shown.at(-1)!)) expect(status).toBe("active");
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

interface Session {
  readonly id: string;
  readonly refreshToken: string;
  readonly accessToken: string;
  readonly idleExpiresAt: string;
  readonly expiresAt: string;
}

async function begin(mock: Mock, person: string, organizationId?: string): Promise<Session> {
  await mock.ready();
  const { email } = (mock.seed.users as Record<string, { email: string }>)[person]!;
  return (await api(mock).post("/v1/auth/sign-in", { email, password, ...(organizationId === undefined ? {} : { organizationId }) })).body.session as Session;
}

function refresh(mock: Mock, refreshToken: string, more: object = {}, headers: Record<string, string> = {}): Promise<Answer> {
  return api(mock).post("/v1/auth/refresh", { refreshToken, ...more }, headers);
}

function family(mock: Mock, sessionId: string): Promise<Answer> {
  return asEnvironment(mock).get(`/v1/sessions/${sessionId}/family`);
}

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as Record<string, unknown>;
}
