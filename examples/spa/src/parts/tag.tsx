import type { ReactNode } from "react";

/** A word about a thing. */
export function Tag({ children, kind = "quiet" }: { readonly children: ReactNode; readonly kind?: "good" | "bad" | "warn" | "quiet" }): ReactNode {
  return <span className={`tag ${kind}`}>{children}</span>;
}
