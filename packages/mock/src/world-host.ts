import type { MockTransaction } from "./schema.ts";
import { environmentKeyId, plantSeed, seedHandles, type Seed, type SeedHandles } from "./seed.ts";
import { makeSecretKey, publishableKey } from "./credentials/secret-key.ts";
import { expiringTimer, noticeByTimer } from "./domain/api-keys/expiring.ts";
import { completeExport, exportTimer } from "./domain/audit-logs/export.ts";
import { purgeByTimer } from "./domain/audit-logs/purge-timer.ts";
import { purgeAuditTimer } from "./domain/audit-logs/retention.ts";
import { expireByTimer, invitationTimer } from "./domain/invitations/expiry.ts";
import { purgeOrganization, purgeTimer } from "./domain/organizations/deletion.ts";
import { expireSession } from "./domain/sessions/expiry.ts";
import { expiryTimer } from "./domain/sessions/expiry-timer.ts";
import { purgeEvents, purgeEventsTimer } from "./domain/events/keep.ts";
import { attemptTimer, leaseTimer } from "./domain/webhooks/delivery.ts";
import { purgeDeliveries } from "./domain/webhooks/purge.ts";
import { purgeDeliveriesTimer } from "./domain/webhooks/retention.ts";
import { attemptByTimer, interruptAll, leaseByTimer } from "./domain/webhooks/timers.ts";
import { EvidenceLog } from "./evidence/evidence-log.ts";
import { FaultList } from "./faults.ts";
import type { GraphqlWorld, WorldEngine } from "./graphql/port.ts";
import { descriptionHash } from "./generated/registries.ts";
import { createClock } from "./kernel/clock.ts";
import { createWorld } from "./kernel/create-world.ts";
import type { Snapshot } from "./kernel/snapshot.ts";
import { systemName, systemStopwatch, systemTime } from "./kernel/system.ts";
import { ok } from "./kernel/transaction.ts";
import type { World } from "./kernel/world.ts";
import { WorldMailbox } from "./mailbox.ts";
import { MockError } from "./mock-error.ts";
import { Backend } from "./pipeline/backend.ts";
import { RequestLog } from "./pipeline/request-log.ts";
import { OpeningLedger } from "./persistence/opening-ledger.ts";
import type { PersistedKind, Persistence } from "./persistence/persistence.ts";
import { ProviderHost } from "./providers/host.ts";
import { RealtimeHub } from "./realtime/hub.ts";
import { SocketRoom } from "./realtime/room.ts";
import { schema, type MockSchema } from "./schema.ts";
import { WebhookHost } from "./webhooks/host.ts";
import type { WebhookLine } from "./webhooks/line.ts";
import { ReceiverDesk } from "./webhooks/receiver-desk.ts";

/** What every world of a mock is made with. */
export interface WorldSettings {
  readonly seed: Seed;
  readonly seedText: string;
  readonly clock: "system" | "virtual";
  readonly limits: "count" | "enforce";
  readonly validateResponses: boolean;
  /** What deliveries are sent by. */
  readonly webhooks: WebhookLine;
  /** GraphQL, where it was handed in. */
  readonly graphql?: WorldEngine;
  /** Where the state is kept between runs; nowhere when absent. */
  readonly persist?: Persistence;
  /** The id of the world; nothing for the default one. */
  readonly worldId?: string;
}

/** One world with everything around it: its API, mailbox, faults and request log. */
export interface HostedWorld {
  readonly world: World<MockSchema>;
  readonly backend: Backend;
  readonly mailbox: WorldMailbox;
  readonly faults: FaultList;
  readonly requests: RequestLog;
  readonly evidence: EvidenceLog;
  /** Google, GitHub and Microsoft, as this world has them. */
  readonly providers: ProviderHost;
  /** The receivers of webhooks in this process. */
  readonly receivers: ReceiverDesk;
  /** The sockets of our own protocol, and behind them the room of all. */
  readonly realtime: RealtimeHub;
  /** GraphQL, where it was handed in. */
  readonly graphql: GraphqlWorld | undefined;
  readonly keys: { readonly publishableKey: string; readonly secretKey: string };
  /** The state before anything was planted. */
  readonly empty: Snapshot;
  /** What was planted last; a fork that is kept goes back to it by a reset. */
  seed: Seed;
  /** What the names of the seed became; another seed makes others. */
  handles: SeedHandles;
  /** Resolves when the seed is planted. */
  ready: Promise<void>;
  /** Whether nothing needs to be waited for. */
  isReady: boolean;
  /** Whether others may write to the same state, so that it is looked for before every answer. */
  readonly isShared: boolean;
  /** Back to the state after seeding. */
  reset(): Promise<void>;
  /** Empties the world and plants another seed; when that fails, everything is as it was. */
  reseed(seed: Seed): Promise<void>;
  /** Ends its timers, and it hears no more of what others write. */
  close(): void;
}

