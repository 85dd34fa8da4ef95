import { createPlinto, isPlintoError } from "@plinto/core";
import { createClient } from "@plinto/core/client";
import { getOrganization } from "@plinto/core/operations";

const organization = { id: "org_01hzy3v5q8w9x0a1b2c3d4e5f6", name: "Acme", slug: "acme" };

function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": status < 400 ? "application/json" : "application/problem+json", ...headers },
  });
}

function problem(status: number, code: string): Response {
  return json(status, { type: `https://plinto.dev/docs/errors/${code}`, title: code, status, code, requestId: "req_1" });
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`${what} does not hold on this runtime`);
}

/** What every runtime has to do with the built client: call, page, retry with one key, refuse with a code, time out, abort. */
export async function runtimeSuite(): Promise<void> {
  const keys: (string | null)[] = [];
  let creations = 0;
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    if (request.method === "POST") {
      creations += 1;
      keys.push(request.headers.get("idempotency-key"));
      if (creations === 1)
        return json(503, { type: "about:blank", title: "Busy", status: 503, code: "unavailable", requestId: "req_1" }, { "retry-after": "0" });
      const body = (await request.json()) as { name: string };
      return body.name === "Taken" ? problem(409, "slug_taken") : json(201, { ...organization, name: body.name });
    }
    if (url.pathname === "/v1/organizations") {
      const last = url.searchParams.get("cursor") === "c2";
      return json(200, { data: [organization], nextCursor: last ? null : "c2", prevCursor: null });
    }
    if (url.pathname.endsWith("/org_01hzy3v5q8w9x0a1b2c3d4e5f7")) {
      return new Promise((_, reject) => request.signal.addEventListener("abort", () => reject(request.signal.reason as Error)));
    }
    return json(200, organization);
  };

  const options = { baseUrl: "https://api.plinto.test", secretKey: "sk_test_runtimes", fetch };
  const plinto = createPlinto(options);

  const created = await plinto.organizations.create({ name: "Initech" });
  check(created.name === "Initech", "creating an organization");
  check(creations === 2 && keys[0] !== null && keys[0] === keys[1], "repeating a mutation with the same key");

  const refused = await plinto.organizations.create({ name: "Taken" }).safe();
  check(!refused.ok && isPlintoError(refused.error, "slug_taken"), "recognizing a refusal by its code");

  const all = await plinto.organizations.list().toArray({ max: 10 });
  check(all.length === 2, "following cursors");

  const client = createClient(options);
  const read = await getOrganization(client, { orgId: organization.id });
  check(read.slug === "acme", "calling one operation on a bare client");

  const hanging = { orgId: "org_01hzy3v5q8w9x0a1b2c3d4e5f7" };
  const late = await getOrganization(client, hanging, { timeoutMs: 20, retry: { retries: 0 } }).safe();
  check(!late.ok && late.error.kind === "timeout", "timing out");

  const controller = new AbortController();
  const aborted = getOrganization(client, hanging, { signal: controller.signal }).safe();
  controller.abort();
  const answer = await aborted;
  check(!answer.ok && answer.error.kind === "abort", "aborting");
}
