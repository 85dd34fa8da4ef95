import { fromBase64Url, toBase64Url } from "../kernel/base64url.ts";
import { BoundedMap } from "../kernel/bounded-map.ts";
import { equalInConstantTime } from "../kernel/equal-in-constant-time.ts";
import type { Derive } from "../kernel/secret.ts";

/** A place in the history of a world: a commit, named twice, so that another history with the same numbers is told from this one. */
export interface HistoryPlace {
  readonly seq: number;
  /** Behind this event of the commit; behind all of it when absent. */
  readonly eventId: string | undefined;
  /** When the commit was made. */
  readonly at: number;
}

/**
 * Spells places, sealed: nobody but the world reads how much has happened in it and when, or makes a place up. One behind a
 * commit is spelled otherwise each time, so that it does not even tell whether anything has happened.
 */
export class Places {
  readonly #derive: Derive;
  /** Of the events that were spelled last: many hear the same ones. */
  readonly #spelled = new BoundedMap<string, string>(200);
  #count = 0;

  constructor(derive: Derive) {
    this.#derive = derive;
  }

  afterEvent(seq: number, eventId: string): string {
    const text = `${seq}.${eventId}`;
    let spelled = this.#spelled.get(text);
    if (spelled === undefined) {
      spelled = this.#seal(text, "");
      this.#spelled.set(text, spelled);
    }
    return spelled;
  }

  afterCommit({ seq, at }: { readonly seq: number; readonly at: number }): string {
    this.#count += 1;
    return this.#seal(`${seq}.@${at}`, String(this.#count));
  }

  /** @returns nothing for a text that this world has not spelled */
  read(cursor: string): HistoryPlace | undefined {
    const text = this.#open(cursor);
    const [, seq, eventId, at] = (text === undefined ? null : /^(\d{1,15})\.(?:(evt_\w+)|@(-?[\d.]+))$/.exec(text)) ?? [];
    return seq === undefined ? undefined : { seq: Number(seq), eventId, at: Number(at) };
  }

  /** The first bytes are the seal of the rest, and say how it is covered. */
  #seal(text: string, salt: string): string {
    const plain = new TextEncoder().encode(`${salt}\n${text}`);
    const seal = this.#sealOf(plain);
    return toBase64Url(Uint8Array.of(...seal, ...this.#cover(plain, seal)));
  }

  #open(cursor: string): string | undefined {
    let bytes: Uint8Array;
    try {
      bytes = fromBase64Url(cursor);
    } catch {
      return undefined;
    }
    const seal = bytes.slice(0, sealBytes);
    const plain = this.#cover(bytes.slice(sealBytes), seal);
    if (!equalInConstantTime(toBase64Url(seal), toBase64Url(this.#sealOf(plain)))) return undefined;
    const text = new TextDecoder().decode(plain);
    return text.slice(text.indexOf("\n") + 1);
  }

  #sealOf(plain: Uint8Array): Uint8Array {
    return this.#derive("graphql-place", plain).slice(0, sealBytes);
  }

  /** Covers and uncovers. */
  #cover(bytes: Uint8Array, seal: Uint8Array): Uint8Array {
    const covered = new Uint8Array(bytes.length);
    let stream = new Uint8Array(0);
    for (let at = 0; at < bytes.length; at += 1) {
      if (at % 32 === 0) stream = new Uint8Array(this.#derive("graphql-place-cover", seal, at));
      covered[at] = bytes[at]! ^ stream[at % 32]!;
    }
    return covered;
  }
}

const sealBytes = 16;