/** A state that exists already, with what its names became: a fork has the same keys as the world it comes from. */
export type Inherited = Pick<HostedWorld, "world" | "keys" | "empty" | "seed" | "handles">;

/** Makes a world and plants its seed, or hosts one that has its state already. */
export function hostWorld(settings: WorldSettings, baseUrl: () => string, from?: Inherited): HostedWorld {
  const ledger = from === undefined && settings.persist ? new OpeningLedger(settings.persist.open(settings.worldId, persistedKind)) : undefined;
  const world =
    from?.world ??
    createWorld<MockSchema>({ schema, seed: settings.seedText, clock: createClock({ kind: settings.clock }), descriptionHash, ...(ledger && { ledger }) });
  if (!from) {
    world.onTimer(purgeTimer, purgeOrganization);
    world.onTimer(invitationTimer, expireByTimer);
    world.onTimer(expiryTimer, expireSession);
    world.onTimer(expiringTimer, noticeByTimer);
    world.onTimer(purgeAuditTimer, purgeByTimer);
    world.onTimer(exportTimer, completeExport);
    const { hosts } = settings.webhooks;
    world.onTimer(
      attemptTimer,
      attemptByTimer(({ value, world: due }) => (value === null ? undefined : hosts.get(due)?.attempt(value))),
    );
    world.onTimer(
      leaseTimer,
      leaseByTimer((due, claimed) => hosts.get(due)?.holds(claimed) === true),
    );
    world.onTimer(purgeDeliveriesTimer, purgeDeliveries);
    world.onTimer(purgeEventsTimer, purgeEvents);
  }
  const mailbox = new WorldMailbox(world, (fn, ms) => systemTime.setTimeout(fn, ms, false));
  const receivers = new ReceiverDesk({ now: () => world.clock.now(), timeout: (fn, ms) => systemTime.setTimeout(fn, ms, false) });
  const webhookHost = new WebhookHost(world, settings.webhooks, receivers);
  const faults = new FaultList();
  const requests = new RequestLog(world.derive);
  if (from) requests.takeUp(world.seq);
  const evidence = new EvidenceLog(world);
  const providers = new ProviderHost(world, baseUrl);
  const keys = from?.keys ?? {
    publishableKey: publishableKey(world.derive),
    secretKey: makeSecretKey("environment", environmentKeyId(world.derive), world.derive, 1),
  };
  const isShared = ledger !== undefined && settings.persist?.shared === true;
  const backend: Backend = new Backend({
    world,
    baseUrl,
    mailbox,
    faults,
    requests,
    evidence,
    limits: settings.limits,
    addresses: settings.webhooks.addresses,
    realtime: (organizationId) => realtime.figures.read(organizationId),
    validateResponses: settings.validateResponses,
    publishableKey: keys.publishableKey,
    stopwatch: systemStopwatch,
    fetchProvider: providers.fetch,
    graphql: () => graphql,
    sleep: (ms) => new Promise((resolve) => void systemTime.setTimeout(resolve, ms, false)),
  });
  const catchUp = isShared ? () => world.catchUp() : undefined;
  const room = new SocketRoom({ world, limits: settings.limits });
  const realtime: RealtimeHub = new RealtimeHub({
    world,
    room,
    authenticate: (authorization) => backend.authenticate({ header: (name) => (name === "authorization" ? authorization : null) }),
    policies: backend.policies,
    baseUrl,
    catchUp,
    stopwatch: systemStopwatch,
    turn: () => systemTime.turn(),
    run: systemName(),
  });
  const graphql: GraphqlWorld | undefined = settings.graphql?.open({
    world,
    perform: (outer, inner) => backend.perform(outer, inner),
    authenticate: (asks) => backend.authenticate(asks),
    countDocument: (exchange, principal, costs) => backend.countDocument(exchange, principal, costs),
    policies: backend.policies,
    baseUrl,
    nextRequestId: () => requests.nextId(),
    stopwatch: systemStopwatch,
    room,
    figures: realtime.figures,
    catchUp,
  });
  const empty = from?.empty ?? world.snapshot();
  let isPlanted = from !== undefined;
  let unhear = (): void => {};
  const plant = async (seed: Seed): Promise<void> => {
    await world.transact({ operationId: "seed", requestId: "", actor: null }, (tx: MockTransaction) => {
      plantSeed(tx, seed);
      return ok();
    });
    world.markSeeded();
    isPlanted = true;
  };
  const hosted: HostedWorld = {
    world,
    backend,
    mailbox,
    faults,
    requests,
    evidence,
    providers,
    receivers,
    realtime,
    graphql,
    keys,
    empty,
    seed: from?.seed ?? settings.seed,
    handles: from?.handles ?? seedHandles(settings.seed, world.derive),
    ready: Promise.resolve(),
    isReady: from !== undefined,
    isShared,
    async reset() {
      await hosted.ready;
      // A state that was kept from an earlier run has its seed in it, but no longer apart.
      await (isPlanted ? world.reset() : hosted.reseed(hosted.seed));
    },
    async reseed(seed) {
      await hosted.ready;
      hosted.isReady = false;
      const before = world.snapshot();
      const planted = world.restore(empty).then(() => plant(seed));
      // Requests that came meanwhile wait; a seed that cannot be planted leaves everything as it was.
      hosted.ready = planted.catch(() => world.restore(before));
      await hosted.ready;
      hosted.isReady = true;
      await planted;
      hosted.seed = seed;
      hosted.handles = seedHandles(seed, world.derive);
      faults.clear();
      requests.clear();
      evidence.clear();
    },
    close() {
      unhear();
      webhookHost.close();
      realtime.end();
      graphql?.end();
      world.close();
    },
  };
  if (!from) {
    hosted.ready = begin().then(() => {
      hosted.isReady = true;
    });
    // Every request is told; a mock that nobody asks need not end the process.
    hosted.ready.catch(() => {});
  }
  return hosted;

  /** Takes up what was kept, or plants the seed. */
  async function begin(): Promise<void> {
    if (ledger !== undefined) {
      await world.catchUp();
      requireOwnKeys();
      if (hosted.isShared) requests.takeUp(world.seq, systemName());
      else if (world.seq > 0) requests.takeUp(world.seq);
      world.clock.onMove(() => world.recordClock());
      // Timers, mail and listeners of this world follow what others did; whatever keeps it from looking is told to the next request.
      unhear = settings.persist?.onForeignWrite?.(settings.worldId, () => void world.catchUp().catch(() => {})) ?? unhear;
    }
    if (world.seq === 0) await plant(settings.seed);
    // Where one process writes alone, whatever an earlier one was delivering has nobody any more.
    if (ledger !== undefined && !hosted.isShared && world.read.webhookDeliveries.scan("byFlight", []).first()) await takeUpDeliveries();
  }

  async function takeUpDeliveries(): Promise<void> {
    await world.transact({ operationId: "webhook.takeUp", requestId: "", actor: null }, (tx) => ok(interruptAll(tx)));
  }

  /** A kept fork has the keys of the world that it comes from; somebody asked for it before that was known. */
  function requireOwnKeys(): void {
    const { persist, worldId, seedText } = settings;
    const kept = worldId === undefined ? undefined : persist?.seedTextOf(worldId);
    if (kept !== undefined && kept !== seedText)
      throw new MockError("not_ready", `What is kept of the world ${JSON.stringify(worldId)} is a fork. Await mock.ready() before you ask for it.`);
  }
}

export const persistedKind: PersistedKind = { descriptionHash, tables: Object.fromEntries(Object.entries(schema).map(([name, { key }]) => [name, key])) };
