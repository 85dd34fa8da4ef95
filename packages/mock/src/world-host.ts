import type { MockTransaction } from "./schema.ts";
import { environmentKeyId, plantSeed, seedHandles, type Seed, type SeedHandles } from "./seed.ts";
import { makeSecretKey, publishableKey } from "./credentials/secret-key.ts";
import { expireByTimer, invitationTimer } from "./domain/invitations/expiry.ts";
import { purgeOrganization, purgeTimer } from "./domain/organizations/deletion.ts";
import { expireSession } from "./domain/sessions/expiry.ts";
import { expiryTimer } from "./domain/sessions/expiry-timer.ts";
import { FaultList } from "./faults.ts";
import { descriptionHash } from "./generated/registries.ts";
import { createClock } from "./kernel/clock.ts";
import { createWorld } from "./kernel/create-world.ts";
import { systemTime } from "./kernel/system.ts";
import { ok } from "./kernel/transaction.ts";
import type { World } from "./kernel/world.ts";
import { WorldMailbox } from "./mailbox.ts";
import { Backend } from "./pipeline/backend.ts";
import { RequestLog } from "./pipeline/request-log.ts";
import { schema, type MockSchema } from "./schema.ts";

/** What every world of a mock is made with. */
export interface WorldSettings {
  readonly seed: Seed;
  readonly seedText: string;
  readonly clock: "system" | "virtual";
  readonly limits: "count" | "enforce";
  readonly validateResponses: boolean;
}

/** One world with everything around it: its API, mailbox, faults and request log. */
export interface HostedWorld {
  readonly world: World<MockSchema>;
  readonly backend: Backend;
  readonly mailbox: WorldMailbox;
  readonly faults: FaultList;
  readonly requests: RequestLog;
  readonly keys: { readonly publishableKey: string; readonly secretKey: string };
  /** What the names of the seed became; another seed makes others. */
  handles: SeedHandles;
  /** Resolves when the seed is planted. */
  ready: Promise<void>;
  /** Whether nothing needs to be waited for. */
  isReady: boolean;
  /** Empties the world and plants another seed; when that fails, everything is as it was. */
  reseed(seed: Seed): Promise<void>;
}

/** A state that exists already, with what its names became: a fork has the same keys as the world it comes from. */
export type Inherited = Pick<HostedWorld, "world" | "keys" | "handles">;

/** Makes a world and plants its seed, or hosts one that has its state already. */
export function hostWorld(settings: WorldSettings, baseUrl: () => string, from?: Inherited): HostedWorld {
  const world = from?.world ?? createWorld<MockSchema>({ schema, seed: settings.seedText, clock: createClock({ kind: settings.clock }), descriptionHash });
  if (!from) {
    world.onTimer(purgeTimer, purgeOrganization);
    world.onTimer(invitationTimer, expireByTimer);
    world.onTimer(expiryTimer, expireSession);
  }
  const mailbox = new WorldMailbox(world, (fn, ms) => systemTime.setTimeout(fn, ms, false));
  const faults = new FaultList();
  const requests = new RequestLog(world.derive);
  const keys = from?.keys ?? {
    publishableKey: publishableKey(world.derive),
    secretKey: makeSecretKey("environment", environmentKeyId(world.derive), world.derive),
  };
  const backend = new Backend({
    world,
    baseUrl,
    mailbox,
    faults,
    requests,
    limits: settings.limits,
    validateResponses: settings.validateResponses,
    publishableKey: keys.publishableKey,
    sleep: (ms) => new Promise((resolve) => void systemTime.setTimeout(resolve, ms, false)),
  });
  const empty = world.snapshot();
  const plant = async (seed: Seed): Promise<void> => {
    await world.transact({ operationId: "seed", requestId: "", actor: null }, (tx: MockTransaction) => {
      plantSeed(tx, seed);
      return ok();
    });
    world.markSeeded();
  };
  const hosted: HostedWorld = {
    world,
    backend,
    mailbox,
    faults,
    requests,
    keys,
    handles: from?.handles ?? seedHandles(settings.seed, world.derive),
    ready: Promise.resolve(),
    isReady: from !== undefined,
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
      hosted.handles = seedHandles(seed, world.derive);
      faults.clear();
      requests.clear();
    },
  };
  if (!from) {
    hosted.ready = plant(settings.seed).then(() => {
      hosted.isReady = true;
    });
  }
  return hosted;
}
