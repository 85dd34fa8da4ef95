import { getArgumentValues, getVariableValues, GraphQLError, Kind, type FieldNode } from "graphql";
import { makeServer, type SubscribePayload } from "graphql-ws";
import type { EventEnvelope } from "../domain/events/envelope.ts";
import { isTooDeep } from "../pipeline/nesting.ts";
import { fail, ProblemError } from "../pipeline/problem.ts";
import { socketLimits } from "../realtime/socket-limits.ts";
import type { ReadDocument } from "./document.ts";
import { DocumentFault, shownError, type Result } from "./errors.ts";
import { Listening } from "./listening.ts";
import type { GraphqlHost } from "./port.ts";
import { schema } from "./schema.ts";
import type { GraphqlSocket, Protocol } from "./socket.ts";
import { topicOf, type Interest } from "./socket-events.ts";
import type { HttpGraphql } from "./http.ts";

type Values = Readonly<Record<string, unknown>>;
type Results = Promise<Result> | AsyncGenerator<Result, void, void>;

/** Speaks `graphql-transport-ws` on a socket. The messages are graphql-ws's own; what they run is ours. */
export function speak(host: GraphqlHost, http: HttpGraphql, socket: GraphqlSocket): Protocol {
  const active = new Set<string>();
  /** Those of them that listen, or are about to. */
  const subscriptions = new Set<string>();
  const listenings = new Map<string, Listening>();
  /** Subscriptions that are being begun: each ends when it listens, or when the client was told why it does not. */
  const beginning = new Set<Promise<unknown>>();
  const begun = new Map<string, () => void>();
  const forget = (id: string): void => {
    active.delete(id);
    subscriptions.delete(id);
  };
  let receive: (text: string) => Promise<void> = () => Promise.resolve();

  const prepare = async (id: string, payload: SubscribePayload): Promise<{ readonly read: ReadDocument; readonly work: () => Results }> => {
    const requestId = host.nextRequestId();
    const variables = (payload.variables ?? {}) as Values;
    const { principal } = socket;
    if (!principal) fail("unauthenticated");
    await host.catchUp?.();
    await http.judge(payload);
    const read = http.documents.read(payload.query, payload.operationName, variables);
    const { exchange } = socket;
    const outer = { exchange, principal, requestId, traceId: undefined };
    await host.countDocument(exchange, principal, read.weight.costs);
    if (read.operation.operation !== "subscription") return { read, work: () => http.execute(read, variables, outer) };
    if (subscriptions.size >= socketLimits.subscriptions)
      fail("limit_exceeded", { detail: `A connection has at most ${socketLimits.subscriptions} subscriptions.` });
    // Ended before it began.
    if (active.has(id)) subscriptions.add(id);
    const listening = new Listening(host, socket, interestOf(read, variables));
    await listening.begin(cursorOf(payload));
    listenings.set(id, listening);
    // Ended while it began.
    if (!active.has(id) || socket.isOver) listening.end();
    const render = (event: unknown, field: string): Promise<Result> =>
      http.execute(
        read,
        variables,
        { ...outer, exchange: socket.exchange, principal: socket.principal ?? principal, requestId: host.nextRequestId() },
        { [field]: event },
      );
    return { read, work: () => results(host, listening, read, render) };
  };

  const server = makeServer<Values>({
    connectionInitWaitTimeout: 0,
    onConnect: async ({ connectionParams }) => (await socket.open(connectionParams)) ?? false,
    async onSubscribe(_context, id, payload) {
      active.add(id);
      try {
        const { read, work } = await prepare(id, payload);
        begun.get(id)?.();
        // What the protocol's engine hands on unread is the work itself.
        return { schema, document: read.document, operationName: payload.operationName ?? null, contextValue: work };
      } catch (error) {
        forget(id);
        if (error instanceof DocumentFault) return error.faults;
        if (error instanceof ProblemError) return [new GraphQLError(error.problem.code, { cause: error })];
        throw error;
      }
    },
    execute: ({ contextValue }) => (contextValue as () => Results)() as never,
    subscribe: ({ contextValue }) => (contextValue as () => Results)() as never,
    onNext: (_context, _id, _payload, _args, result) => result as never,
    onError: (_context, _id, _payload, errors) => errors.map((error) => shownError(error, host.nextRequestId())),
    onComplete(_context, id) {
      forget(id);
      const listening = listenings.get(id);
      listenings.delete(id);
      listening?.end();
      // Nothing is left that this socket may hear.
      if (listening?.loss && socket.subscriptions.size === 0) socket.close("membership_lost");
    },
  });
  const gone = server.opened(
    {
      protocol: "graphql-transport-ws",
      send: (text) => socket.send(text),
      close: (code = 4500, reason = "") => socket.end(code, reason),
      onMessage: (listener) => {
        receive = listener;
      },
      async onPing(payload) {
        const { authorization, cursor } = payload ?? {};
        const told: Record<string, unknown> = {};
        if (typeof authorization === "string") {
          const renewed = await socket.renew(authorization);
          if (!renewed) return;
          Object.assign(told, renewed);
        }
        // Nobody is told how much happens here who has not said who it is.
        if (cursor === true && socket.principal) {
          // Whoever asks behind a subscription is answered when that listens.
          await Promise.allSettled(beginning);
          const [last] = await host.world.commitsSince(host.world.seq - 1);
          if (last) told["cursor"] = socket.places.afterCommit(last);
        }
        socket.send(JSON.stringify({ type: "pong", ...(payload && { payload: Object.keys(told).length > 0 ? told : payload }) }));
      },
    },
    undefined,
  );
  return {
    receive(text, message) {
      const { id, type } = message;
      // What is to be run is judged as over HTTP; all else is written again, which what is nested without an end cannot be.
      if (type !== "subscribe" && isTooDeep(message)) {
        socket.close("bad_request");
        return { work: Promise.resolve(), isLong: false };
      }
      const listens = new Promise<void>((resolve) => {
        if (type === "subscribe" && id !== undefined) begun.set(id, resolve);
      });
      const work = receive(text);
      if (type === "subscribe") {
        const begins = Promise.race([listens, work]).finally(() => {
          beginning.delete(begins);
          if (id !== undefined) begun.delete(id);
        });
        beginning.add(begins);
        begins.catch(() => {});
      }
      if (type === "complete" && id !== undefined) {
        forget(id);
        listenings.get(id)?.end();
      }
      return { work, isLong: type === "subscribe" };
    },
    gone: () => void gone(),
  };
}

