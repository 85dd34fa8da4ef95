import { expect, test } from "vitest";
import { isMockError } from "../../src/index.ts";
import { plintoStories, type StoryContext, type StoryPlinto } from "../../src/doors/storybook.ts";
import type { Mock, MockConnection } from "../../src/mock.ts";

const names = async ({ fetch, baseUrl }: MockConnection, mock: Mock): Promise<string[]> => {
  const response = await fetch(`${baseUrl}/v1/organizations`, { headers: { authorization: `Bearer ${mock.keys.secretKey}` } });
  return ((await response.json()) as { data: { name: string }[] }).data.map(({ name }) => name).sort();
};
const create = async (mock: Mock, name: string): Promise<void> => {
  const headers = { authorization: `Bearer ${mock.keys.secretKey}`, "content-type": "application/json" };
  const body = JSON.stringify({ name, ownerUserId: mock.seed.users["ada"]!.id });
  expect((await mock.fetch(`${mock.baseUrl}/v1/organizations`, { method: "POST", headers, body })).status).toBe(201);
};

const context = (id: string, plinto?: unknown): StoryContext => ({ id, parameters: plinto === undefined ? {} : { plinto }, loaded: {} });
/** What Storybook does with a story: it runs the loaders, then renders through the decorators. */
const load = async ({ loaders: [loader] }: { loaders: [(context: StoryContext) => Promise<{ plinto: StoryPlinto }>] }, story: StoryContext) =>
  (await loader(story)).plinto;

test("a story begins in the state it names, others with the seed, and the state is made once", async () => {
  let made = 0;
  const preview = plintoStories({
    snapshots: {
      async "second-office"(mock) {
        made++;
        await create(mock as unknown as Mock, "Second Office");
      },
    },
  });
  const plain = await load(preview, context("switcher--plain"));
  expect([await names(plain.connection, plain.mock), made]).toEqual([["Acme", "Globex"], 0]);
  for (const id of ["switcher--two", "switcher--two-again"]) {
    const { connection, mock } = await load(preview, context(id, { snapshot: "second-office" }));
    expect(await names(connection, mock)).toEqual(["Acme", "Globex", "Second Office"]);
  }
  expect(made).toBe(1);
});

test("what one story does is unknown to the others, and gone when it loads again", async () => {
  const preview = plintoStories();
  const first = await load(preview, context("a"));
  const second = await load(preview, context("b"));
  await create(first.mock, "Initech");
  expect(await names(first.connection, first.mock)).toContain("Initech");
  expect(await names(second.connection, second.mock)).not.toContain("Initech");
  const again = await load(preview, context("a"));
  expect(await names(again.connection, again.mock)).not.toContain("Initech");
});

test("the person of the story is signed in, the client is made once per load", async () => {
  const connections: MockConnection[] = [];
  const preview = plintoStories({ client: (connection) => ({ number: connections.push(connection) }) });
  const plinto = await load(preview, context("a", { as: "ada", organization: "acme" }));
  expect(plinto.client).toEqual({ number: 1 });
  expect(connections).toEqual([plinto.connection]);
  const { accounts } = JSON.parse((await plinto.connection.storage.get("session")) ?? "{}") as { accounts: { user: { email: string } }[] };
  expect(accounts.map(({ user }) => user.email)).toEqual(["ada@acme.test"]);
});

test("the decorator renders the story, inside what provide makes of it", async () => {
  const bare = plintoStories();
  const story = context("a");
  const plain = { ...story, loaded: await bare.loaders[0](story) };
  expect(bare.decorators[0](() => "story", plain)).toBe("story");

  const provided = plintoStories({ client: () => "client", provide: (render, { client, mock }) => [mock.seed.users.ada.id, client, render()] });
  const loaded = { ...story, loaded: await provided.loaders[0](story) };
  expect(provided.decorators[0]((): unknown => "story", loaded)).toEqual([loaded.loaded.plinto.mock.seed.users.ada.id, "client", "story"]);
});

test("with a worker all stories share the mock behind the page, which each puts into its own state", async () => {
  const behind: Mock[] = [];
  const preview = plintoStories({
    worker: (mock) => ({ start: async () => void behind.push(mock as unknown as Mock) }),
    snapshots: { busy: (mock) => create(mock as unknown as Mock, "Busy") },
  });
  const [first, second] = [await load(preview, context("a", { snapshot: "busy" })), await load(preview, context("b"))];
  expect(behind).toEqual([first.mock]);
  expect(second.mock).toBe(first.mock);
  expect(await names(second.connection, second.mock)).toEqual(["Acme", "Globex"]);
  second.mock.faults.add({ status: 503 });
  const third = await load(preview, context("a", { snapshot: "busy" }));
  expect(third.mock.requests).toEqual([]);
  expect(await names(third.connection, third.mock)).toEqual(["Acme", "Busy", "Globex"]);
});

test("a worker that could not start is started again for the next story", async () => {
  let attempts = 0;
  const preview = plintoStories({
    worker: () => ({ start: () => (attempts++ === 0 ? Promise.reject(new Error("no script")) : Promise.resolve()) }),
  });
  await expect(load(preview, context("a"))).rejects.toThrow("no script");
  expect((await load(preview, context("a"))).mock.baseUrl).toBe("https://api.plinto.test");
});

test("a state whose making failed is made again", async () => {
  let attempts = 0;
  const preview = plintoStories({
    snapshots: {
      fragile() {
        if (attempts++ === 0) throw new Error("not yet");
      },
    },
  });
  await expect(load(preview, context("a", { snapshot: "fragile" }))).rejects.toThrow("not yet");
  expect((await load(preview, context("a", { snapshot: "fragile" }))).mock).toBeDefined();
});

test.each([
  ["an unknown snapshot", { snapshot: "toString" }, "snapshot_unknown", 'There is no snapshot "toString". There is busy.'],
  ["an unknown person", { as: "nobody" }, "persona_unknown", /^The seed has no person "nobody"/],
  ["an unknown parameter", { snapshots: "busy" }, "option_unknown", 'parameters.plinto has no "snapshots"'],
  ["a snapshot that is no text", { snapshot: 5 }, "option_invalid", "parameters.plinto.snapshot must be text"],
  ["an organization of nobody", { organization: "acme" }, "option_invalid", "name a person with `as`"],
  ["parameters that are no object", "busy", "option_invalid", "parameters.plinto is an object"],
])("a story with %s is refused while it loads", async (_, plinto, code, message) => {
  const preview = plintoStories({ snapshots: { busy: () => undefined } });
  const error: unknown = await load(preview, context("a", plinto)).catch((caught: unknown) => caught);
  expect(isMockError(error, code)).toBe(true);
  expect((error as Error).message).toMatch(message);
});

test("the decorator without its loader, or outside Storybook, is one typed error", () => {
  const { decorators } = plintoStories();
  for (const use of [() => decorators[0](() => "story", context("a")), () => decorators[0](() => "story", undefined as never)]) {
    let error: unknown;
    try {
      use();
    } catch (caught) {
      error = caught;
    }
    expect(isMockError(error, "fixture_outside_runner")).toBe(true);
    expect((error as Error).message).toMatch(/^A fixture of @plinto\/mock\/storybook was used outside Storybook\./);
    expect(isMockError((error as Error).cause, "loader_missing")).toBe(true);
  }
});

test("a folder to keep, or an option nobody knows, is refused", async () => {
  expect(() => plintoStories({ persist: {} } as never)).toThrow(/^The option persist has no place here/);
  await expect(load(plintoStories({ colour: "red" } as never), context("a"))).rejects.toThrow(/no option "colour"/);
});
