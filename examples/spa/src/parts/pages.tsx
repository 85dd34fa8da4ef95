import type { Page } from "@plinto/core";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Failure } from "./failure.tsx";

/** Properties of {@link Pages}. */
export interface PagesProps<Item> {
  /** What the list is called. */
  readonly label: string;
  /** The answer of a hook that reads page after page. */
  readonly list: UseInfiniteQueryResult<InfiniteData<Page<Item>>, Error>;
  /** Said when there is nothing. */
  readonly empty: string;
  readonly keyOf: (item: Item) => string;
  readonly children: (item: Item) => ReactNode;
}

/** A list that is read page after page: what is there, what is coming, and what went wrong. */
export function Pages<Item>({ label, list, empty, keyOf, children }: PagesProps<Item>): ReactNode {
  const { data, error, isPending, isFetchingNextPage, hasNextPage, fetchNextPage } = list;
  if (isPending) return <Waiting paused={list.fetchStatus === "paused"} />;
  if (!data)
    return (
      <>
        <Failure error={error} />
        <TryAgain onRetry={() => void list.refetch()} />
      </>
    );
  const items = data.pages.flatMap((page) => page.data);
  return (
    <>
      <Failure error={error} />
      {items.length === 0 ? (
        <p className="empty">{empty}</p>
      ) : (
        <ul className="rows" aria-label={label}>
          {items.map((item) => (
            <li key={keyOf(item)}>{children(item)}</li>
          ))}
        </ul>
      )}
      {hasNextPage && (
        <button type="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show more
        </button>
      )}
    </>
  );
}

/** Offered where the server gave no answer. */
export function TryAgain({ onRetry }: { readonly onRetry: () => void }): ReactNode {
  return (
    <button type="button" onClick={onRetry}>
      Try again
    </button>
  );
}

/** Said while something is read. */
export function Waiting({ paused = false }: { readonly paused?: boolean }): ReactNode {
  return (
    <p className="empty" role="status">
      {paused ? "This is read when you are online again." : "Loading…"}
    </p>
  );
}
