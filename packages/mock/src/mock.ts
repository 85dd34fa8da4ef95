import { authenticatorOf } from "./authenticator/of-world.ts";
import type { Authenticator, AuthenticatorOptions } from "./authenticator/options.ts";
import type { EventEnvelope } from "./domain/events/envelope.ts";
import type { OperationEvidence } from "./evidence/evidence.ts";
import { ConnectionDropped, type Faults } from "./faults.ts";
import { operationTable } from "./generated/operation-table.ts";
import { socketPath } from "./generated/realtime.ts";
import type { GraphqlEngine, WorldEngine } from "./graphql/port.ts";
import type { Clock, WorldClock } from "./kernel/clock.ts";
import type { ExportedSnapshot, Snapshot } from "./kernel/snapshot.ts";
import type { Mailbox } from "./mailbox.ts";
import type { Commit } from "./kernel/commit.ts";
import { isMockError, MockError } from "./mock-error.ts";
import { checkOptions } from "./check-options.ts";
import { personaStorage, type PersonaOptions } from "./persona.ts";
import type { Persistence } from "./persistence/persistence.ts";
import type { RequestEntry } from "./pipeline/request-log.ts";
import { resolveSeed, type Seed, type SeedHandles, type SeedOf } from "./seed.ts";
import { hostWorld, persistedKind, type HostedWorld, type Inherited, type WorldSettings } from "./world-host.ts";
import { memoryStorage, type MockStorage } from "./memory-storage.ts";
import { socketClass, type MockWebSocketConstructor } from "./realtime/mock-socket.ts";
import { refused } from "./realtime/handshake.ts";
import type { Handshake, SocketRequest } from "./realtime/socket-port.ts";
import { steerRealtime, type MockRealtime } from "./realtime/steer.ts";
import { totpCode } from "./totp-code.ts";
import { ProviderHost } from "./providers/host.ts";
import { steerProviders, type Providers } from "./providers/steer.ts";
import { readCall, type ExchangeSource } from "./pipeline/call.ts";
import { checkWebhookOptions, type WebhookOptions } from "./webhooks/options.ts";
import { deliverByFetch, type DeliverDoor } from "./webhooks/deliver.ts";
import { WebhookLine } from "./webhooks/line.ts";
import { steerWebhooks, type MockWebhooks } from "./webhooks/mock-webhooks.ts";
import { systemFetch } from "./kernel/system.ts";
import { ProblemError } from "./pipeline/problem.ts";
import { jsonReply, pathOf, responseOf, type Exchange, type Reply } from "./pipeline/exchange.ts";

/** Options of {@link createMock}. */
export interface MockOptions<S extends Seed | string = Seed | string> {
  /** Where the API stands. `https://api.plinto.test` when absent; a server then takes its own address. */
  readonly baseUrl?: string;
  /** What the world holds: a name (`acme`, `empty`), or a seed of your own. `acme` when absent. */
  readonly seed?: S;
  /** `system` follows the system's time; `virtual` starts in 2030 and moves only when told. `system` when absent. */
  readonly clock?: "system" | "virtual";
  /** `count` tells the limits in headers and refuses nothing; `enforce` refuses. `count` when absent. */
  readonly limits?: "count" | "enforce";
  /** Whether answers are checked against the description; one that breaks it becomes a 500. True when absent. */
  readonly validateResponses?: boolean;
  /**
   * Keeps the state between runs: `persistToFolder(…)` of `@plinto/mock/server`, `persistToIndexedDb(…)` of
   * `@plinto/mock/browser`. What is kept wins over `seed`. In memory only when absent.
   */
  readonly persist?: Persistence;
  /** `graphql` of `@plinto/mock/graphql`. Without it `/v1/graphql` answers 501 `not_implemented`. */
  readonly graphql?: GraphqlEngine;
  /** Where webhooks are delivered, and how. To this machine alone, by `fetch`, when absent. */
  readonly webhooks?: WebhookOptions;
}

/** Options of a fork. */
export interface ForkOptions {
  /** Where the fork delivers webhooks, and how. As the mock that it comes from, where absent. */
  readonly webhooks?: WebhookOptions;
}

