import { HttpGraphql } from "./http.ts";
import type { GraphqlHost, GraphqlWorld } from "./port.ts";
import { GraphqlSockets } from "./sockets.ts";

/** Makes GraphQL of one world. */
export function openWorld(host: GraphqlHost): GraphqlWorld {
  const http = new HttpGraphql(host);
  const sockets = new GraphqlSockets(host, http);
  return {
    begin: (values, exchange) => http.begin(values, exchange),
    openSocket: (request) => sockets.open(request),
    end: () => sockets.end(),
  };
}
