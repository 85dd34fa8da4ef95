import { describe, expect, test as plain } from "vitest";
import { defineSeed, isMockError } from "../../src/index.ts";
import { mockTest, test } from "../../src/doors/vitest.ts";
import type { MockFixtureOptions } from "../../src/index.ts";
import { PreparedMocks } from "../../src/fixtures/prepared-mocks.ts";
import { internalsOf, type Mock } from "../../src/mock.ts";

const names = async (mock: Mock): Promise<string[]> => {
  const response = await mock.fetch(`${mock.baseUrl}/v1/organizations`, { headers: { authorization: `Bearer ${mock.keys.secretKey}` } });
  return ((await response.json()) as { data: { name: string }[] }).data.map(({ name }) => name).sort();
};
const create = async (mock: Mock, name: string): Promise<number> => {
  const headers = { authorization: `Bearer ${mock.keys.secretKey}`, "content-type": "application/json" };
  const body = JSON.stringify({ name, ownerUserId: Object.values(mock.seed.users)[0]!.id });
  return (await mock.fetch(`${mock.baseUrl}/v1/organizations`, { method: "POST", headers, body })).status;
};

const seen = new Set<Mock>();

test.for(["Initech", "Hooli"])("a test finds the seed and nothing of the test before: %s", async (name, { mock }) => {
  expect(await names(mock)).toEqual(["Acme", "Globex"]);
  expect(await create(mock, name)).toBe(201);
  expect(await names(mock)).toEqual(["Acme", "Globex", name].sort());
  expect(mock.requests).toHaveLength(3);
  seen.add(mock);
});

test("each test had a mock of its own, with the same people", ({ mock }) => {
  expect(seen.size).toBe(2);
  expect(seen.has(mock)).toBe(false);
  for (const other of seen) expect(other.seed.users["ada"]).toEqual(mock.seed.users.ada);
});

describe.concurrent("tests at the same time", () => {
  const others: Promise<unknown>[] = [];
  let release = (): void => {};
  const all = new Promise<void>((resolve) => (release = resolve));

  for (const name of ["One", "Two", "Three", "Four"]) {
    test(`share nothing: ${name}`, async ({ mock, expect: expectHere }) => {
      others.push(create(mock, name));
      if (others.length === 4) release();
      await all;
      await Promise.all(others);
      expectHere(await names(mock)).toEqual(["Acme", "Globex", name].sort());
      expectHere(mock.events.filter(({ type }) => type === "organization.created")).toHaveLength(1);
    });
  }
});

describe("options of a suite", () => {
  test.override({ mockOptions: { clock: "virtual", baseUrl: "https://id.shop.test" } });

  test("its clock moves when told, its base URL is its own", async ({ mock }) => {
    expect([mock.clock.now(), mock.baseUrl]).toEqual([1_893_456_000_000, "https://id.shop.test"]);
    await mock.clock.advance("15m");
    expect(mock.clock.now()).toBe(1_893_456_900_000);
  });

  test("the next test's clock stands where the first one's began", ({ mock }) => {
    expect(mock.clock.now()).toBe(1_893_456_000_000);
  });
});

test("another suite keeps the options it had", ({ mock }) => {
  expect([mock.clock.kind, mock.baseUrl]).toEqual(["system", "https://api.plinto.test"]);
});

const shopTest = mockTest({ seed: defineSeed({ users: { mia: { email: "mia@shop.test" } }, organizations: { shop: { owner: "mia" } } }) });

shopTest("a seed of one's own names its people", async ({ mock }) => {
  const id: string = mock.seed.organizations.shop.id;
  expect(id).toMatch(/^org_/);
  expect(await names(mock)).toEqual(["shop"]);
});

const waiting = (mock: Mock): number => internalsOf(mock).hosted.world.timers().length;
let ended: { mock: Mock; world: Mock } | undefined;

test("the end of a session waits in a test's world, and in a world below it", async ({ mock }) => {
  const world = mock.world("second");
  await world.ready();
  for (const one of [mock, world]) {
    await one.as("ada").storage.get("session");
    expect(waiting(one)).toBeGreaterThan(0);
  }
  const fork = mock.fork();
  await fork.clock.advance("400d");
  expect(waiting(fork)).toBeLessThan(waiting(mock));
  ended = { mock, world };
});

test("what waited in a world of a test that has ended never happens", async () => {
  for (const mock of [ended!.mock, ended!.world]) {
    const before = waiting(mock);
    await mock.clock.advance("400d");
    expect(waiting(mock)).toBe(before);
  }
});

const wrong: { title: string; options: object; code: string; message: RegExp }[] = [
  { title: "a seed", options: { seed: "empty" }, code: "option_invalid", message: /^The option seed has no place here\. Choose the seed with mockTest/ },
  { title: "a folder to keep", options: { persist: {} }, code: "option_invalid", message: /^The option persist has no place here/ },
  { title: "an unknown name", options: { colour: "red" }, code: "option_unknown", message: /no option "colour"/ },
];

plain.each(wrong)("options with $title are refused", async ({ options, code, message }) => {
  const error: unknown = await Promise.resolve()
    .then(() => new PreparedMocks({}).withOptions(options as MockFixtureOptions))
    .catch((caught: unknown) => caught);
  expect(isMockError(error, code)).toBe(true);
  expect((error as Error).message).toMatch(message);
});

plain("a folder to keep is refused at once where the test is made", () => {
  expect(() => mockTest({ persist: {} } as never)).toThrow(/^The option persist has no place here/);
});
