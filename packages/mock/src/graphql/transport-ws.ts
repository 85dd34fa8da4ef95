import { GraphQLError } from "graphql";
import { makeServer } from "graphql-ws";
import { isTooDeep } from "../pipeline/nesting.ts";
import { ProblemError } from "../pipeline/problem.ts";
import { DocumentFault, shownError } from "./errors.ts";
import type { HttpGraphql } from "./http.ts";
import type { GraphqlHost } from "./port.ts";
import { prepare, type Results } from "./prepare.ts";
import { RunningOperation } from "./running-operation.ts";
import { schema } from "./schema.ts";
import { closeCodes } from "./socket-close.ts";
import type { GraphqlSocket, Protocol } from "./socket.ts";

/** Speaks `graphql-transport-ws` on a socket. The messages are graphql-ws's own; what they run is ours. */
export function speak(host: GraphqlHost, http: HttpGraphql, socket: GraphqlSocket): Protocol {
  const operations = new Map<string, RunningOperation>();
  let receive: (text: string) => Promise<void> = () => Promise.resolve();

  const server = makeServer<Readonly<Record<string, unknown>>>({
    connectionInitWaitTimeout: 0,
    onConnect: async ({ connectionParams }) => (await socket.open(connectionParams)) ?? false,
    async onSubscribe(_context, id, payload) {
      const operation = new RunningOperation(payload);
      operations.set(id, operation);
      try {
        const { read, work } = await prepare(operation, { host, http, socket, operations });
        operation.begun();
        // What the protocol's engine hands on unread is the work itself.
        return { schema, document: read.document, operationName: payload.operationName ?? null, contextValue: work };
      } catch (error) {
        operation.end();
        if (error instanceof DocumentFault) return error.faults;
        if (error instanceof ProblemError) return [new GraphQLError(error.problem.code, { cause: error })];
        throw error;
      }
    },
    execute: ({ contextValue }) => (contextValue as () => Results)() as never,
    subscribe: ({ contextValue }) => (contextValue as () => Results)() as never,
    onNext: (_context, _id, _payload, _args, result) => result as never,
    onError: (_context, _id, _payload, errors) => errors.map((error) => shownError(error, host.nextRequestId())),
    onComplete(_context, id, payload) {
      const operation = operations.get(id);
      // Another one may have this id by now.
      if (operation?.payload !== payload) return;
      operation.end();
      // Nothing is left that this socket may hear.
      if (operation.isLost && socket.subscriptions.size === 0) socket.close("membership_lost");
    },
  });
  const gone = server.opened(
    {
      protocol: "graphql-transport-ws",
      send: (text) => socket.send(text),
      close: (code = closeCodes.internal_error, reason = "") => socket.end(code, reason),
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
          await Promise.all([...operations.values()].map(({ whenBegun }) => whenBegun));
          const { place } = socket;
          if (place !== undefined) told["cursor"] = place;
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
      const work = receive(text);
      const operation = id === undefined ? undefined : operations.get(id);
      if (type === "complete") operation?.end();
      if (type === "subscribe" && operation) {
        const leave = (): void => {
          operation.end();
          operation.begun();
          if (operations.get(id!) === operation) operations.delete(id!);
        };
        work.then(leave, leave);
      }
      return { work, isLong: type === "subscribe" };
    },
    gone: () => void gone(),
  };
}
