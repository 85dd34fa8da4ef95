import type { ErrorCode } from "@plinto/spec";
import type { PolicyEngines } from "../domain/policies/engines.ts";
import type { World } from "../kernel/world.ts";
import type { Exchange, Reply } from "../pipeline/exchange.ts";
import type { InnerAnswer, InnerCall, OuterCall } from "../pipeline/inner-call.ts";
import type { Problem } from "../pipeline/problem.ts";
import type { Principal } from "../principal.ts";
import type { RealtimeFigures } from "../realtime/figures.ts";
import type { SocketRoom } from "../realtime/room.ts";
import type { Handshake, SocketRequest } from "../realtime/socket-port.ts";
import type { MockSchema } from "../schema.ts";

/** The GraphQL engine, made by `@plinto/mock/graphql` and handed to `createMock`. What they say to each other is theirs. */
export interface GraphqlEngine {
  /** @ignore */
  open(host: never): unknown;
}

/** The same, as the mock sees it. */
export interface WorldEngine extends GraphqlEngine {
  /** Makes the engine of one world. */
  open(host: GraphqlHost): GraphqlWorld;
}

/** What the engine of a world stands on. */
export interface GraphqlHost {
  readonly world: World<MockSchema>;
  /** Runs the operation of a field. @throws ProblemError, ConnectionDropped */
  perform(outer: OuterCall, inner: InnerCall): Promise<InnerAnswer>;
  /** Finds out who asks, by the headers that every call may have. @throws ProblemError */
  authenticate(asks: Pick<Exchange, "header">): Promise<Principal>;
  /** Counts a document that came over a socket. @throws ProblemError where limits are enforced */
  countDocument(exchange: Exchange, principal: Principal, costs: GraphqlCosts): Promise<void>;
  readonly policies: PolicyEngines;
  readonly baseUrl: () => string;
  readonly nextRequestId: () => string;
  /** Real milliseconds since some moment. */
  readonly stopwatch: () => number;
  /** Where the sockets of this world are, those of other protocols among them. */
  readonly room: SocketRoom;
  /** Counts what goes over them. */
  readonly figures: RealtimeFigures;
  /** Takes in what others wrote to the same state; nothing where nobody does. */
  readonly catchUp: (() => Promise<void>) | undefined;
}

/** What a document may cost, for each organization that its fields name. */
export type GraphqlCosts = ReadonlyMap<string | undefined, number>;

/** A request that was read, before it is run. */
export interface GraphqlWork {
  readonly costs: GraphqlCosts;
  /** What an idempotency key stands for: the document and its variables. Absent where it does nothing that could be repeated. */
  readonly input?: Readonly<Record<string, unknown>> | undefined;
  /** Answers a problem of the whole request. */
  refuse(problem: Problem, outer: Pick<OuterCall, "requestId" | "traceId">): GraphqlAnswer;
  /** Runs it. @throws ConnectionDropped */
  run(outer: Omit<OuterCall, "read">): Promise<GraphqlAnswer>;
}

/** An answer, and the code of what was refused. */
export interface GraphqlAnswer {
  readonly reply: Reply;
  readonly code: ErrorCode | null;
}

/** GraphQL in one world. */
export interface GraphqlWorld {
  /** Reads a request; what is wrong with the document is part of the answer. */
  begin(values: Readonly<Record<string, unknown>>, exchange: Exchange): Promise<GraphqlWork>;
  /** Answers a client that wants a socket. */
  openSocket(request: SocketRequest): Promise<Handshake>;
  /** Ends the sockets. */
  end(): void;
}
