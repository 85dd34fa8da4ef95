/** GraphQL over a client of @plinto/core: typed documents over HTTP, subscriptions over a socket. */

import type { CallOptions } from "@plinto/core";
import { graphql } from "@plinto/core/operations";
import { credentialOf, sessionOf, type RealtimeSource } from "../credential.ts";
import { misuse, refusal } from "../errors.ts";
import { systemPage } from "../platform.ts";
import type { Page, SocketConstructor } from "../ports.ts";
import { socketAddress, socketConstructor } from "../socket-address.ts";
import { textOf, type GraphqlDocument, type VariablesOf } from "./document.ts";
import { failure, type GraphqlFault } from "./failure.ts";
import { createLiveSocket } from "./live-socket.ts";
import { createSubscription, type GraphqlAnswer, type GraphqlSubscription, type GraphqlSubscriptionOptions, type LiveSubscription } from "./subscription.ts";

export type { GraphqlScalars, GraphqlSchema } from "../generated/graphql-schema.ts";
export type { GraphqlAnswer, GraphqlDocument, GraphqlFault, GraphqlSubscription, GraphqlSubscriptionOptions };
export type { Page, PageSignal, Socket, SocketConstructor } from "../ports.ts";
export type { RealtimeSource } from "../credential.ts";

/** Options of {@link createGraphql}; clock, randomness and network are those of the client. */
export interface GraphqlOptions {
  /** Opens sockets. Default: the client's `WebSocket`, else the global one; Node 20 has none, so pass that of `ws`. */
  WebSocket?: SocketConstructor;
  /** Where the socket is. Default: `/v1/graphql` below the client's base URL. */
  url?: string;
  /** The page: its visibility and its network. Default: the browser's. */
  page?: Page;
}

/** GraphQL. Made by {@link createGraphql}. */
export interface Graphql {
  /**
   * Runs a query or mutations.
   *
   * @returns the data, whole
   * @throws `PlintoError` with the code of the first operation that was refused; what kept the request from being
   *   answered at all, as every call throws it; `document_invalid`
   * @example
   * const { me } = await graphql.request<{ me: { id: string } }>("{ me { id } }");
   */
  request<Result = unknown, Variables = Record<string, unknown>>(
    document: GraphqlDocument<Result, Variables>,
    ...variables: VariablesOf<Variables>
  ): Promise<Result>;
  /**
   * Runs a query or mutations, and gives what came of it, also where a part was refused.
   *
   * @throws `PlintoError` where the request was not answered; `document_invalid`
   */
  execute<Result = unknown, Variables = Record<string, unknown>>(
    document: GraphqlDocument<Result, Variables>,
    variables?: Variables,
    options?: CallOptions,
  ): Promise<GraphqlAnswer<Result>>;
  /**
   * Listens. The socket opens with the first subscription and closes with the last; it reconnects by itself and goes on
   * where it was.
   *
   * @throws `PlintoError` `option_invalid`, `websocket_missing`, `document_invalid`, `closed`; what ends it is thrown in its loop
   */
  subscribe<Result = unknown, Variables = Record<string, unknown>>(
    document: GraphqlDocument<Result, Variables>,
    variables: Variables,
    options: GraphqlSubscriptionOptions,
  ): GraphqlSubscription<Result>;
  /** Ends all subscriptions and closes the socket. */
  close(): void;
}

/**
 * Makes GraphQL over a client of @plinto/core. Calls go through the client, with its session, its patience and its hooks;
 * subscriptions need the package `graphql-ws`. It does not take over a sign-in: sign in with `plinto.auth`.
 *
 * @throws `PlintoError` of kind `config`: `option_invalid`
 * @example
 * const graphql = createGraphql(plinto);
 * const { organization } = await graphql.request<{ organization: { name: string } }, { id: string }>(
 *   "query ($id: ID!) { organization(orgId: $id) { name } }",
 *   { id: orgId },
 * );
 */
export function createGraphql(source: RealtimeSource, options: GraphqlOptions = {}): Graphql {
  const { clock, random, log } = source.transport;
  const { page = systemPage() } = options;
  const url = socketAddress(source, "/v1/graphql", options.url);
  const session = sessionOf(source);
  const lives = new Set<LiveSubscription>();
  let socket: ReturnType<typeof createLiveSocket> | undefined;
  let person = session?.current?.user.id;
  let closed = false;

  const leave = (): void => {
    socket?.close();
    socket = undefined;
  };
  const stopSession = session?.subscribe(() => {
    const next = session.current?.user.id;
    const before = person;
    if (next === before) return;
    person = next;
    if (before === undefined) return;
    // What one person was told is not for the next.
    for (const live of lives)
      live.fail(refusal({ code: next === undefined ? "unauthenticated" : "principal_changed", message: "Another person is signed in, or nobody" }));
    leave();
  });
  const live = (): ReturnType<typeof createLiveSocket> => {
    const WebSocket = socketConstructor(source, options.WebSocket);
    return (socket ??= createLiveSocket({ url, WebSocket, credential: credentialOf(source), clock, random, page }));
  };

  const execute = async <Result, Variables>(
    document: GraphqlDocument<Result, Variables>,
    variables?: Variables,
    callOptions?: CallOptions,
  ): Promise<GraphqlAnswer<Result>> => {
    const { data = null, errors = [] }: { data?: unknown; errors?: readonly object[] } = await graphql(
      source,
      { query: textOf(document), variables: { ...variables } },
      callOptions,
    );
    return { data, errors } as GraphqlAnswer<Result>;
  };
  return {
    execute,
    async request(document, ...[variables]) {
      const { data, errors } = await execute(document, variables);
      const [fault] = errors;
      if (fault) throw failure(fault);
      return data!;
    },
    subscribe<Result, Variables>(document: GraphqlDocument<Result, Variables>, variables: Variables, subscription: GraphqlSubscriptionOptions) {
      if (closed) throw misuse("closed", "The client was closed: make another with createGraphql");
      if (typeof subscription?.onGap !== "function") throw misuse("option_invalid", "onGap says what to do when events were missed, and is never optional");
      const query = textOf(document);
      const { client, asks, forget, reason } = live();
      const made = createSubscription<Result>({
        client,
        query,
        variables: variables as Record<string, unknown>,
        options: subscription,
        reason,
        report: (message) => log("error", message),
        asks,
        forget,
        closed: (one) => lives.delete(one),
      });
      lives.add(made.live);
      return made.subscription;
    },
    close() {
      closed = true;
      stopSession?.();
      for (const one of lives) one.fail();
      leave();
    },
  };
}
