import type { MockWebSocketConstructor } from "@plinto/mock";
import { expect } from "vitest";
import type { Samples } from "../sample.ts";

export const realtime = {
  createSocketTicket: ({ world }) => ({
    params: {},
    effect: async ({ ticket, expiresInSeconds }) => {
      expect(expiresInSeconds).toBe(60);
      expect(await firstFrames(world.mock, ticket)).toEqual(["connection", "authentication"]);
    },
  }),
  getSocketStats: ({ tenant, caller, acme }) => ({
    params: {},
    organization: tenant,
    effect: (stats) => expect([stats.organizationId, stats.connections]).toEqual([tenant ?? (caller.name === "environment" ? null : acme), 0]),
  }),
} satisfies Samples;

/** The kinds of the first two frames on a socket that a ticket opened. */
function firstFrames(mock: { readonly baseUrl: string; readonly WebSocket: MockWebSocketConstructor }, ticket: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const kinds: string[] = [];
    const socket = new mock.WebSocket(`${mock.baseUrl}/v1/ws`, ["plinto.v1", `plinto.ticket.${ticket}`]);
    socket.onmessage = ({ data }) => {
      kinds.push((JSON.parse(data as string) as { kind: string }).kind);
      if (kinds.length === 2) {
        socket.close();
        resolve(kinds);
      }
    };
    socket.onclose = ({ code }) => reject(new Error(`The socket was closed with ${code}`));
  });
}