/** What a client needs to talk to the mock without a network: options for `createPlinto` and `createClient`. */
export interface MockConnection {
  readonly baseUrl: string;
  readonly publishableKey: string;
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** For `createRealtime` of `@plinto/realtime`: sockets to this mock. */
  readonly WebSocket: MockWebSocketConstructor;
  readonly clock: Clock;
  readonly storage: MockStorage;
}

/** What a server needs to verify the tokens of the mock: options for `createTokenVerifier` of `@plinto/node`. */
export interface MockVerifierOptions {
  readonly issuer: string;
  readonly fetch: MockConnection["fetch"];
  readonly clock: Clock;
  readonly secretKey: string;
  /** The mock's private keys are everybody's: only a test may believe them. */
  readonly allowMockKeys: true;
}

/** A whole Plinto in this process. */
export interface Mock<S extends Seed = Seed> {
  /** Where the API of this world stands. */
  readonly baseUrl: string;
  /** The keys of the environment. They are test keys: everybody may know them. */
  readonly keys: { readonly publishableKey: string; readonly secretKey: string };
  /** The ids and credentials that the names of the seed became. */
  readonly seed: SeedHandles<S>;
  readonly clock: WorldClock;
  readonly mailbox: Mailbox;
  readonly faults: Faults;
  /** Google, GitHub and Microsoft without a browser. */
  readonly providers: Providers;
  /** Deliveries of webhooks, and receivers that need no port. */
  readonly webhooks: MockWebhooks;
  /** The sockets that are open, and what can happen to them. */
  readonly realtime: MockRealtime;
  /**
   * A `WebSocket` that leads to this mock without a network.
   *
   * @example
   * const socket = new mock.WebSocket(`${mock.baseUrl}/v1/ws`, ["plinto.v1"]);
   */
  readonly WebSocket: MockWebSocketConstructor;
  /** Passkeys without a browser. */
  readonly passkeys: {
    /**
     * An authenticator in software. What it answers is as real as a browser's, so every check of it is made.
     *
     * @throws MockError `option_unknown`, `option_invalid`, `persona_unknown` when the seed gives the person no passkey
     * @example
     * const authenticator = mock.passkeys.authenticator();
     * const { challengeId, publicKey } = await plinto.passkeys.beginRegistration();
     * await plinto.passkeys.completeRegistration({ challengeId, credential: await authenticator.create(publicKey) });
     */
    authenticator(options?: AuthenticatorOptions): Authenticator;
  };
  /**
   * A code of a person's authenticator app, by the name in the seed or by the user's id, that is good now, by the clock of
   * this mock, and was not used yet. It also works for an app that waits for its first code.
   *
   * @throws MockError `totp_missing` when the person has no app, `totp_used_up` when all codes that are good now were used
   * @example
   * const mock = createMock({ seed: defineSeed({ users: { ada: { email: "ada@acme.test", mfa: true } } }) });
   * await plinto.auth.stepUp({ method: "totp", code: mock.totp("ada") });
   */
  totp(person: string): string;
  /** What was asked, newest last. */
  readonly requests: readonly RequestEntry[];
  /** Every event that the audit log keeps, newest last. */
  readonly events: readonly EventEnvelope[];
  /**
   * What the requests to this mock have proved, per operation: served, validated, refused rightly and for which reason,
   * all its events emitted. Computed from what was asked and how the world stood; requests that a fault struck do not count.
   *
   * @example
   * const untried = mock.evidence().filter(({ marks }) => !marks.includes("denied.expired"));
   */
  evidence(): readonly OperationEvidence[];
  /** Resolves when the seed is in place. Every request waits for it. */
  ready(): Promise<void>;
  /** Answers a request to this world, as `fetch` would. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /** Options for `createPlinto`, with a memory of its own for the session. */
  connect(): MockConnection;
  /**
   * `connect` with a real session of a person of the seed, by name, or of any user by id.
   *
   * @example
   * const plinto = createPlinto(mock.as("ada", { organization: "acme" }));
   */
  as(person: string, options?: PersonaOptions): MockConnection;
  /**
   * Options for `createTokenVerifier`, by which a server in a test believes the tokens of this mock.
   *
   * @example
   * const verifier = createTokenVerifier(mock.verifierOptions());
   */
  verifierOptions(): MockVerifierOptions;
  /** The state as it is now. Costs nothing. */
  snapshot(): Snapshot;
  /**
   * Puts the state back. What was issued since, such as a token of a session that began later, is worth nothing.
   *
   * @throws MockError `snapshot_of_other_description` when it was made for another version of the API,
   *   `snapshot_of_other_world` when it was taken of a world with other keys
   */
  restore(snapshot: Snapshot): Promise<void>;
  /**
   * A snapshot as JSON, to keep in a file; the present state when none is given. It holds what the world holds, so its
   * sessions and keys go on working in a world of the same id.
   *
   * @example
   * writeFileSync("world.json", JSON.stringify(mock.exportSnapshot()));
   */
  exportSnapshot(snapshot?: Snapshot): ExportedSnapshot;
  /**
   * A snapshot from the JSON of `exportSnapshot`, to `restore`.
   *
   * @throws MockError `snapshot_of_other_description` when it was made for another version of the API,
   *   `snapshot_of_other_world` when it was taken of a world with other keys, `snapshot_invalid` when it is none
   * @example
   * await mock.restore(mock.importSnapshot(JSON.parse(readFileSync("world.json", "utf8"))));
   */
  importSnapshot(exported: ExportedSnapshot): Snapshot;
  /**
   * An independent mock in the same state. It is whole: what waits for its next attempt is delivered by the fork too, to the
   * same addresses as here. `addresses: "none"` keeps a fork quiet; what it would send becomes a failure in it.
   *
   * @throws MockError `not_ready` while the seed is being planted, `option_unknown`, `option_invalid`
   * @example
   * const quiet = mock.fork({ webhooks: { addresses: "none" } });
   */
  fork(options?: ForkOptions): Mock<S>;
  /** Back to the state after seeding. Faults, requests and mail are gone too. */
  reset(): Promise<void>;
  /** Another world below the same base URL, `…/w/<id>`; made when it is first asked for. */
  world(id: string): Mock<S>;
  /** The world as it was after an earlier commit. */
  at(seq: number): { fork(options?: ForkOptions): Promise<Mock<S>> };
}

