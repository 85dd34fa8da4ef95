import { GraphQLError, type FieldNode } from "graphql";
import { fail, ProblemError } from "../pipeline/problem.ts";
import { socketLimits } from "../realtime/socket-limits.ts";
import type { ReadDocument } from "./document.ts";
import type { Result } from "./errors.ts";
import type { HttpGraphql } from "./http.ts";
import { cursorOf, interestOf } from "./interest.ts";
import { Listening } from "./listening.ts";
import type { GraphqlHost } from "./port.ts";
import type { RunningOperation } from "./running-operation.ts";
import type { GraphqlSocket } from "./socket.ts";
import { topicOf } from "./socket-events.ts";

/** What comes of an operation: one result, or those of a subscription. */
export type Results = Promise<Result> | AsyncGenerator<Result, void, void>;

/** An operation that may be run. */
export interface Prepared {
  readonly read: ReadDocument;
  readonly work: () => Results;
}

/** What operations of a socket are prepared with. */
export interface PrepareFacts {
  readonly host: GraphqlHost;
  readonly http: HttpGraphql;
  readonly socket: GraphqlSocket;
  /** All that its client has asked for. */
  readonly operations: ReadonlyMap<string, RunningOperation>;
}

/** Reads what a client asks for on a socket, judges and counts it. A subscription listens from then on. @throws ProblemError, DocumentFault */
export async function prepare(operation: RunningOperation, { host, http, socket, operations }: PrepareFacts): Promise<Prepared> {
  const { payload } = operation;
  const requestId = host.nextRequestId();
  const variables = payload.variables ?? {};
  const { principal } = socket;
  if (!principal) fail("unauthenticated");
  await host.catchUp?.();
  await http.judge(payload);
  const read = http.documents.read(payload.query, payload.operationName, variables);
  const { exchange } = socket;
  const outer = { exchange, principal, requestId, traceId: undefined };
  await host.countDocument(exchange, principal, read.weight.costs);
  if (read.operation.operation !== "subscription") return { read, work: () => http.execute(read, variables, outer) };
  if ([...operations.values()].filter(({ takesPlace }) => takesPlace).length >= socketLimits.subscriptions)
    fail("limit_exceeded", { detail: `A connection has at most ${socketLimits.subscriptions} subscriptions.` });
  operation.takePlace();
  const listening = new Listening(host, socket, interestOf(read, variables));
  await listening.begin(cursorOf(payload));
  operation.listen(listening);
  // Nobody is there any more.
  if (socket.isOver) listening.end();
  const render = (event: unknown, field: string): Promise<Result> =>
    http.execute(
      read,
      variables,
      { ...outer, exchange: socket.exchange, principal: socket.principal ?? principal, requestId: host.nextRequestId() },
      { [field]: event },
    );
  return { read, work: () => results(host, listening, read, render) };
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
      const { extensions, ...result } = await render(listening.interest.resultOf(event), field);
      host.figures.eventsSent(topicOf(listening.interest), 1);
      yield { ...result, extensions: { ...extensions, cursor } };
    }
  } catch (error) {
    throw error instanceof ProblemError ? new GraphQLError(error.problem.code, { cause: error }) : error;
  } finally {
    listening.end();
  }
}
