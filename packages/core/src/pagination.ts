/** The promise of a cursor list: one page when awaited, every item when iterated. */

import { configError } from "./errors.ts";
import { type Answered, PlintoPromise } from "./promise.ts";

/** One page of a list. */
export interface Page<Item> {
  readonly data: Item[];
  /** Cursor of the next page; null at the end. */
  readonly nextCursor: string | null;
  /** Cursor of the previous page; null at the start. */
  readonly prevCursor: string | null;
}

/** Options of `toArray`. */
export interface ToArrayOptions {
  /** Upper bound of the items to collect, 1 to 10,000. Mandatory: an unbounded list belongs into `for await`. */
  max: number;
}

const MAX_ITEMS = 10_000;

/**
 * The promise of a list. The first page is requested at once, further pages only when they are asked for.
 *
 * @example One page
 * const { data, nextCursor } = await plinto.organizations.members.list({ orgId, pageSize: 50 });
 *
 * @example Every item
 * for await (const member of plinto.organizations.members.list({ orgId })) console.log(member.userId);
 */
export class PlintoPagePromise<Item, E = unknown> extends PlintoPromise<Page<Item>, E> implements AsyncIterable<Item> {
  readonly #fetchPage: (cursor: string) => PromiseLike<Page<Item>>;

  constructor(answer: Promise<Answered<Page<Item>>>, fetchPage: (cursor: string) => PromiseLike<Page<Item>>) {
    super(answer);
    this.#fetchPage = fetchPage;
  }

  /** Iterates over the pages, the first one included. */
  async *pages(): AsyncGenerator<Page<Item>, void, undefined> {
    let page: Page<Item> = await this;
    yield page;
    while (page.nextCursor) {
      page = await this.#fetchPage(page.nextCursor);
      yield page;
    }
  }

  /** Iterates over the items of all pages. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.pages()) yield* page.data;
  }

  /**
   * Collects the items of as many pages as `max` needs.
   *
   * @throws `PlintoError` of kind `config`, code `max_invalid`, when `max` is absent or not a whole number from 1 to 10,000.
   */
  async toArray(options: ToArrayOptions): Promise<Item[]> {
    // Callers without types leave the options out.
    const { max } = { ...options };
    if (!(Number.isInteger(max) && max >= 1 && max <= MAX_ITEMS)) {
      this.catch(() => {});
      throw configError("max_invalid", `toArray needs { max } from 1 to ${MAX_ITEMS}; use "for await" for more`);
    }
    const items: Item[] = [];
    for await (const page of this.pages()) {
      items.push(...page.data);
      if (items.length >= max) break;
    }
    return items.slice(0, max);
  }
}