/** What doors and the control plane reach beside the public face. */
export interface MockInternals {
  readonly hosted: HostedWorld;
  /** Answers a request to this world or one below it. Throws `ConnectionDropped`, and nothing else. */
  handle(method: string, url: URL, source: ExchangeSource): Promise<Reply>;
  /** Answers a client that wants a socket to this world or one below it. */
  openSocket(url: URL, request: SocketRequest): Promise<Handshake>;
  /** Takes the way in which a door sends deliveries, unless one was chosen. */
  adoptDeliver(door: DeliverDoor): void;
  /** Takes the address of a server, unless one was chosen. */
  adoptBaseUrl(baseUrl: string): void;
  readonly worlds: ReadonlyMap<string, Mock>;
  /** Empties the world and plants another seed. */
  reseed(seed: string | Seed): Promise<void>;
  /** A world below this one, one that only an earlier run or another tab has made included; nothing when there is none. */
  findWorld(id: string): Promise<Mock | undefined>;
  /** The ids of the worlds below this one, with those that are kept and were not asked for yet. */
  worldIds(): Promise<readonly string[]>;
  /** A world below this one that begins with this one's state and keys. @throws MockError `world_taken` */
  forkWorld(id: string): Promise<Mock>;
  /**
   * A world below this one that has a state already, and the keys and names of the world which that comes from. It is
   * kept when this mock is.
   *
   * @throws MockError `world_taken`
   */
  adoptWorld(id: string, state: HostedWorld["world"], from: Mock): Promise<Mock>;
  /** Ends a world below this one, and deletes what is kept of it; it is unknown from now on. */
  dropWorld(id: string): Promise<void>;
}

const internals = new WeakMap<Mock, MockInternals>();

