import { expect, test } from "vitest";
import { memoryStorage } from "../../src/session/storage.ts";
import { sessionKit, signedInKit, user } from "../support/fixtures.ts";
import { channels } from "../support/tabs.ts";
import { json } from "../support/scripted-server.ts";

test("what the API says of the person is put into the session and its storage, and whoever listens is told", async () => {
  const storage = memoryStorage();
  const { plinto, server } = await signedInKit({ storage });
  const changed = { ...user, name: "Countess", updatedAt: "2030-01-02T00:00:00.000Z" };
  server.on("GET /v1/users/me", () => json(changed));
  let told = 0;
  plinto.session.subscribe(() => told++);
  await plinto.getMe();
  expect([plinto.session.current?.user.name, told > 0]).toEqual(["Countess", true]);
  expect(sessionKit({ storage }).plinto.session.current?.user.name).toBe("Countess");
});

// Every read of the person wrote the session, and let all tabs read it again.
test("what says nothing new of the person is written nowhere, and nobody is told", async () => {
  const channel = channels();
  const storage = memoryStorage();
  let written = 0;
  const counting = { ...storage, set: (key: string, value: string) => (written++, storage.set(key, value)) };
  const { plinto, server } = await signedInKit({ storage: counting, channel });
  const { current } = plinto.session;
  const before = [written, channel.posted.length] as const;
  let told = 0;
  plinto.session.subscribe(() => told++);
  server.on("GET /v1/users/me", () => json(user));
  await plinto.getMe();
  await plinto.getMe();
  expect([plinto.session.current === current, told]).toEqual([true, 0]);
  server.on("GET /v1/users/me", () => json({ ...user, name: "Countess" }));
  await plinto.getMe();
  expect(plinto.session.current?.user.name).toBe("Countess");
  await expect.poll(() => [written - before[0], channel.posted.length - before[1]]).toEqual([1, 1]);
});

test("what is said of somebody else changes nothing, nor does anything when nobody is signed in", async () => {
  const { plinto, server } = await signedInKit();
  server.on("GET /v1/users/me", () => json({ ...user, id: "usr_2", name: "Somebody else" }));
  await plinto.getMe();
  expect(plinto.session.current?.user).toEqual(user);
  const nobody = sessionKit();
  nobody.server.on("GET /v1/users/me", () => json(user));
  await nobody.plinto.getMe();
  nobody.server.on("GET /v1/users/me", () => json({}));
  expect([await nobody.plinto.getMe(), nobody.plinto.session.current]).toEqual([{}, null]);
});
