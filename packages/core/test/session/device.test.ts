import { expect, test } from "vitest";
import { type SessionStorage, memoryStorage, webStorage } from "../../src/session/storage.ts";
import { complete, sessionKit, signedInKit } from "../support/fixtures.ts";
import { empty, json, problem } from "../support/scripted-server.ts";
import { slowStorage } from "../support/tabs.ts";

const SIGN_IN = "POST /v1/auth/sign-in";
const KEY = "plinto:https://api.test:pk_test_1 device";

/** A storage that lasts, as `localStorage` does. */
const lasting = (values: Map<string, string> = new Map()): SessionStorage => ({
  get: (key) => values.get(key) ?? null,
  set: (key, value) => void values.set(key, value),
  remove: (key) => void values.delete(key),
  lasting: true,
});

const sent = (headers: Headers | undefined): string | null => headers?.get("plinto-device") ?? null;

// The description says that the client names its device; it only passed on what somebody else had named.
test("a device is named once, in a storage that lasts, and is the same after sign-out and for another person", async () => {
  const values = new Map<string, string>();
  const first = await signedInKit({ storage: lasting(values) });
  first.server.on("POST /v1/auth/sign-out", () => empty());
  const device = sent(first.server.asked(SIGN_IN)[0]?.headers);
  expect(device).toMatch(/^[0-9a-f]{32}$/);
  await first.plinto.signOut();
  expect([...values]).toEqual([[KEY, device]]);

  const later = await signedInKit({ storage: lasting(values) });
  expect(sent(later.server.asked(SIGN_IN)[0]?.headers)).toBe(device);
});

test("the session is refreshed with the name of its device, and nothing else carries it", async () => {
  const { plinto, server, clock } = await signedInKit({ storage: lasting() });
  const device = sent(server.asked(SIGN_IN)[0]?.headers);
  await clock.advance(300_000);
  await plinto.getMe();
  expect(sent(server.asked("POST /v1/auth/refresh")[0]?.headers)).toBe(device);
  expect(sent(server.asked("GET /v1/users/me")[0]?.headers)).toBeNull();
});

test("every operation that signs in carries it, and the caller's own name wins", async () => {
  const { plinto, server } = sessionKit({ storage: lasting() });
  const pending = { status: "organization_required", pendingToken: "pt_1" };
  server
    .on(SIGN_IN, () => json(pending))
    .on("POST /v1/auth/continue", () => json(complete(1)))
    .on("POST /v1/invitations/accept", () => json({ status: "accepted", signIn: complete(1) }));
  await plinto.signIn({});
  await plinto.continueSignIn({ step: "organization" });
  await plinto.acceptInvitation({});
  const names = server.seen.map(({ headers }) => sent(headers));
  expect(names[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(new Set(names).size).toBe(1);
  await plinto.signIn({}, { headers: { "Plinto-Device": "a-name-of-their-own" } });
  expect(sent(server.asked(SIGN_IN)[1]?.headers)).toBe("a-name-of-their-own");
});

// Mail that somebody asks for at her own device is limited apart from what strangers ask for; the client has to say where it is.
test("an operation that takes the name of the device carries it, whoever is signed in, and changes no session", async () => {
  const { plinto, server } = await signedInKit({ storage: lasting() });
  server.on("POST /v1/auth/otp", () => empty());
  const before = plinto.session.current;
  await plinto.sendOtp({ email: "ada@acme.test" });
  await plinto.sendOtp({ email: "ada@acme.test" }, { headers: { "Plinto-Device": "a-name-of-their-own" } });
  const [first, second] = server.asked("POST /v1/auth/otp").map(({ headers }) => sent(headers));
  expect(first).toBe(sent(server.asked(SIGN_IN)[0]?.headers));
  expect(second).toBe("a-name-of-their-own");
  expect(plinto.session.current).toBe(before);
});

test("what is found and is no name is replaced", async () => {
  const values = new Map([[KEY, "too short"]]);
  const { server } = await signedInKit({ storage: lasting(values) });
  expect(values.get(KEY)).toBe(sent(server.asked(SIGN_IN)[0]?.headers));
  expect(values.get(KEY)).toMatch(/^[0-9a-f]{32}$/);
});

test("memory, and a storage that does not say that it lasts, name none: the next page would be another device", async () => {
  for (const storage of [memoryStorage(), slowStorage()]) {
    const { server } = await signedInKit({ storage });
    expect(sent(server.asked(SIGN_IN)[0]?.headers)).toBeNull();
  }
});

test("behind a session endpoint the server names the device, not the page", async () => {
  const { plinto, server } = sessionKit({ storage: lasting(), sessionEndpoint: "https://app.test/session" });
  server
    .on("POST https://app.test/session/v1/auth/refresh", () => problem(401, "refresh_token_invalid"))
    .on("POST https://app.test/session/v1/auth/sign-in", () => json(complete(1, { refreshToken: undefined })));
  await plinto.signIn({});
  expect(sent(server.seen.at(-1)?.headers)).toBeNull();
});

test("a storage that fails names none, and the sign-in goes on", async () => {
  const broken: SessionStorage = {
    ...lasting(),
    set: () => {
      throw new Error("The quota is used up");
    },
  };
  const { plinto, server, log } = await signedInKit({ storage: broken });
  expect(plinto.session.status).toBe("active");
  expect(sent(server.asked(SIGN_IN)[0]?.headers)).toBeNull();
  expect(log).toContainEqual(expect.objectContaining({ level: "warn", message: expect.stringContaining("storage failed") }));
});

test("web storage lasts", () => {
  expect(webStorage({ getItem: () => null, setItem: () => {}, removeItem: () => {} }).lasting).toBe(true);
  expect(memoryStorage().lasting).toBeUndefined();
});
