import type { WebSocketHandler, ws } from "msw";
import { internalsOf, type Mock } from "../mock.ts";
import type { SocketReceiver } from "../realtime/socket-port.ts";

type Link = ReturnType<(typeof ws)["link"]>;

/** The links of an msw by address. It listens for each of them for as long as the process lives: mocks at one address share one. */
const links = new WeakMap<typeof ws, Map<string, Link>>();

/** The sockets of the mock as a handler for msw: those that the page or this process opens by the global `WebSocket`. */
export function socketHandler(mock: Mock, of: typeof ws): WebSocketHandler {
  const { openSocket } = internalsOf(mock);
  return linkTo(`${mock.baseUrl.replace(/^http/, "ws")}/*`, of).addEventListener("connection", async ({ client, info }) => {
    const here: { receiver?: SocketReceiver } = {};
    let isOver = false;
    const early: unknown[] = [];
    client.addEventListener("message", ({ data }) => (here.receiver ? here.receiver.receive(data) : early.push(data)));
    client.addEventListener("close", () => {
      isOver = true;
      here.receiver?.lost();
    });
    const protocols = typeof info.protocols === "string" ? [info.protocols] : (info.protocols ?? []);
    const url = new URL(String(client.url).replace(/^ws/, "http"));
    const handshake = await openSocket(url, { protocols, origin: null, address: null });
    if (isOver) return;
    // msw knows no refusal of a handshake: to the client it is a connection that is lost at once, as in a browser.
    if (!handshake.ok) return client.close(1006);
    const receiver = (here.receiver = handshake.attach({
      send: (text) => client.send(text),
      close: (code, reason) => client.close(code, reason),
      drop: () => client.close(1006),
      bufferedAmount: 0,
    }));
    for (const data of early.splice(0)) receiver.receive(data);
  });
}

function linkTo(address: string, of: typeof ws): Link {
  const known = links.get(of) ?? new Map<string, Link>();
  links.set(of, known);
  const link = known.get(address) ?? of.link(address);
  known.set(address, link);
  return link;
}
