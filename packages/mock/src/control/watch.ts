import type { ControlWorldChanges, ControlWorldPart } from "../generated/control-types.ts";
import { systemTime } from "../kernel/system.ts";
import { internalsOf, type Mock } from "../mock.ts";

const letters: Readonly<Record<ControlWorldPart, string>> = { state: "s", requests: "r", faults: "f", clock: "c", snapshots: "n", worlds: "w", sockets: "k" };
const parts: readonly ControlWorldPart[] = Object.keys(letters) as ControlWorldPart[];

/** Counts the changes of each part of a world, and wakes whoever waits for the next. */
export class WorldWatch {
  readonly #world: Mock;
  readonly #server: Mock;
  readonly #counts: Record<ControlWorldPart, number> = { state: 0, requests: 0, faults: 0, clock: 0, snapshots: 0, worlds: 0, sockets: 0 };
  readonly #waiting = new Set<() => void>();
  #known = "";

  constructor(world: Mock, server: Mock) {
    this.#world = world;
    this.#server = server;
    const { hosted } = internalsOf(world);
    hosted.world.onCommit(() => this.tell("state"));
    hosted.requests.onChange(() => this.tell("requests"));
    hosted.faults.onChange(() => this.tell("faults"));
    hosted.realtime.room.onChange(() => this.tell("sockets"));
    hosted.world.clock.onMove(() => {
      this.tell("clock");
      return Promise.resolve();
    });
  }

  /** A part has changed. */
  tell(part: ControlWorldPart): void {
    this.#counts[part] += 1;
    for (const wake of this.#waiting) wake();
  }

  /** What differs from a cursor, as soon as anything does; nothing when the time is up or the caller is gone. */
  async changes(after: string | undefined, waitMs: number, signal: AbortSignal): Promise<ControlWorldChanges> {
    let changed = this.#changedSince(after);
    if (changed.length === 0 && waitMs > 0 && !signal.aborted) {
      await this.#next(waitMs, signal);
      changed = this.#changedSince(after);
    }
    return { cursor: this.#cursor(), changed: [...changed] };
  }

  #changedSince(after: string | undefined): readonly ControlWorldPart[] {
    const now = this.#cursor().split(".");
    const then = new Set(after?.split("."));
    return parts.filter((_, index) => !then.has(now[index]!));
  }

  #cursor(): string {
    // Worlds are also made in the program that has the mock, and by a request that finds one kept on disk.
    const worlds = [...internalsOf(this.#server).worlds.keys()].join();
    if (worlds !== this.#known) this.#counts.worlds += 1;
    this.#known = worlds;
    const counts = { ...this.#counts, state: internalsOf(this.#world).hosted.world.seq };
    return parts.map((part) => `${letters[part]}${counts[part]}`).join(".");
  }

  #next(waitMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        this.#waiting.delete(end);
        stop();
        signal.removeEventListener("abort", end);
        resolve();
      };
      const stop = systemTime.setTimeout(end, waitMs, true);
      this.#waiting.add(end);
      signal.addEventListener("abort", end);
    });
  }
}
