import { test as base, type TestAPI } from "vitest";
import type { FixtureOptions, MockFixtureOptions } from "../fixtures/fixture-options.ts";
import { endMock, PreparedMocks } from "../fixtures/prepared-mocks.ts";
import { outsideRunner, standIn } from "../fixtures/outside-runner.ts";
import type { Mock } from "../mock.ts";
import type { MockError } from "../mock-error.ts";
import type { AcmeSeed, Seed, SeedOf } from "../seed.ts";

/** What a test of this door finds in its context. */
export interface MockFixtures<S extends Seed = AcmeSeed> {
  /** A world of this test's own, as it was after seeding. */
  mock: Mock<S>;
  /** Options of the worlds of a file or suite, to override; none when absent. */
  mockOptions: MockFixtureOptions;
}

/**
 * Vitest's `test` with a fresh world per test, from a seed and options of your own. The seed is planted once per test
 * file; each test gets a fork of it, so tests may run at the same time.
 *
 * @param options as for `createMock`, without `persist`
 * @throws MockError `fixture_outside_runner`; `option_invalid`, and in the test what `createMock` throws
 * @example
 * const test = mockTest({ seed: { users: { mia: { email: "mia@shop.test" } } }, clock: "virtual" });
 *
 * test("mia has no organization yet", async ({ mock }) => {
 *   const plinto = createPlinto(mock.as("mia"));
 *   expect((await plinto.organizations.list()).data).toEqual([]);
 * });
 */
export function mockTest<const S extends Seed | string = "acme">(options: FixtureOptions<S> = {}): TestAPI<MockFixtures<SeedOf<S>>> {
  const error = refusal();
  if (error) throw error;
  return extend(options);
}

/**
 * Vitest's `test` with a fresh world per test: the fixture `mock`, seeded with `acme`. Options for a file or a suite:
 * `test.override({ mockOptions: { clock: "virtual" } })`, in Vitest 3 `test.scoped`.
 *
 * @throws MockError `fixture_outside_runner` when it is used where Vitest does not run
 * @example
 * import { test } from "@plinto/mock/vitest";
 *
 * test.concurrent("ada owns acme", async ({ mock, expect }) => {
 *   const ada = createPlinto(mock.as("ada"));
 *   const { data } = await ada.organizations.list();
 *   expect(data.map(({ slug }) => slug)).toEqual(["acme"]);
 * });
 */
export const test: TestAPI<MockFixtures> = refusal() ? standIn(() => extend<"acme">({}), refusal) : extend<"acme">({});

function extend<const S extends Seed | string>(options: FixtureOptions<S>): TestAPI<MockFixtures<SeedOf<S>>> {
  const prepared = new PreparedMocks<S>(options);
  return base.extend<MockFixtures<SeedOf<S>>>({
    mockOptions: {},
    mock: async ({ mockOptions }, use) => {
      const mock = (await prepared.withOptions(mockOptions)).fork();
      await use(mock);
      endMock(mock);
    },
  });
}

/** Vitest keeps its state here in every pool and in browsers; its functions only complain once they are used. */
function refusal(): MockError | undefined {
  return "__vitest_worker__" in globalThis ? undefined : outsideRunner({ door: "@plinto/mock/vitest", runner: "Vitest" });
}
