import { fromBase64Url, toBase64Url } from "../kernel/base64url.ts";
import { fail } from "../pipeline/problem.ts";

/** A page as REST answers it. */
export interface ListAnswer {
  readonly data: readonly unknown[];
  readonly nextCursor: string | null;
  readonly prevCursor: string | null;
}

/** A place in a list: behind so many items of the page that begins at a cursor of REST, or of the first page. */
export interface Place {
  readonly passed: number;
  readonly cursor: string | undefined;
}

/** A page in the form of Relay's connections. */
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

/** @param begun where the page begins */
export function connectionOf({ data, nextCursor, prevCursor }: ListAnswer, begun: string | undefined): Connection {
  const edges = data.map((node, index) => ({
    node,
    // Behind the last one the next page begins, which needs no counting.
    cursor: index === data.length - 1 && nextCursor !== null ? placeText({ passed: 0, cursor: nextCursor }) : placeText({ passed: index + 1, cursor: begun }),
  }));
  return {
    edges,
    nodes: data,
    pageInfo: {
      hasNextPage: nextCursor !== null,
      hasPreviousPage: prevCursor !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** What follows the end of a list. */
export const nothingMore: ListAnswer = { data: [], nextCursor: null, prevCursor: null };

/** Reads `after`. The cursor of REST in it is signed and judged by the list. @throws ProblemError `cursor_invalid` */
export function readPlace(after: string | null | undefined): Place {
  if (after === null || after === undefined) return { passed: 0, cursor: undefined };
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(fromBase64Url(after));
  } catch {
    fail("cursor_invalid");
  }
  const [, passed, cursor] = /^(\d{1,4})~([\w.~-]*)$/.exec(text) ?? fail("cursor_invalid");
  return { passed: Number(passed), cursor: cursor === "" ? undefined : cursor! };
}

function placeText({ passed, cursor = "" }: Place): string {
  return toBase64Url(new TextEncoder().encode(`${passed}~${cursor}`));
}
