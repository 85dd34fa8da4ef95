import type { ControlFault, ControlWorldInfo } from "../generated/control-types.ts";
import { controlBodies } from "../generated/control-bodies.ts";
import type { Fault } from "../faults.ts";
import type { Snapshot } from "../kernel/snapshot.ts";
import { formatTimestamp } from "../kernel/timestamp.ts";
import type { Mail } from "../mailbox.ts";
import { isMockError, MockError } from "../mock-error.ts";
import { internalsOf, type Mock } from "../mock.ts";
import type { Seed } from "../seed.ts";

type Body = Readonly<Record<string, unknown>>;

/** Answers the requests below `/__plinto` of a mock and of its worlds; nothing for other paths. */
export function controlPlane(mock: Mock): (request: Request, path: string) => Promise<Response | undefined> {
  const snapshots = new WeakMap<Mock, Map<string, Snapshot>>();
  return async (request, path) => {
    const [, world, rest] = /^(?:\/w\/([^/]+))?\/__plinto(\/.*)?$/.exec(path) ?? [];
    if (!/^(?:\/w\/[^/]+)?\/__plinto(?:\/|$)/.test(path)) return undefined;
    // A page of another site may reach this port by a name of its own (DNS rebinding); it may not steer the mock.
    if (!isLoopbackHost(new URL(request.url).hostname) || !isOwnOrigin(request))
      return problem(403, "host_forbidden", "The control plane answers only to requests that name this machine as their host, from pages of this machine.");
    const target = world === undefined ? mock : internalsOf(mock).worlds.get(world);
    if (!target) return problem(404, "not_found", `There is no world ${JSON.stringify(world)}.`);
    try {
      const value = await answer(target, request, rest ?? "", world ?? null, snapshots);
      return value === undefined ? new Response(null, { status: 204 }) : Response.json(value);
    } catch (error) {
      if (isMockError(error)) return problem(error.code === "not_found" ? 404 : error.code === "method_not_allowed" ? 405 : 400, error.code, error.message);
      throw error;
    }
  };
}

async function answer(mock: Mock, request: Request, path: string, id: string | null, snapshots: WeakMap<Mock, Map<string, Snapshot>>): Promise<unknown> {
  await mock.ready();
  const kept = snapshots.get(mock) ?? new Map<string, Snapshot>();
  snapshots.set(mock, kept);
  switch (`${request.method} ${path.replace(/\/$/, "")}`) {
    case "GET ":
      return worldInfo(mock, id);
    case "GET /worlds":
      return { data: [...internalsOf(mock).worlds.keys()] };
    case "POST /worlds": {
      const { id: name } = await body(request, "createWorld");
      const world = mock.world(String(name));
      await world.ready();
      return worldInfo(world, String(name));
    }
    case "POST /reset":
      return mock.reset();
    case "POST /seed": {
      const { seed } = await body(request, "seedWorld");
      await internalsOf(mock).reseed(seed as string | Seed);
      return worldInfo(mock, id);
    }
    case "POST /snapshot": {
      const { name } = await body(request, "takeSnapshot");
      kept.set(String(name), mock.snapshot());
      return undefined;
    }
    case "POST /restore": {
      const { name } = await body(request, "restoreSnapshot");
      const snapshot = kept.get(String(name));
      if (!snapshot) throw new MockError("not_found", `There is no snapshot ${JSON.stringify(name)}. There is ${[...kept.keys()].join(", ") || "none"}.`);
      return mock.restore(snapshot);
    }
    case "POST /clock/advance": {
      const { duration } = await body(request, "advanceClock");
      await mock.clock.advance(duration as string | number);
      return clockState(mock);
    }
    case "POST /clock/set": {
      const { at } = await body(request, "setClock");
      await mock.clock.set(at as string);
      return clockState(mock);
    }
    case "GET /mailbox":
      return { data: await mail(mock, new URL(request.url).searchParams) };
    case "GET /faults":
      return { data: mock.faults.active };
    case "POST /faults":
      mock.faults.add((await body(request, "addFault")) as ControlFault as Fault);
      return undefined;
    case "DELETE /faults":
      mock.faults.clear();
      return undefined;
    case "GET /requests":
      return { data: mock.requests.map((entry) => ({ ...entry, at: formatTimestamp(entry.at) })) };
    default:
      throw new MockError("not_found", "The control plane has no such path and method. See spec/mock-control.yaml.");
  }
}

/** Reads a body and checks that it has what the description asks for and nothing else. */
async function body(request: Request, operationId: string): Promise<Body> {
  let value: unknown;
  try {
    value = JSON.parse(await request.text());
  } catch {
    throw new MockError("malformed_json", "The body is not JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new MockError("validation_failed", "The body must be an object.");
  const known = controlBodies[operationId]!;
  for (const name of Object.keys(value)) {
    if (!known.includes(name) && !known.includes(`${name}!`))
      throw new MockError(
        "validation_failed",
        `There is no property ${JSON.stringify(name.slice(0, 100))} here. Known: ${known.map((entry) => entry.replace("!", "")).join(", ")}.`,
      );
  }
  for (const entry of known)
    if (entry.endsWith("!") && !Object.hasOwn(value, entry.slice(0, -1))) throw new MockError("validation_failed", `${entry.slice(0, -1)} is required.`);
  return value as Body;
}

async function mail(mock: Mock, search: URLSearchParams): Promise<unknown[]> {
  const to = search.get("to");
  const kind = search.get("kind");
  const filter = { ...(to === null ? {} : { to }), ...(kind === null ? {} : { kind }) };
  const wait = Number(search.get("waitSeconds") ?? 0);
  if (!Number.isInteger(wait) || wait < 0 || wait > 60) throw new MockError("validation_failed", "waitSeconds must be a whole number from 0 to 60.");
  if (wait > 0)
    await mock.mailbox.waitFor(filter, { timeoutMs: wait * 1000 }).catch((error: unknown) => {
      if (!isMockError(error, "mail_timeout")) throw error;
    });
  const fits = (message: Mail): boolean => (to === null || message.to.toLowerCase() === to.toLowerCase()) && (kind === null || message.kind === kind);
  return mock.mailbox.messages.filter(fits).map((message) => ({ ...message, sentAt: formatTimestamp(message.sentAt) }));
}

function clockState(mock: Mock): { kind: "system" | "virtual"; now: string } {
  return { kind: mock.clock.kind, now: formatTimestamp(mock.clock.now()) };
}

function worldInfo(mock: Mock, id: string | null): ControlWorldInfo {
  const { world } = internalsOf(mock).hosted;
  return {
    id,
    baseUrl: mock.baseUrl,
    ...mock.keys,
    clock: clockState(mock),
    people: Object.entries(mock.seed.users).map(([name, handle]) => ({
      name,
      ...handle,
      organizations: [...world.read.memberships.scan("byUser", [handle.id])].map((membership) => ({
        name: world.read.organizations.get(membership.organizationId)?.name ?? "",
        id: membership.organizationId,
        role: membership.role,
      })),
    })),
  };
}

function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function isOwnOrigin(request: Request): boolean {
  const origin = request.headers.get("origin");
  return origin === null || (URL.canParse(origin) && isLoopbackHost(new URL(origin).hostname));
}

function problem(status: number, code: string, detail: string): Response {
  return Response.json(
    { type: `https://plinto.dev/docs/errors/${code}`, title: detail, status, detail, code, requestId: "control" },
    { status, headers: { "content-type": "application/problem+json" } },
  );
}
