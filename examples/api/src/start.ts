import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createPlintoAdmin } from "@plinto/node";
import { createTokenVerifier, type StreamTokenVerifier } from "@plinto/node/realtime";
import { createApp } from "./app.ts";
import { openDatabase } from "./database.ts";
import { recordPresentMembers } from "./present-members.ts";
import type { Settings } from "./settings.ts";
import { createReceiver } from "./webhooks.ts";

/** The API, answering. */
export interface RunningApi {
  readonly url: string;
  /** Hears of sessions that end, of people who are banned, of members who are removed. */
  readonly stream: StreamTokenVerifier["stream"];
  close(): Promise<void>;
}

/** Opens the database, catches up with what happened meanwhile, and listens. */
export async function startApi(
  { plintoUrl, secretKey, webhookSecret, port, dataFolder }: Settings,
  options: { allowMockKeys?: boolean } = {},
): Promise<RunningApi> {
  const database = await openDatabase(dataFolder);
  // A token is good for minutes; who is banned meanwhile is refused as soon as it is heard.
  const verifier = createTokenVerifier({ issuer: plintoUrl, secretKey, ...options });
  const receiver = createReceiver(database, webhookSecret);
  const admin = createPlintoAdmin({ baseUrl: plintoUrl, secretKey });
  await recordPresentMembers(admin, database);
  await receiver.catchUp(admin.events);
  await verifier.ready();
  const server = createApp({ plintoUrl, verifier, receiver, database }).listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stream: verifier.stream,
    async close() {
      server.close().closeAllConnections();
      await once(server, "close");
      await verifier.close();
      await database.close();
    },
  };
}
