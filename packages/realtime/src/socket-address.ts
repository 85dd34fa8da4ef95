/** Where a socket is, and what opens it. */

import type { RealtimeSource } from "./credential.ts";
import { misuse } from "./errors.ts";
import { systemSocket } from "./platform.ts";
import type { SocketConstructor } from "./ports.ts";

/** `given`, or `path` below the client's base URL. @throws `PlintoError` `option_invalid` */
export function socketAddress(source: RealtimeSource, path: string, given: string | undefined): string {
  const url = given ?? source.baseUrl.replace(/^http/, "ws") + path;
  if (!/^wss?:\/\/[^?#]+$/.test(url)) throw misuse("option_invalid", "url must be a ws(s) URL without query and fragment");
  return url;
}

/** `given`, the client's, or that of the runtime. @throws `PlintoError` `websocket_missing` */
export function socketConstructor(source: RealtimeSource, given: SocketConstructor | undefined): SocketConstructor {
  const WebSocket = given ?? (source.transport.WebSocket as SocketConstructor | undefined) ?? systemSocket();
  if (typeof WebSocket !== "function") throw misuse("websocket_missing", "This runtime has no WebSocket: pass one, for example that of the package ws");
  return WebSocket;
}
