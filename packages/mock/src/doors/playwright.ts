import {
  test as base,
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  type TestType,
} from "@playwright/test";
import { outsideRunner, standIn } from "../fixtures/outside-runner.ts";
import type { FixtureOptions, MockFixtureOptions } from "../fixtures/fixture-options.ts";
import { PreparedMocks, refuseOptions } from "../fixtures/prepared-mocks.ts";
import { apiBase, routeToMock, type Routed } from "./route-to-mock.ts";
import { internalsOf, type Mock } from "../mock.ts";
import type { MockError } from "../mock-error.ts";
import type { AcmeSeed, Seed, SeedOf } from "../seed.ts";
import { serveMock, type ServedMock } from "./server.ts";

/** Options of the worlds of a project or file. The base URL is the server's. */
export type MockWorldOptions = Omit<MockFixtureOptions, "baseUrl">;

/** Options of the door, for `use` of a project, or `test.use` of a file. */
export interface MockTestOptions {
  /**
   * Where the application under test believes the API to be: everything its pages ask below this URL is answered by
   * the test's world. The address of the worker's own server when absent.
   */
  mockApiUrl: string | undefined;
}

/** Options of the door that hold for a whole worker. */
export interface MockWorkerOptions {
  /** Options of the worlds; none when absent. */
  mockOptions: MockWorldOptions;
}

/** What a test of this door finds in its context. */
export interface MockTestFixtures<S extends Seed = AcmeSeed> {
  /** A world of this test's own, in this process and below `mockServer.url` at `mock.baseUrl`. */
  mock: Mock<S>;
  /** Lets the pages of another browser context reach this test's world; those of `context` and `page` do already. */
  connectToMock: (target: Routed) => Promise<void>;
}

/** What all tests of a worker share. */
export interface MockWorkerFixtures<S extends Seed = AcmeSeed> {
  /**
   * The mock whose state every test begins with. What `beforeAll` does to it, each test of the worker finds. Playwright may
   * run `beforeAll` again in the same worker, so begin it with `await mockBase.reset()`.
   */
  mockBase: Mock<S>;
  /** The server of this worker. */
  mockServer: ServedMock;
}

/** Playwright's `test` with the fixtures and options of this door. */
export type MockTest<S extends Seed = AcmeSeed> = TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & MockTestFixtures<S> & MockTestOptions,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & MockWorkerFixtures<S> & MockWorkerOptions
>;

/**
 * Playwright's `test` with one mock per worker and a fresh world per test, from a seed and options of your own.
 *
 * @param options as for `createMock`, without `persist` and `baseUrl`
 * @throws MockError `fixture_outside_runner`, `option_invalid`, and in the test what `createMock` throws
 * @example
 * const test = mockTest({ seed: { users: { mia: { email: "mia@shop.test" } } } });
 */
export function mockTest<const S extends Seed | string = "acme">(options: Omit<FixtureOptions<S>, "baseUrl"> = {}): MockTest<SeedOf<S>> {
  const error = refusal();
  if (error) throw error;
  return extend(options);
}

/**
 * Playwright's `test` with one mock per worker and a fresh world per test, seeded with `acme`. `page` and `context`
 * reach the test's world wherever they call `mockApiUrl`.
 *
 * @throws MockError `fixture_outside_runner` when it is used where Playwright does not run; `option_invalid` in the test
 * @example
 * import { expect } from "@playwright/test";
 * import { test } from "@plinto/mock/playwright";
 *
 * test.use({ mockApiUrl: "https://api.example.com" });
 *
 * test("a new person confirms the address", async ({ page, mock }) => {
 *   await page.goto("/sign-up");
 *   const { code } = await mock.mailbox.waitFor({ kind: "email_verification" });
 * });
 */
export const test: MockTest = refusal() ? standIn(() => extend<"acme">({}), refusal) : extend<"acme">({});

function extend<const S extends Seed | string>(options: Omit<FixtureOptions<S>, "baseUrl">): MockTest<SeedOf<S>> {
  refuseOptions(options, ["baseUrl"], baseUrlIsTheServers);
  const prepared = new PreparedMocks<S>(options);
  return base.extend<MockTestFixtures<SeedOf<S>> & MockTestOptions, MockWorkerFixtures<SeedOf<S>> & MockWorkerOptions>({
    mockApiUrl: [undefined, { option: true }],
    mockOptions: [{}, { option: true, scope: "worker" }],
    mockBase: [
      async ({ mockOptions }, use) => {
        refuseOptions(mockOptions, ["baseUrl"], baseUrlIsTheServers);
        await use(await prepared.withOptions(mockOptions));
      },
      { scope: "worker" },
    ],
    mockServer: [
      async ({ mockBase }, use) => {
        const served = await serveMock(mockBase);
        await use(served);
        await served.close();
      },
      { scope: "worker" },
    ],
    // The server is asked for, because it gives the worlds their base URL.
    mock: async ({ mockBase, mockServer: _ }, use, { testId, retry }) => {
      const { forkWorld, dropWorld } = internalsOf(mockBase);
      const id = `${testId}-${retry}`;
      await use((await forkWorld(id)) as unknown as Mock<SeedOf<S>>);
      await dropWorld(id);
    },
    connectToMock: async ({ mock, mockServer, mockApiUrl }, use) => {
      const api = apiBase(mockApiUrl, mockServer.url);
      await use((target) => routeToMock(target, api, mock));
    },
    context: async ({ context, connectToMock }, use) => {
      await connectToMock(context);
      await use(context);
      // A page that is still asking when its test ends is no failure.
      await context.unrouteAll({ behavior: "ignoreErrors" });
    },
  });
}

const baseUrlIsTheServers = "Worlds stand below the address of the worker's server; mockApiUrl says where the application calls.";

/** Playwright has no word for whether it is loading a file or running a test; this modifier does nothing in both, and throws elsewhere. */
function refusal(): MockError | undefined {
  try {
    base.skip(false);
    return undefined;
  } catch (error) {
    return outsideRunner({ door: "@plinto/mock/playwright", runner: "Playwright Test" }, error);
  }
}
