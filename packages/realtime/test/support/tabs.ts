/** The browser that tabs share, in one process: locks that go when their tab goes, channels, one session. */

import type { Channel, ChannelFactory, Locks } from "@plinto/core";
// What tabs load when they share is loaded here, so that no test waits for a file.
import "../../src/tabs.ts";
import { type Fixture, ScriptedPage, ScriptedSession, fixture } from "./fixtures.ts";
import type { Realtime } from "../../src/realtime.ts";
import { ManualClock, answered } from "./manual-clock.ts";
import { ScriptedServer, type ServerConnection } from "./scripted-server.ts";

/** One tab. */
export interface Tab extends Fixture {
  /** The page dies: its locks and channels go, and nothing in it runs any more. */
  crash(): void;
  /** Whether it misses what the others say. */
  deaf: boolean;
}

/** A lock of a name: who has it, and who waits. */
interface Lock {
  holder: number | undefined;
  readonly queue: { tab: number; work: () => Promise<void>; resolve: () => void; reject: (error: unknown) => void }[];
}

export class Browser {
  readonly server = new ScriptedServer();
  readonly clock = new ManualClock();
  readonly session = new ScriptedSession();
  /** Everything that tabs said to each other. */
  readonly posted: unknown[] = [];
  readonly #locked = new Map<string, Lock>();
  readonly #channels = new Set<{ tab: number; channel: Channel; name: string }>();
  readonly #dead = new Set<number>();
  readonly #deaf = new Set<number>();
  #tabs = 0;

  /**
   * Opens a tab and lets it find the others. Its session is that of the browser, unless it has its own.
   *
   * @param begin what its program does at once
   */
  async open(visible = true, session = this.session, begin: (realtime: Realtime) => void = () => {}): Promise<Tab> {
    const tab = ++this.#tabs;
    const page = new ScriptedPage();
    page.visible = visible;
    const { server } = this;
    const opened: ServerConnection[] = [];
    const WebSocket = class extends server.WebSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols);
        opened.push(server.last);
      }
    };
    const it = fixture({
      server,
      WebSocket,
      clock: this.clock,
      session,
      page,
      tabs: "shared",
      locks: this.#locks(tab),
      channel: this.#channel(tab),
      random: { bytes: (length) => new Uint8Array(length).fill(tab) },
    });
    begin(it.realtime);
    await this.rest();
    const deaf = this.#deaf;
    return {
      ...it,
      get deaf() {
        return deaf.has(tab);
      },
      set deaf(isDeaf) {
        if (isDeaf) deaf.add(tab);
        else deaf.delete(tab);
      },
      crash: () => {
        this.#dead.add(tab);
        for (const entry of this.#channels) if (entry.tab === tab) this.#channels.delete(entry);
        for (const connection of opened) connection.leftWith(1001);
        for (const lock of this.#locked.values()) if (lock.holder === tab) this.#next(lock);
      },
    };
  }

  /** Lets everything happen that is due: modules, locks, messages, frames. */
  async rest(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await answered();
  }

  #locks(tab: number): Locks {
    return {
      request: (name, { signal }, work) =>
        new Promise<void>((resolve, reject) => {
          const entry = { tab, work, resolve, reject };
          if (!this.#locked.has(name)) this.#locked.set(name, { holder: undefined, queue: [] });
          const lock = this.#locked.get(name)!;
          signal.addEventListener("abort", () => {
            const index = lock.queue.indexOf(entry);
            if (index < 0) return;
            lock.queue.splice(index, 1);
            reject(signal.reason);
          });
          lock.queue.push(entry);
          if (lock.holder === undefined) this.#next(lock);
        }),
    };
  }

  #next(lock: Lock): void {
    const entry = lock.queue.shift();
    lock.holder = entry?.tab;
    if (!entry) return;
    if (this.#dead.has(entry.tab)) return this.#next(lock);
    setImmediate(() => {
      entry.work().then(
        () => {
          // A page that died gives nothing back; its lock went with it.
          if (this.#dead.has(entry.tab)) return;
          entry.resolve();
          this.#next(lock);
        },
        (error: unknown) => entry.reject(error),
      );
    });
  }

  #channel(tab: number): ChannelFactory {
    return (name) => {
      const channel: Channel = {
        onmessage: null,
        postMessage: (data) => {
          if (!this.#channels.has(entry)) return;
          this.posted.push(structuredClone(data));
          for (const other of this.#channels) {
            if (other.name !== name || other.channel === channel || this.#deaf.has(other.tab)) continue;
            setImmediate(() => this.#channels.has(other) && other.channel.onmessage?.({ data: structuredClone(data) }));
          }
        },
        close: () => void this.#channels.delete(entry),
      };
      const entry = { tab, channel, name };
      this.#channels.add(entry);
      return channel;
    };
  }
}