export function internalsOf(mock: Mock): MockInternals {
  const found = internals.get(mock);
  if (!found) throw new MockError("not_a_mock", "This is no mock made by createMock of this copy of @plinto/mock.");
  return found;
}

const knownOptions = ["baseUrl", "seed", "clock", "limits", "validateResponses", "persist", "graphql", "webhooks"];

/**
 * Makes a whole Plinto in this process: stateful, strict and offline. Nothing global is touched.
 *
 * @throws MockError `option_unknown`, `option_invalid`, `base_url_invalid`, `seed_unknown`, `seed_invalid`
 * @example
 * import { createPlinto } from "@plinto/core";
 * import { createMock } from "@plinto/mock";
 *
 * const mock = createMock();
 * const plinto = createPlinto(mock.as("ada"));
 * const organization = await plinto.organizations.create({ name: "Acme Labs" });
 */
export function createMock<const S extends Seed | string = "acme">(options: MockOptions<S> = {}): Mock<SeedOf<S>> {
  checkOptions("createMock", options, knownOptions);
  const { clock = "system", limits = "count", validateResponses = true, seed = "acme" } = options;
  if (clock !== "system" && clock !== "virtual") throw new MockError("option_invalid", 'The option clock must be "system" or "virtual".');
  if (limits !== "count" && limits !== "enforce") throw new MockError("option_invalid", 'The option limits must be "count" or "enforce".');
  if (typeof validateResponses !== "boolean") throw new MockError("option_invalid", "The option validateResponses must be true or false.");
  const { persist } = options;
  if (persist !== undefined && typeof (persist as { open?: unknown } | null)?.open !== "function")
    throw new MockError(
      "option_invalid",
      "The option persist takes persistToFolder(…) of @plinto/mock/server or persistToIndexedDb(…) of @plinto/mock/browser.",
    );
  const { graphql } = options;
  if (graphql !== undefined && typeof (graphql as { open?: unknown } | null)?.open !== "function")
    throw new MockError("option_invalid", "The option graphql takes `graphql` of @plinto/mock/graphql.");
  const base = { url: options.baseUrl === undefined ? "https://api.plinto.test" : checkedBaseUrl(options.baseUrl), chosen: options.baseUrl !== undefined };
  const line = new WebhookLine(checkWebhookOptions(options.webhooks ?? {}), { make: () => deliverByFetch(systemFetch), seesAddresses: false });
  const settings: WorldSettings = {
    seed: resolveSeed(seed),
    seedText: "plinto",
    clock,
    limits,
    validateResponses,
    webhooks: line,
    ...(graphql && { graphql: graphql as WorldEngine }),
    ...(persist && { persist }),
  };
  const worlds = new Map<string, Mock>();
  return mockOf(
    hostWorld(settings, () => base.url),
    () => base.url,
    settings,
    worlds,
    base,
  ) as unknown as Mock<SeedOf<S>>;
}

interface Base {
  url: string;
  readonly chosen: boolean;
}

