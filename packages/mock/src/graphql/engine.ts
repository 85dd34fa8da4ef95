import { systemNode } from "../kernel/system.ts";
import { fail } from "../pipeline/problem.ts";
import { loadFault } from "./load-fault.ts";
import type { GraphqlEngine, GraphqlWorld, WorldEngine } from "./port.ts";

export type { GraphqlEngine };

/**
 * GraphQL for the mock. It needs the packages `graphql` and `graphql-ws`, and Node 22.12 or newer; they are loaded by the
 * first request.
 *
 * @example
 * import { createMock } from "@plinto/mock";
 * import { graphql } from "@plinto/mock/graphql";
 *
 * const mock = createMock({ graphql });
 */
export const graphql: GraphqlEngine = {
  open(host) {
    let opened: Promise<GraphqlWorld> | undefined;
    const world = (): Promise<GraphqlWorld> =>
      (opened ??= import("./world.ts").then(
        ({ openWorld }) => openWorld(host),
        (error: unknown) => {
          opened = undefined;
          fail("not_implemented", { detail: loadFault(error, systemNode()) });
        },
      ));
    return {
      begin: async (values, exchange) => (await world()).begin(values, exchange),
      openSocket: async (request) => (await world()).openSocket(request),
      end: () =>
        void opened?.then(
          (one) => one.end(),
          () => {},
        ),
    };
  },
} satisfies WorldEngine;
