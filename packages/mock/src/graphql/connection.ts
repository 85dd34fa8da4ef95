import type { InnerAnswer } from "../pipeline/inner-call.ts";
import type { ListAnswer } from "../pipeline/list-handler.ts";

/** A page in the form of Relay's connections. Its cursors are REST's, each written when it is asked for. */
export interface Connection {
  readonly edges: readonly { readonly cursor: string; readonly node: unknown }[];
  readonly nodes: readonly unknown[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** @param answer that of a list */
export function connectionOf({ body, cursorAfter }: InnerAnswer): Connection {
  const { data, nextCursor, prevCursor } = body as ListAnswer;
  const cursorAt = (index: number): string | null => (index in data ? cursorAfter!(index) : null);
  return {
    edges: data.map((node, index) => ({
      node,
      get cursor() {
        return cursorAfter!(index);
      },
    })),
    nodes: data,
    pageInfo: {
      hasNextPage: nextCursor !== null,
      hasPreviousPage: prevCursor !== null,
      get startCursor() {
        return cursorAt(0);
      },
      get endCursor() {
        return cursorAt(data.length - 1);
      },
    },
  };
}