function mockOf(hosted: HostedWorld, baseUrl: () => string, settings: WorldSettings, worlds: Map<string, Mock>, base: Base): Mock {
  const handle = async (method: string, url: URL, source: ExchangeSource): Promise<Reply> => {
    const path = pathBelow(pathOf(baseUrl()), url.pathname);
    const [, inPath, rest] = /^\/w\/([^/]+)(\/.*)?$/.exec(path) ?? [];
    const named = inPath ?? source.header("plinto-mock-world");
    if (named === null) return answerIn(hosted, { ...source, method, path, search: url.search });
    const world = worlds.get(named) ?? (await findWorld(named));
    if (!world) return unknownWorld(named);
    const ask = (of: Mock): Promise<Reply> =>
      answerIn(internalsOf(of).hosted, { ...source, method, path: inPath === undefined ? path : (rest ?? "/"), search: url.search });
    try {
      return await ask(world);
    } catch (error) {
      if (!isMockError(error, "world_ended")) throw error;
      // Another tab ended it, and may have made it anew.
      forget(named, world);
      const anew = await findWorld(named);
      return anew ? ask(anew) : unknownWorld(named);
    }
  };
  const openSocket = async (url: URL, request: SocketRequest): Promise<Handshake> => {
    const path = pathBelow(pathOf(baseUrl()), url.pathname);
    const [, named, rest] = /^\/w\/([^/]+)(\/.*)?$/.exec(path) ?? [];
    const world = named === undefined ? mock : await findWorld(named);
    if (!world) return { ok: false, reply: unknownWorld(named!) };
    const at = named === undefined ? path : rest;
    if (at !== socketPath && at !== graphqlPath) return refused({ code: "not_found", detail: `Sockets are opened at ${socketPath} and ${graphqlPath}.` });
    const of = internalsOf(world).hosted;
    await upToDate(of);
    if (at === socketPath) return of.realtime.open(request);
    try {
      return (await of.graphql?.openSocket(request)) ?? refused({ code: "not_implemented" });
    } catch (error) {
      if (error instanceof ProblemError) return refused(error.problem);
      throw error;
    }
  };
  const socket = socketClass(async (url, request) => {
    if (!isBelow(url.href, baseUrl())) throw new TypeError(`This mock stands at ${baseUrl()} and was asked for ${url.origin}`);
    return openSocket(url, request);
  });
  const { persist } = settings;
  /** Forks that are being written where they are kept. */
  const arriving = new Map<string, Promise<Mock>>();
  const keptIds = async (): Promise<readonly string[]> => {
    if (!persist) return [];
    await hosted.ready;
    return persist.worlds();
  };
  const findWorld = async (id: string): Promise<Mock | undefined> => {
    const found = worlds.get(id) ?? (await arriving.get(id)?.catch(() => undefined));
    if (found && (await stands(id, found))) return found;
    const isKept = (await keptIds()).includes(id);
    return worlds.get(id) ?? arriving.get(id) ?? (isKept ? mock.world(id) : undefined);
  };
  /** Whether a world was not ended by another tab. */
  const stands = async (id: string, world: Mock): Promise<boolean> => {
    const { isShared, world: state } = internalsOf(world).hosted;
    if (!isShared) return true;
    try {
      await state.catchUp();
    } catch (error) {
      if (!isMockError(error, "world_ended")) throw error;
      forget(id, world);
      return false;
    }
    return true;
  };
  const forget = (id: string, world: Mock): void => {
    if (worlds.get(id) === world) worlds.delete(id);
    internalsOf(world).hosted.close();
  };
  const openWorld = (id: string, given: Partial<WorldSettings>, from?: Inherited): Mock => {
    const url = (): string => `${base.url}/w/${id}`;
    const world = mockOf(hostWorld({ ...settings, ...given, worldId: id }, url, from), url, settings, new Map(), base);
    worlds.set(id, world);
    return world;
  };
  const fetch: Mock["fetch"] = async (input, init) => {
    const call = readCall(input, init);
    call.signal?.throwIfAborted();
    if (!isBelow(call.url.href, baseUrl())) throw new TypeError(`fetch failed: this mock stands at ${baseUrl()} and was asked for ${call.url.origin}`);
    try {
      const work = handle(call.method, call.url, call);
      const reply = await (call.signal ? raceAbort(work, call.signal) : work);
      const location = reply.headers["location"];
      if (reply.status !== 308 || location === undefined || call.redirect === "manual") return responseOf(reply);
      if (call.redirect === "error") throw new TypeError(`fetch failed: ${call.url.pathname} has moved and the call follows no redirects`);
      return responseOf(await handle(call.method, new URL(location, call.url), call));
    } catch (error) {
      if (error instanceof ConnectionDropped) throw new TypeError("fetch failed: the connection was dropped", { cause: error });
      throw error;
    }
  };
  /** For forks that nobody can name: neither they nor worlds below them are kept. */
  const { persist: _, ...unkept } = settings;
  const forkSettings = (given: ForkOptions): WorldSettings => {
    checkOptions("fork", given, ["webhooks"]);
    const { webhooks } = given;
    const line = settings.webhooks;
    return webhooks === undefined ? unkept : { ...unkept, webhooks: line.branch(checkWebhookOptions(webhooks, line.addresses)) };
  };
  const connection = (storage: MockStorage): MockConnection => ({
    baseUrl: baseUrl(),
    publishableKey: hosted.keys.publishableKey,
    fetch,
    WebSocket: socket,
    clock: hosted.world.clock,
    storage,
  });

  const mock: Mock = {
    get baseUrl() {
      return baseUrl();
    },
    keys: hosted.keys,
    get seed() {
      return hosted.handles;
    },
    clock: hosted.world.clock,
    mailbox: hosted.mailbox,
    faults: hosted.faults,
    providers: steerProviders(hosted, baseUrl),
    webhooks: steerWebhooks(hosted),
    realtime: steerRealtime(hosted.realtime),
    WebSocket: socket,
    passkeys: { authenticator: (options = {}) => authenticatorOf(hosted, options) },
    totp: (person) => totpCode(hosted, person),
    get requests() {
      return hosted.requests.entries;
    },
    get events() {
      return [...hosted.world.read.auditLogs.all()].map((row) => row.event);
    },
    evidence: () => hosted.evidence.read(),
    ready: () => hosted.ready,
    fetch,
    connect: () => connection(memoryStorage()),
    as: (person, options = {}) => connection(personaStorage(hosted, person, options)),
    verifierOptions: () => ({ issuer: baseUrl(), fetch, clock: hosted.world.clock, secretKey: hosted.keys.secretKey, allowMockKeys: true }),
    snapshot: () => hosted.world.snapshot(),
    async restore(snapshot) {
      await hosted.ready;
      await hosted.world.restore(snapshot);
    },
    exportSnapshot: (snapshot = hosted.world.snapshot()) => hosted.world.exportSnapshot(snapshot),
    importSnapshot: (exported) => hosted.world.importSnapshot(exported),
    fork(given = {}) {
      const forked = forkSettings(given);
      // Only then does it know what a reset returns to.
      if (!hosted.isReady) throw new MockError("not_ready", "The seed is not planted yet. Await mock.ready() first.");
      return mockOf(hostWorld(forked, baseUrl, { ...hosted, world: hosted.world.fork() }), baseUrl, forked, new Map(), base);
    },
    async reset() {
      await hosted.reset();
      hosted.faults.clear();
      hosted.requests.clear();
      hosted.evidence.clear();
    },
    world(id) {
      if (typeof id !== "string" || !/^[A-Za-z0-9_-]{1,64}$/.test(id))
        throw new MockError("world_invalid", "A world's id is 1 to 64 letters, digits, hyphens or underscores.");
      const found = worlds.get(id);
      if (found) return found;
      if (arriving.has(id)) throw new MockError("not_ready", `The world ${JSON.stringify(id)} is just being forked. Await that first.`);
      const world = openWorld(id, { seedText: persist?.seedTextOf(id) ?? `${settings.seedText}/${id}` });
      // Whoever asks again knows better.
      void world.ready().catch((error: unknown) => isMockError(error, "not_ready") && forget(id, world));
      return world;
    },
    at: (seq) => ({
      fork: async (given = {}) => {
        const forked = forkSettings(given);
        const world = await hosted.world.at(seq).fork();
        return mockOf(hostWorld(forked, baseUrl, { ...hosted, world }), baseUrl, forked, new Map(), base);
      },
    }),
  };
  /** Writes a fork to where it is kept, and opens it from there as a later run will. */
  const keepWorld = async (id: string, state: HostedWorld["world"], from: HostedWorld, keep: Persistence): Promise<Mock> => {
    if ((await keptIds()).includes(id)) throw worldTaken(id);
    const past = await commitsUntil(from.world, state.seq);
    await keep.begin(id, persistedKind, { seedText: state.seed, snapshot: state.snapshot().toJSON(), past });
    const world = openWorld(id, { seedText: state.seed, seed: from.seed });
    await world.ready();
    return world;
  };
  const adoptWorld: MockInternals["adoptWorld"] = async (id, state, from) => {
    if (worlds.has(id) || arriving.has(id)) throw worldTaken(id);
    const origin = internalsOf(from).hosted;
    if (!persist) return openWorld(id, {}, { ...origin, world: state });
    // It lives on from what is written.
    state.close();
    const arrival = keepWorld(id, state, origin, persist);
    arriving.set(id, arrival);
    try {
      return await arrival;
    } finally {
      arriving.delete(id);
    }
  };
  internals.set(mock, {
    hosted,
    handle,
    openSocket,
    worlds,
    reseed: (seed) => hosted.reseed(resolveSeed(seed)),
    findWorld,
    worldIds: async () => [...new Set([...worlds.keys(), ...(await keptIds())])],
    forkWorld: (id) => adoptWorld(id, hosted.world.fork(), mock),
    adoptWorld,
    async dropWorld(id) {
      const world = (await arriving.get(id)?.catch(() => undefined)) ?? worlds.get(id);
      // What is still being planted would be written into what is deleted.
      await world?.ready().catch(() => {});
      if (world) forget(id, world);
      await persist?.end(id);
    },
    adoptDeliver: (door) => settings.webhooks.adopt(door),
    adoptBaseUrl(url) {
      if (!base.chosen) base.url = url;
    },
  });
  return mock;
}

