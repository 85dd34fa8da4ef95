import type { ReactNode } from "react";

const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** A moment, in the person's own zone and language. */
export function Time({ at, fallback = "never" }: { readonly at: string | null | undefined; readonly fallback?: string }): ReactNode {
  return at ? <time dateTime={at}>{format.format(new Date(at))}</time> : fallback;
}
