import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";

const mock = createMock();
const plinto = createPlinto(mock.as("ada", { organization: "acme" }));
const acme = mock.seed.organizations.acme.id;

// #region open
const { ticket } = await plinto.realtime.tickets.create();
const socket = new mock.WebSocket(`${mock.baseUrl}/v1/ws`, ["plinto.v1", `plinto.ticket.${ticket}`]);
const frames: { kind: string }[] = [];
socket.onmessage = ({ data }) => void frames.push(JSON.parse(data as string) as { kind: string });
await until("authentication");
socket.send(JSON.stringify({ kind: "subscription", id: "1", topic: `organization:${acme}` }));
await until("subscription");
await plinto.organizations.teams.create({ orgId: acme, name: "Red" });
console.log(await until("events")); // prints: connection authentication subscription events
// #endregion open

// #region steer
console.log(mock.realtime.connections.map(({ topics }) => topics.length)); // prints: [ 1 ]
mock.realtime.duplicate(); // the next frame of events comes twice
mock.realtime.resetEpoch(); // as if the server had lost what it remembered
mock.realtime.drain({ windowMs: 1000 }); // the server goes away
console.log(await until("drain")); // prints: connection authentication subscription events drain
mock.realtime.cut(); // the network is gone
// #endregion steer

// #region stats
const { connections, eventsSent } = await plinto.realtime.getStats();
console.log(connections, eventsSent); // prints: 0 1
// #endregion stats

/** Waits for a frame of this kind, and lists the kinds so far. */
async function until(kind: string): Promise<string> {
  while (!frames.some((frame) => frame.kind === kind)) await new Promise((resolve) => socket.addEventListener("message", resolve, { once: true }));
  return frames.map((frame) => frame.kind).join(" ");
}