/** Where GraphQL is, over HTTP and over sockets. */
const graphqlPath = operationTable.graphql.path;

/** The commits up to one, as far as the ledger still has them. */
async function commitsUntil(world: HostedWorld["world"], seq: number): Promise<readonly Commit[]> {
  let after = 0;
  for (;;) {
    try {
      return (await world.commitsSince(after)).filter((commit) => commit.seq <= seq);
    } catch (error) {
      const first = isMockError(error, "ledger_truncated") ? error.facts["first"] : undefined;
      if (typeof first !== "number" || first - 1 <= after) throw error;
      after = first - 1;
    }
  }
}

function worldTaken(id: string): MockError {
  return new MockError("world_taken", `There is a world ${JSON.stringify(id)} already. Choose another name, or end that one.`);
}

function answerIn(hosted: HostedWorld, exchange: Exchange): Promise<Reply> {
  // What a person does at a provider takes no time of the world's own.
  if (ProviderHost.owns(exchange.path)) return upToDate(hosted).then(() => hosted.providers.handle(exchange));
  const delayed = hosted.faults.delaysByWorldClock;
  const silence = hosted.providers.untilSilent();
  const reply = hosted.isReady && !hosted.isShared ? hosted.backend.handle(exchange) : upToDate(hosted).then(() => hosted.backend.handle(exchange));
  // Time that a test moves does not pass over a call under way: its client would see it time out. A call that waits
  // for this very clock is let be.
  if (!delayed) hosted.world.clock.hold(silence ? Promise.race([reply, silence]) : reply);
  return reply;
}

