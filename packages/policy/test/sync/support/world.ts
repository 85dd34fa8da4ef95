import { onTestFinished } from "vitest";
import { createPolicyClient, type PolicyClient, type PolicyClientEvents, type PolicyClientOptions } from "../../../src/sync.ts";
import type { PolicyInput } from "../../../src/index.ts";
import { baseUrl, bundleServer, organizationId, secretKey, type BundleServer } from "./bundle-server.ts";
import { handClock, type HandClock } from "./hand-clock.ts";
import { signingKey } from "./signing.ts";

export const signer = await signingKey("ES256", "key_1");

export interface World {
  readonly server: BundleServer;
  readonly clock: HandClock;
  /** A client of this server and clock, closed when the test ends. */
  client(options?: Partial<PolicyClientOptions>): PolicyClient;
}

export function world(): World {
  const server = bundleServer(signer);
  const clock = handClock();
  return {
    server,
    clock,
    client(options = {}) {
      const client = createPolicyClient({ baseUrl, secretKey, organizationId, fetch: server.fetch, clock, reportEvaluations: false, ...options });
      onTestFinished(() => client.close());
      return client;
    },
  };
}

/** The events that a client has told of this name. */
export function told<Name extends keyof PolicyClientEvents>(client: PolicyClient, name: Name): PolicyClientEvents[Name][] {
  const events: PolicyClientEvents[Name][] = [];
  client.on(name, (event) => void events.push(event));
  return events;
}

/** The next event of this name. */
export function next<Name extends keyof PolicyClientEvents>(client: PolicyClient, name: Name): Promise<PolicyClientEvents[Name]> {
  return new Promise((resolve) => {
    const stop = client.on(name, (event) => {
      stop();
      resolve(event);
    });
  });
}

/** May a member read a document? The server's bundle says yes. */
export function question(rest: Partial<PolicyInput> = {}): PolicyInput {
  return { action: "documents:read", subject: { type: "user", id: "usr_1", roles: ["member"] }, resource: { type: "document", id: "doc_1" }, ...rest };
}
