import { bypass, http, ws, type HttpHandler, type WebSocketHandler } from "msw";
import { systemFetch } from "../kernel/system.ts";
import { internalsOf, type Mock } from "../mock.ts";
import { deliverByFetch } from "../webhooks/deliver.ts";
import { answer } from "./answer.ts";
import { socketHandler } from "./msw-sockets.ts";

/**
 * The mock as handlers for your own msw: one catch-all for everything below its base URL, and one for its sockets.
 *
 * Needs msw ^2.10 or ^3 (optional peer). From 2.11 on msw has parts that are ES modules only: Jest loads them on Node
 * 24.9 or newer with `NODE_OPTIONS=--experimental-vm-modules`; without, use msw 2.10 there.
 *
 * @example
 * import { setupServer } from "msw/node";
 * import { plintoHandlers } from "@plinto/mock/msw";
 *
 * const server = setupServer(...plintoHandlers(mock), ...myHandlers);
 */
export function plintoHandlers(mock: Mock): (HttpHandler | WebSocketHandler)[] {
  // What the mock itself sends is not for anybody's handlers.
  internalsOf(mock).adoptDeliver({ make: () => deliverByFetch((input, init) => systemFetch(bypass(new Request(input, init)))), seesAddresses: false });
  return [http.all(`${mock.baseUrl}/*`, ({ request }) => answer(mock, request)), socketHandler(mock, ws)];
}