/** The seed is in place, and so is what others wrote. */
async function upToDate(hosted: HostedWorld): Promise<void> {
  await hosted.ready;
  if (hosted.isShared) await hosted.world.catchUp();
}

function unknownWorld(id: string): Reply {
  const detail = `The mock has no world ${JSON.stringify(id.slice(0, 64))}. Make it with mock.world(id) or over the control plane.`;
  return jsonReply(
    404,
    { type: "https://plinto.dev/docs/errors/not_found", title: "There is no such world", status: 404, detail, code: "not_found", requestId: "none" },
    "application/problem+json",
  );
}

/** A path below that of the base URL; on a server it may also come without it. */
function pathBelow(base: string, path: string): string {
  if (base === "" || !`${path}/`.startsWith(`${base}/`)) return path;
  return path.slice(base.length) || "/";
}

function isBelow(url: string, base: string): boolean {
  return url === base || url.startsWith(`${base}/`) || url.startsWith(`${base}?`);
}

function checkedBaseUrl(url: string): string {
  if (!/^https?:\/\/[^/?#@\s]+(\/[^?#\s]*)?$/.test(url) || !URL.canParse(url))
    throw new MockError("base_url_invalid", "The option baseUrl must be an absolute http or https URL without user, query and fragment.");
  return url.replace(/\/+$/, "");
}

/** An abort ends the wait, not what the backend is doing, as over a network. */
function raceAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", aborted, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", aborted));
  });
}
