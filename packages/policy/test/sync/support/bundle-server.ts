import type { Fetch, PolicyBundle } from "../../../src/sync.ts";
import { detached, type SigningKey } from "./signing.ts";

export const organizationId = "org_01hzy3v5q8w9x0a1b2c3d4e5f6";
export const baseUrl = "https://api.plinto.test";
export const secretKey = "sk_test_a_key_that_no_message_may_name";

/** A request as it arrived. */
export interface SeenRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string | undefined;
}

/** Answers instead of the server; undefined leaves it to the server. */
export type Instead = (request: SeenRequest) => Response | Promise<Response> | undefined;

/** The two operations of bundles and the key set, as the API answers them, with a bundle that a test can change. */
export interface BundleServer {
  readonly fetch: Fetch;
  readonly requests: SeenRequest[];
  /** Reports that were taken, batch by batch. */
  readonly batches: { readonly key: string | null; readonly evaluations: Record<string, unknown>[] }[];
  bundle: Readonly<Record<string, unknown>>;
  signer: SigningKey;
  published: readonly object[];
  /** Changes members of the bundle. */
  change(members: Partial<PolicyBundle> & Readonly<Record<string, unknown>>): void;
  instead: Instead | undefined;
  /** The signed answer as it would be given now. */
  answer(): Promise<{ body: string; signature: string; etag: string }>;
  /** How often this path was asked for. */
  count(path: string): number;
}

export function bundleOf(members: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    format: "plinto.policies.v1",
    organizationId,
    revision: "rev_1",
    sequence: 1,
    generatedAt: "2026-03-01T00:00:00.000Z",
    policies: [{ id: "pol_1", version: 1, document: { effect: "allow", actions: ["documents:read"], resources: ["document:*"], subjects: ["role:member"] } }],
    roles: [
      { key: "owner", level: 4, permissions: ["org:transfer", "policies:manage", "audit:export"] },
      { key: "member", level: 2, permissions: ["org:read"] },
    ],
    ...members,
  };
}

export function bundleServer(signer: SigningKey): BundleServer {
  const server: BundleServer = {
    requests: [],
    batches: [],
    bundle: bundleOf(),
    signer,
    published: [signer.jwk],
    instead: undefined,
    change(members) {
      server.bundle = { ...server.bundle, ...members };
    },
    async answer() {
      const body = JSON.stringify(server.bundle);
      return { body, signature: await detached(server.signer, body), etag: `"${String(server.bundle["revision"])}"` };
    },
    count: (path) => server.requests.filter(({ url }) => url.pathname === path).length,
    async fetch(address, init) {
      const request: SeenRequest = {
        method: init.method ?? "GET",
        url: new URL(address),
        headers: new Headers(init.headers),
        body: init.body as string | undefined,
      };
      server.requests.push(request);
      const other = await server.instead?.(request);
      if (other !== undefined) return other;
      if (request.url.pathname === "/.well-known/jwks.json") return Response.json({ keys: server.published });
      if (request.headers.get("authorization") !== `Bearer ${secretKey}`) return new Response(null, { status: 401 });
      if (request.method === "POST") {
        const { evaluations } = JSON.parse(request.body!) as { evaluations: Record<string, unknown>[] };
        server.batches.push({ key: request.headers.get("idempotency-key"), evaluations });
        return new Response(null, { status: 202 });
      }
      const { body, signature, etag } = await server.answer();
      if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers: { etag } });
      return new Response(body, { headers: { "content-type": "application/json", etag, "plinto-bundle-signature": signature } });
    },
  };
  return server;
}
