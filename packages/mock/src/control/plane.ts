import { controlRoutes } from "../generated/control-routes.ts";
import { errorCodes } from "../generated/registries.ts";
import { isMockError, MockError } from "../mock-error.ts";
import { internalsOf, type Mock } from "../mock.ts";
import { problemOf } from "../pipeline/problem.ts";
import type { ControlledWorld } from "./controlled-world.ts";
import { controlOperations } from "./operations/registry.ts";
import { readControlBody, readControlQuery } from "./read-input.ts";
import { WorldWatch } from "./watch.ts";

const statuses: Readonly<Record<string, number>> = {
  host_forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  world_taken: 409,
  world_ended: 404,
  seq_unknown: 404,
  connection_unknown: 404,
  topic_unknown: 404,
  ledger_truncated: 410,
  payload_too_large: 413,
  internal_error: 500,
};

/**
 * Answers the requests below `/__plinto` of a mock and of its worlds; nothing for other paths.
 *
 * @param peer the address that the request came from; null when it came over no network
 */
export type ControlPlane = (request: Request, path: string, peer: string | null) => Promise<Response | undefined>;

/** Makes the control plane of a mock and of its worlds. */
export function controlPlane(mock: Mock): ControlPlane {
  const worlds = new WeakMap<Mock, ControlledWorld>();
  const worldsChanged = (): void => {
    for (const world of [mock, ...internalsOf(mock).worlds.values()]) worlds.get(world)?.watch.tell("worlds");
  };
  return async (request, path, peer) => {
    const match = /^(?:\/w\/([^/]+))?\/__plinto(\/.*)?$/.exec(path);
    if (!match) return undefined;
    const [, id, below = ""] = match;
    // Whoever comes from elsewhere can name any host.
    if (peer !== null && !isLoopbackAddress(peer))
      return problem(new MockError("host_forbidden", "The control plane answers only to programs of this machine, at a loopback address such as 127.0.0.1."));
    // A page of another site may reach this port by a name of its own (DNS rebinding); it may not steer the mock.
    if (!isLoopbackHost(new URL(request.url).hostname) || !isOwnOrigin(request.headers.get("origin")))
      return problem(
        new MockError("host_forbidden", "The control plane answers only to requests that name this machine as their host, from pages of this machine."),
      );
    const response = await answer(request, below.replace(/\/$/, ""), async () => {
      const target = id === undefined ? mock : await internalsOf(mock).findWorld(id);
      if (!target) throw new MockError("not_found", `There is no world ${JSON.stringify(id)}. Make it with POST /__plinto/worlds.`);
      const world = worlds.get(target) ?? {
        id: id ?? null,
        mock: target,
        server: mock,
        snapshots: new Map(),
        watch: new WorldWatch(target, mock),
        worldsChanged,
      };
      worlds.set(target, world);
      return world;
    });
    allowOrigin(response.headers, request.headers.get("origin"));
    return response;
  };
}

async function answer(request: Request, path: string, openWorld: () => Promise<ControlledWorld>): Promise<Response> {
  try {
    const methods = Object.hasOwn(controlRoutes, path) ? controlRoutes[path]! : undefined;
    if (!methods) throw new MockError("not_found", "The control plane has no such path. GET /__plinto/openapi.json describes it.");
    const allowed = Object.keys(methods).join(", ");
    if (request.method === "OPTIONS")
      return new Response(null, {
        status: 204,
        headers: { allow: allowed, "access-control-allow-methods": allowed, "access-control-allow-headers": "Content-Type" },
      });
    const operationId = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
    if (operationId === undefined) throw new MockError("method_not_allowed", `This path takes ${allowed}.`, { facts: { allow: allowed } });
    const world = await openWorld();
    const query = readControlQuery(operationId, new URL(request.url).searchParams);
    const body = await readControlBody(operationId, request);
    await upToDate(world.mock);
    const value = await controlOperations[operationId](world, { ...query, ...body }, request.signal);
    return value === undefined ? new Response(null, { status: 204 }) : Response.json(value);
  } catch (error) {
    if (isMockError(error)) return problem(error);
    const { code, detail = code } = problemOf(error);
    return problem(new MockError(code, detail));
  }
}

/** The seed is in place, and so is what another tab wrote. */
async function upToDate(mock: Mock): Promise<void> {
  await mock.ready();
  const { hosted } = internalsOf(mock);
  if (hosted.isShared) await hosted.world.catchUp();
}

/** RFC 9457. Codes of the mock alone have no page in the API's documentation. */
function problem({ code, message, facts }: MockError): Response {
  const known = Object.hasOwn(errorCodes, code) ? errorCodes[code as keyof typeof errorCodes] : undefined;
  const status = statuses[code] ?? 400;
  const headers = { "content-type": "application/problem+json", ...(typeof facts["allow"] === "string" ? { allow: facts["allow"] } : {}) };
  return Response.json(
    {
      type: known ? `https://plinto.dev/docs/errors/${code}` : "about:blank",
      title: known?.title ?? message,
      status,
      detail: message,
      code,
      requestId: "control",
      ...(facts["errors"] === undefined ? {} : { errors: facts["errors"] }),
    },
    { status, headers },
  );
}

/** A page of this machine, such as an application under test on another port, may read the answer. */
function allowOrigin(headers: Headers, origin: string | null): void {
  if (origin === null) return;
  headers.set("access-control-allow-origin", origin);
  headers.set("vary", "Origin");
}

function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** IPv4 comes as itself or, to a server that listens on IPv6 too, within an IPv6 address. */
function isLoopbackAddress(address: string): boolean {
  return address === "::1" || /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/i.test(address);
}

function isOwnOrigin(origin: string | null): boolean {
  return origin === null || (URL.canParse(origin) && isLoopbackHost(new URL(origin).hostname));
}