async function* results(
  host: GraphqlHost,
  listening: Listening,
  { operation }: ReadDocument,
  render: (event: unknown, field: string) => Promise<Result>,
): AsyncGenerator<Result, void, void> {
  const field = (operation.selectionSet.selections[0] as FieldNode).name.value;
  try {
    for await (const { event, cursor } of listening.queue) {
      const { extensions, ...result } = await render(field === "policyEvaluations" ? event["data"] : event, field);
      host.figures.eventsSent(topicOf(listening.interest), 1);
      yield { ...result, extensions: { ...extensions, cursor } };
    }
  } catch (error) {
    throw error instanceof ProblemError ? new GraphQLError(error.problem.code, { cause: error }) : error;
  } finally {
    listening.end();
  }
}

/** What the one field of a subscription asks for. */
function interestOf({ operation }: ReadDocument, variables: Values): Interest {
  const node = operation.selectionSet.selections[0];
  if (node?.kind !== Kind.FIELD) fail("validation_failed", { detail: "Select the field of the subscription itself, not by a fragment." });
  const definition = schema.getSubscriptionType()!.getFields()[node.name.value];
  if (!definition) fail("validation_failed", { detail: "This cannot be listened to." });
  const { variableValues, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (errors) throw new DocumentFault(errors);
  const args = getArgumentValues(definition, node, variableValues) as {
    readonly orgId: string;
    readonly types?: readonly string[] | null;
    readonly decision?: string | null;
  };
  const { types = null, decision = null } = args;
  if (node.name.value === "organizationEvents")
    return { topic: "organization", orgId: args.orgId, wants: ({ type }) => types === null || types.includes(type) };
  const kept = ["policy.evaluated", "policy.evaluation_denied"];
  return {
    topic: "policy",
    orgId: args.orgId,
    wants: ({ type, data }: EventEnvelope) => kept.includes(type) && (decision === null || data["decision"] === decision),
  };
}

/** Where the client wants to go on: the `cursor` of the last result that it has. */
function cursorOf({ extensions }: SubscribePayload): string | undefined {
  const after = extensions?.["after"];
  return typeof after === "string" ? after : undefined;
}
