import { outsideRunner } from "../fixtures/outside-runner.ts";
import type { FixtureOptions } from "../fixtures/fixture-options.ts";
import { endMock, PreparedMocks } from "../fixtures/prepared-mocks.ts";
import { StorySnapshots, type SnapshotMaker } from "../fixtures/story-snapshots.ts";
import { readStoryParameters, type StoryParameters } from "../fixtures/story-parameters.ts";
import { internalsOf, type Mock, type MockConnection } from "../mock.ts";
import { MockError } from "../mock-error.ts";
import type { Seed, SeedOf } from "../seed.ts";
export type { StoryParameters } from "../fixtures/story-parameters.ts";
export type { SnapshotMaker } from "../fixtures/story-snapshots.ts";

/** Options of {@link plintoStories}. */
export interface StoriesOptions<S extends Seed | string, Snapshots extends string, Client> extends FixtureOptions<S> {
  /** The states that stories begin with, by name: what each does with a mock as it is after seeding. */
  readonly snapshots?: Readonly<Record<Snapshots, SnapshotMaker<SeedOf<S>>>>;
  /** Makes the client of a story, such as `createPlinto`. Stories then find it as `loaded.plinto.client`. */
  readonly client?: (connection: MockConnection) => Client;
  /**
   * Puts the story where it finds its client, for example inside a provider. The story as it is when absent.
   *
   * @param story renders the story; in React a component
   */
  readonly provide?: (story: () => never, plinto: StoryPlinto<SeedOf<S>, Client>) => unknown;
  /**
   * Puts the mock behind `fetch` of the page, for code whose client cannot be injected: `setupMockWorker` of
   * `@plinto/mock/browser`. One page has one network, so stories that are shown on one page share the state of the one
   * that loaded last. Each story has a mock of its own when absent.
   */
  readonly worker?: (mock: Mock<SeedOf<S>>) => { start(): Promise<void> };
}

/** What a story finds as `loaded.plinto`. */
export interface StoryPlinto<S extends Seed = Seed, Client = unknown> {
  /** The mock of this story, in the state of its snapshot. */
  readonly mock: Mock<S>;
  /** Options for a client: the person of the story's parameters is signed in. */
  readonly connection: MockConnection;
  /** What the option `client` made of them; undefined without that option. */
  readonly client: Client;
}

/** What the loader and the decorator read of Storybook's context. */
export interface StoryContext {
  readonly id: string;
  // Storybook's own contexts say `any` here.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly parameters: Readonly<Record<string, any>>;
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly loaded: Readonly<Record<string, any>>;
}

/** What Storybook takes from a preview file, a file of stories, or a story. */
export interface PlintoAnnotations<S extends Seed, Client> {
  readonly loaders: [(context: StoryContext) => Promise<{ plinto: StoryPlinto<S, Client> }>];
  readonly decorators: [<Rendered>(story: () => Rendered, context: StoryContext) => Rendered];
}

/**
 * A mock for each story, in the state that the story names: `parameters: { plinto: { snapshot, as, organization } }`.
 * For `.storybook/preview`; works with every renderer that has loaders and decorators, and needs no addon.
 *
 * @throws MockError `option_invalid`; while a story loads `snapshot_unknown`, `persona_unknown`, `option_unknown`,
 *   and what `worker` throws; while it renders `fixture_outside_runner` when no loader ran
 * @example
 * // .storybook/preview.tsx
 * export default plintoStories({
 *   client: createPlinto,
 *   snapshots: {
 *     async "second-office"(mock) {
 *       await createPlinto(mock.as("ada")).organizations.create({ name: "Second Office" });
 *     },
 *   },
 *   provide: (Story, { client }) => <PlintoProvider client={client}><Story /></PlintoProvider>,
 * });
 *
 * // switcher.stories.tsx
 * export const TwoOffices = { parameters: { plinto: { snapshot: "second-office", as: "ada" } } };
 */
export function plintoStories<const S extends Seed | string = "acme", Snapshots extends string = never, Client = undefined>(
  options: StoriesOptions<S, Snapshots, Client> = {},
): PlintoAnnotations<SeedOf<S>, Client> {
  const { snapshots = {} as Record<Snapshots, SnapshotMaker<SeedOf<S>>>, client, provide, worker, ...mockOptions } = options;
  const prepared = new PreparedMocks<S>(mockOptions);
  const seeded = (): Promise<Mock<SeedOf<S>>> => prepared.withOptions({});
  const states = new StorySnapshots(seeded, snapshots);
  const mockOf = worker ? pageMock(seeded, worker) : mockPerStory(seeded);

  return {
    loaders: [
      async ({ id, parameters }) => {
        const { snapshot, as, organization } = readStoryParameters(parameters["plinto"] as StoryParameters | undefined);
        const state = await states.find(snapshot);
        const mock = await mockOf(id);
        await mock.restore(state);
        forgetRequests(mock);
        const connection = as === undefined ? mock.connect() : mock.as(as, organization === undefined ? {} : { organization });
        return { plinto: { mock, connection, client: client?.(connection) as Client } };
      },
    ],
    decorators: [
      (story, context) => {
        const plinto = (context as StoryContext | undefined)?.loaded?.["plinto"] as StoryPlinto<SeedOf<S>, Client> | undefined;
        if (plinto === undefined)
          throw outsideRunner(
            { door: "@plinto/mock/storybook", runner: "Storybook" },
            new MockError(
              "loader_missing",
              "The decorator found no loaded.plinto: name the loaders of plintoStories beside its decorators, and load a story before it is rendered.",
            ),
          );
        return provide ? (provide(story as () => never, plinto) as ReturnType<typeof story>) : story();
      },
    ],
  };
}

/** A mock for each story; loading a story again ends the one it had. */
function mockPerStory<S extends Seed>(seeded: () => Promise<Mock<S>>): (id: string) => Promise<Mock<S>> {
  const shown = new Map<string, Mock<S>>();
  return async (id) => {
    const mock = (await seeded()).fork();
    const before = shown.get(id);
    if (before) endMock(before);
    shown.set(id, mock);
    return mock;
  };
}

/** The one mock behind the network of this page, begun when the first story loads. */
function pageMock<S extends Seed>(seeded: () => Promise<Mock<S>>, worker: (mock: Mock<S>) => { start(): Promise<void> }): () => Promise<Mock<S>> {
  let begun: Promise<Mock<S>> | undefined;
  const begin = async (): Promise<Mock<S>> => {
    const mock = (await seeded()).fork();
    await worker(mock).start();
    return mock;
  };
  return () => {
    begun ??= begin();
    // Whoever asks next tries again.
    begun.catch(() => (begun = undefined));
    return begun;
  };
}

function forgetRequests<S extends Seed>(mock: Mock<S>): void {
  const { faults, requests } = internalsOf(mock).hosted;
  faults.clear();
  requests.clear();
}
