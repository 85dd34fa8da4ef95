import { expect, test } from "vitest";
import { createMock, type Mock } from "../../src/index.ts";
import { persistToFolder } from "../../src/doors/server.ts";
import { asEnvironment, signedIn } from "../api.ts";
import { emptyFolder } from "./kept-guild.ts";

/** Runs a mock on a folder, as a process would from its start to its end. */
async function run<T>(folder: string, use: (mock: Mock) => Promise<T>, seed = "acme"): Promise<T> {
  const persist = persistToFolder(folder);
  const mock = createMock({ persist, seed, clock: "virtual" });
  await mock.ready();
  try {
    return await use(mock as unknown as Mock);
  } finally {
    await persist.close();
  }
}

test("people, organizations and running sessions are there after a restart, and the seed is not planted twice", async () => {
  const folder = emptyFolder();
  const before = await run(folder, async (mock) => {
    const ada = await signedIn(mock, "ada");
    const made = await ada.post("/v1/organizations", { name: "Kept" });
    await mock.clock.advance("2m");
    return { ada, id: (made.body as { id: string }).id, events: mock.events.length, now: mock.clock.now() };
  });
  await run(folder, async (mock) => {
    expect(mock.clock.now()).toBe(before.now);
    expect(mock.events).toHaveLength(before.events);
    expect((await asEnvironment(mock).get(`/v1/organizations/${before.id}`)).body).toMatchObject({ name: "Kept" });
  });
});

test("an earlier run's worlds answer without being asked for by name first", async () => {
  const folder = emptyFolder();
  await run(folder, async (mock) => {
    await mock.world("w1").ready();
  });
  await run(folder, async (mock) => {
    expect((await mock.fetch(`${mock.baseUrl}/w/w1/v1/health`)).status).toBe(200);
    expect((await mock.fetch(`${mock.baseUrl}/w/w2/v1/health`)).status).toBe(404);
  });
});

test("reset goes back to the seed, also in a run that did not plant it", async () => {
  const folder = emptyFolder();
  await run(folder, async (mock) => {
    await (await signedIn(mock, "ada")).post("/v1/organizations", { name: "Gone" });
  });
  await run(folder, async (mock) => {
    const fresh = createMock({ clock: "virtual" });
    await fresh.ready();
    await mock.reset();
    const names = async (of: Mock): Promise<unknown> => (await asEnvironment(of).get("/v1/organizations")).body;
    expect(await names(mock)).toEqual(await names(fresh as unknown as Mock));
  });
});

test("a folder that cannot be used is told by ready and by every request, and ends no process", async () => {
  const folder = emptyFolder();
  await run(folder, async () => {
    const second = createMock({ persist: persistToFolder(folder) });
    await expect(second.ready()).rejects.toMatchObject({ code: "persist_in_use" });
    await expect(second.fetch(`${second.baseUrl}/v1/health`)).rejects.toMatchObject({ code: "persist_in_use" });
  });
});

test("what is no persistence is refused", () => {
  expect(() => createMock({ persist: "./folder" as never })).toThrow(
    expect.objectContaining({ code: "option_invalid", message: expect.stringContaining("persistToFolder") }),
  );
});
