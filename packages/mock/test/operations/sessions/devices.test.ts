import { describe, expect, test } from "vitest";
import { nameOfUserAgent } from "../../../src/domain/sessions/devices.ts";
import { createMock, type Mock } from "../../../src/index.ts";
import { api, eventTypes, type Api } from "../../api.ts";

const password = "plinto-demo";
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0";
const laptop = { "user-agent": firefox, "plinto-device": "laptop-of-ada-001" };
const phone = { "user-agent": "AcmeApp/3.1 (iPhone)", "plinto-device": "phone-of-ada-0001" };

describe("devices", () => {
  test("are told apart by the client's value and its user agent, and known again", async () => {
    const mock = createMock({ clock: "virtual" });
    const ada = await begin(mock, "ada", laptop);
    await mock.clock.advance("1m");
    await begin(mock, "ada", phone);
    await mock.clock.advance("1m");
    await begin(mock, "ada", laptop);
    await begin(mock, "bob", laptop);
    await begin(mock, "ada", {});
    const { data } = (await ada.api.get("/v1/devices")).body;
    expect(data.map((device: { name: string; current: boolean; lastSeenAt: string }) => [device.name, device.current, device.lastSeenAt])).toEqual([
      ["Firefox on Linux", true, "2030-01-01T00:02:00.000Z"],
      ["iOS", false, "2030-01-01T00:01:00.000Z"],
    ]);
    expect(eventTypes(mock).filter((type) => type === "device.registered")).toHaveLength(3);
    expect((await ada.api.get("/v1/devices?sort=createdAt&pageSize=1")).body.data[0].name).toBe("Firefox on Linux");
    expect((await ada.api.get("/v1/devices?trusted=true")).body.data).toEqual([]);
  });

  test("are nobody else's business", async () => {
    const mock = createMock();
    const ada = await begin(mock, "ada", laptop);
    const bob = await begin(mock, "bob", laptop);
    const path = `/v1/devices/${ada.deviceId}`;
    expect((await ada.api.get(path)).body).toMatchObject({ id: ada.deviceId, current: true, trusted: false });
    for (const answer of [await bob.api.get(path), await bob.api.patch(path, { trusted: true }), await bob.api.delete(path)])
      expect([answer.status, answer.body.code]).toEqual([404, "not_found"]);
    expect((await ada.api.get("/v1/devices/dev_00000000000000000000000000")).body.code).toBe("not_found");
  });

  test("can be named and trusted after a recent authentication, at the version that was read", async () => {
    const mock = createMock({ clock: "virtual" });
    const ada = await begin(mock, "ada", laptop);
    const path = `/v1/devices/${ada.deviceId}`;
    const before = mock.events.length;
    const trusted = await ada.api.patch(path, { trusted: true, name: "Laptop at home" }, { "if-match": '"1"' });
    expect(trusted.body).toMatchObject({ trusted: true, trustedAt: "2030-01-01T00:00:00.000Z", name: "Laptop at home", version: 2 });
    expect(mock.events[before]).toMatchObject({ type: "device.trusted", changes: { trusted: { before: false, after: true } } });
    expect((await ada.api.patch(path, { trusted: true })).body.version).toBe(2);
    expect((await ada.api.patch(path, { trusted: false }, { "if-match": '"1"' })).body.code).toBe("precondition_failed");
    expect((await ada.api.patch(path, { trusted: false })).body).toMatchObject({ trusted: false, trustedAt: null });
    expect(mock.events.length).toBe(before + 2);
  });

  test("are forgotten with their sessions, but for the session of the call", async () => {
    const mock = createMock();
    const here = await begin(mock, "ada", laptop);
    const same = await begin(mock, "ada", laptop);
    const other = await begin(mock, "ada", phone);
    const before = mock.events.length;
    expect((await here.api.delete(`/v1/devices/${here.deviceId}`)).status).toBe(204);
    expect(eventTypes(mock, before)).toEqual(["device.forgotten", "session.revoked"]);
    expect((await same.api.get("/v1/auth/session")).body.code).toBe("session_revoked");
    expect((await here.api.get("/v1/auth/session")).body.deviceId).toBeNull();
    expect((await other.api.get("/v1/auth/session")).body.deviceId).toBe(other.deviceId);
    expect((await here.api.delete(`/v1/devices/${here.deviceId}`)).body.code).toBe("not_found");
  });
});

describe("nameOfUserAgent", () => {
  test.each([
    [firefox, "Firefox on Linux"],
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge on Windows"],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15", "Safari on macOS"],
    ["Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome on Android"],
    ["curl/8.9.1", "curl"],
    [" ", "Unknown device"],
    [null, "Unknown device"],
  ])("calls %j %j", (userAgent, name) => {
    expect(nameOfUserAgent(userAgent)).toBe(name);
  });
});

interface Begun {
  readonly deviceId: string | null;
  readonly api: Api;
}

async function begin(mock: Mock, person: string, headers: Record<string, string>): Promise<Begun> {
  await mock.ready();
  const { email } = (mock.seed.users as Record<string, { email: string }>)[person]!;
  const { session } = (await api(mock).post("/v1/auth/sign-in", { email, password }, headers)).body;
  return { deviceId: session.deviceId, api: api(mock, { as: session.accessToken }) };
}
