/** Remembering in Redis, for receivers with several replicas. */

import { WebhookError } from "./errors.ts";
import { systemToken } from "./platform.ts";
import type { OnceResult, WebhookStore } from "./store.ts";

export interface RedisStoreOptions {
  /**
   * Sends one command and gives its reply, in the words of whichever client there is: `(words) => client.sendCommand(words)`
   * with node-redis, `([name, ...rest]) => redis.call(name, ...rest)` with ioredis.
   */
  readonly command: (words: string[]) => Promise<unknown>;
  /** What the keys begin with. Default `plinto:webhook:`. */
  readonly prefix?: string;
  /**
   * How long a handler has, in seconds, before another replica may take its event. Longer than the slowest handler.
   * Default 60.
   */
  readonly leaseSeconds?: number;
  /** How long an event is remembered after its effect, in seconds. Default 31 days, a day more than a dead letter is kept. */
  readonly keepSeconds?: number;
  /** A name for each attempt that no other has. Default: 128 random bits. */
  readonly token?: () => string;
}

/** Tokens are hexadecimal, so none is this word. */
const DONE = "done";

/** Gives up a claim, unless it has run out and is somebody else's by now. */
const release = 'if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) else return 0 end';

/**
 * Remembers events in Redis, or what speaks its protocol. Of all replicas one handles an event at a time. An effect is
 * at least once, not exactly once: a process that dies between the effect and its note leaves an event that is handled
 * again when the lease runs out. `@plinto/webhooks/postgres` closes that gap.
 *
 * @throws WebhookError `option_invalid`
 *
 * @example node-redis
 * const store = redisStore({ command: (words) => client.sendCommand(words) });
 */
export function redisStore(options: RedisStoreOptions): WebhookStore {
  const { command, prefix = "plinto:webhook:", leaseSeconds = 60, keepSeconds = 31 * 86_400, token = systemToken } = options;
  if (!(leaseSeconds > 0) || !(keepSeconds > 0)) throw new WebhookError("option_invalid", "leaseSeconds and keepSeconds of redisStore have to be positive.");
  const milliseconds = (seconds: number): string => String(Math.ceil(seconds * 1000));
  // Clients give bytes as `Buffer` or as plain `Uint8Array`, whose text is another one, and of any realm.
  const text = (reply: unknown): unknown => (ArrayBuffer.isView(reply) ? new TextDecoder().decode(reply) : reply);

  const claim = async (key: string, own: string): Promise<OnceResult | undefined> => {
    if (text(await command(["SET", key, own, "NX", "PX", milliseconds(leaseSeconds)])) === "OK") return undefined;
    if (text(await command(["GET", key])) === DONE) return { status: "duplicate" };
    const leftMs = Number(text(await command(["PTTL", key])));
    // Below zero it has run out between the questions.
    return { status: "in_progress", retryAfterSeconds: leftMs > 0 ? leftMs / 1000 : 0 };
  };

  return {
    async once(id, effect) {
      const key = prefix + id;
      const own = token();
      const taken = await claim(key, own);
      if (taken) return taken;
      try {
        await effect(undefined);
      } catch (error) {
        // Should Redis be gone as well, the lease gives the event free.
        await command(["EVAL", release, "1", key, own]).catch(() => {});
        throw error;
      }
      await command(["SET", key, DONE, "PX", milliseconds(keepSeconds)]);
      return { status: "done" };
    },
  };
}
