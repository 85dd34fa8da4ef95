import { getOperationAST, type DocumentNode } from "graphql";
import { createClient } from "graphql-ws/client";

/** What GraphiQL asks for. */
export interface Asked {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: unknown;
}

/** What it knows besides. */
export interface AskedWith {
  readonly headers?: Readonly<Record<string, string>>;
  readonly documentAST?: DocumentNode;
}

type Result = Record<string, unknown>;

/** Asks the mock of this page: over HTTP, and for subscriptions over a socket of their own. */
export function fetcherFor(path: string): (asked: Asked, more?: AskedWith) => Promise<Result> | AsyncIterable<Result> {
  return (asked, { headers = {}, documentAST } = {}) => {
    const operation = documentAST && getOperationAST(documentAST, asked.operationName);
    return operation?.operation === "subscription" ? overSocket(path, asked, headers) : overHttp(path, asked, headers);
  };
}

async function overHttp(path: string, { query, operationName = null, variables }: Asked, headers: Readonly<Record<string, string>>): Promise<Result> {
  const response = await fetch(path, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json", accept: "application/graphql-response+json, application/json" },
    body: JSON.stringify({ query, operationName, ...(variables !== null && variables !== undefined && { variables }) }),
  });
  return (await response.json()) as Result;
}

async function* overSocket(
  path: string,
  { query, operationName = null, variables }: Asked,
  connectionParams: Readonly<Record<string, string>>,
): AsyncGenerator<Result> {
  const client = createClient({ url: new URL(path, location.href).href.replace(/^http/, "ws"), connectionParams, retryAttempts: 0 });
  try {
    yield* client.iterate({ query, operationName, variables: (variables ?? {}) as Record<string, unknown> }) as AsyncIterable<Result>;
  } finally {
    void client.dispose();
  }
}
