/** A verifier that listens to a mock, and what tells when it has heard. */

import { createRealtime, type Realtime } from "@plinto/realtime";
import type { AcmeSeed, Mock } from "@plinto/mock";
import { createPlintoAdmin, type PlintoAdmin } from "../../src/index.ts";
import { createTokenVerifier, type StreamTokenVerifier, type StreamVerifierOptions } from "../../src/realtime.ts";
import { within } from "./within.ts";

export interface Stream {
  readonly mock: Mock<AcmeSeed>;
  readonly admin: PlintoAdmin;
  readonly realtime: Realtime;
  readonly verifier: StreamTokenVerifier;
  /** Resolves with the next event of a type, after the verifier has heard of it. */
  heard(type: string): Promise<unknown>;
  /** Resolves when the stream stands so. */
  until(status: StreamTokenVerifier["stream"]["status"]): Promise<void>;
  /** How often the API was asked about a token. */
  asked(): number;
  close(): Promise<void>;
}

/** Makes a verifier that is live, on a socket that the test can cut. */
export async function streamOf(mock: Mock<AcmeSeed>, options: Partial<StreamVerifierOptions> = {}): Promise<Stream> {
  const { baseUrl, fetch, clock, WebSocket } = mock.connect();
  const admin = createPlintoAdmin({ baseUrl, fetch, clock, secretKey: mock.keys.secretKey });
  const realtime = createRealtime(admin, { WebSocket });
  const verifier = createTokenVerifier({ ...mock.verifierOptions(), realtime, ...options });
  const own = realtime.environment({ onGap: () => {} });
  await verifier.ready();
  return {
    mock,
    admin,
    realtime,
    verifier,
    heard: (type) => within(type, new Promise((resolve) => void verifier.stream.on("event", (event) => event.type === type && resolve(event)))),
    async until(status) {
      while (verifier.stream.status !== status)
        await within(
          status,
          new Promise<void>((resolve) => {
            const stops = [own.on("recovered", done), own.on("gap", done), own.on("end", done), realtime.on("status", done)];
            function done(): void {
              for (const stop of stops) stop();
              resolve();
            }
          }),
        );
    },
    asked: () => mock.requests.filter(({ operationId }) => operationId === "introspectSession").length,
    async close() {
      await verifier.close();
      await realtime.close();
    },
  };
}
