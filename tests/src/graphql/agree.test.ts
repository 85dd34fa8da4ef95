import type { OperationId } from "@plinto/spec";
import { beforeAll, describe, expect, test } from "vitest";
import { operationOf } from "../doors/description.ts";
import type { Caller, Target } from "../matrix/callers.ts";
import { assembleCast, type Cast } from "../matrix/cast.ts";
import type { Sample } from "../matrix/sample.ts";
import { samples } from "../matrix/samples/all.ts";
import { expectationOf, stageFor } from "../matrix/stage.ts";
import type { World } from "../matrix/world.ts";
import { everythingOf, restForm, rootFields } from "./schema.ts";

let cast: Cast;
beforeAll(async () => {
  cast = await assembleCast();
});

/** What a call came to: its data, or its code. */
interface Outcome {
  readonly code?: string;
  readonly data?: unknown;
}

async function overGraphql(world: World, id: OperationId, params: object, headers: Record<string, string>): Promise<Outcome> {
  const { root, field } = rootFields.get(id)!;
  // Pages have the names of Relay.
  const values = new Map(Object.entries(params).map(([name, value]) => [name === "pageSize" ? "first" : name, value] as const));
  const used: [name: string, type: string, value: unknown][] = [];
  for (const { name, type } of field.args) {
    if (name === "input") used.push([name, String(type), Object.fromEntries([...values].filter(([key]) => !field.args.some((arg) => arg.name === key)))]);
    else if (values.has(name)) used.push([name, String(type), values.get(name)]);
  }
  const declared = used.length === 0 ? "" : `(${used.map(([name, type]) => `$${name}: ${type}`).join(", ")})`;
  const given = used.length === 0 ? "" : `(${used.map(([name]) => `${name}: $${name}`).join(", ")})`;
  const query = `${root}${declared} { it: ${field.name}${given} ${everythingOf(field.type)} }`;
  const variables = Object.fromEntries(used.map(([name, , value]) => [name, value]));
  const response = await world.mock.fetch(`${world.mock.baseUrl}/v1/graphql`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await response.json()) as { code?: string; data?: { it: unknown } | null; errors?: { message: string; extensions: { code: string } }[] };
  if (body.code !== undefined) return { code: body.code };
  const [error] = body.errors ?? [];
  if (error) return { code: error.extensions.code };
  return { data: restForm(body.data!.it) };
}

async function overRest(
  world: World,
  id: OperationId,
  params: Parameters<World["call"]>[1],
  as: string | null,
  organization: string | undefined,
): Promise<Outcome> {
  const { outcome, body } = await world.call(id, params, { as, ...(organization === undefined ? {} : { organization }) });
  const [status, code] = outcome.split(" ");
  if (code !== undefined) return { code };
  if (body === undefined) return { data: status === "204" || status === "202" ? true : null };
  const { nextCursor: _next, prevCursor: _prev, ...rest } = body as Record<string, unknown>;
  return { data: restForm("nextCursor" in (body as object) ? rest : body) };
}

/** Asks the same as the same caller on both ways, each in a world that stands as the other does. */
async function compare(id: OperationId, caller: Caller, about: Target): Promise<{ readonly rest: Outcome; readonly graphql: Outcome }> {
  const stage = await stageFor(cast, id, caller, about);
  const { params, organization } = await (samples[id] as Sample<OperationId>)(stage);
  const { credential } = stage.caller;
  const headers = {
    "user-agent": "matrix",
    ...(credential === null ? {} : { authorization: `Bearer ${credential}` }),
    ...(organization === undefined ? {} : { "plinto-organization": organization }),
  };
  const [one, other] = [stage.world.fork(), stage.world.fork()];
  return { rest: await overRest(one, id, params, credential, organization), graphql: await overGraphql(other, id, params, headers) };
}

const mapped = (Object.keys(samples) as OperationId[]).filter((id) => rootFields.has(id));

test("every operation has a field, but for those that REST alone has", () => {
  const without = (Object.keys(samples) as OperationId[]).filter((id) => !rootFields.has(id));
  expect(without.sort()).toEqual(
    [
      "completeOAuth",
      "getJwks",
      "getOpenApi",
      "getOpenIdConfiguration",
      "getOrganizationJwks",
      "graphql",
      "inviteMember",
      "startOAuth",
      "validateInvitationLink",
    ].sort(),
  );
});

describe("REST and GraphQL agree: for every mapped operation the same caller gets the same data or the same error code", () => {
  test.each(mapped)("%s", async (id) => {
    const { usual, about } = expectationOf(id);
    const cases: [Caller, Target][] = [
      ...(Object.keys(usual) as Caller[]).map((caller): [Caller, Target] => [caller, "usual"]),
      ...(Object.entries(about) as [Target, Partial<Record<Caller, string>>][]).flatMap(([target, outcomes]) =>
        (Object.keys(outcomes) as Caller[]).map((caller): [Caller, Target] => [caller, target]),
      ),
    ];
    for (const [caller, target] of cases) {
      const { rest, graphql } = await compare(id, caller, target);
      expect({ caller, target, ...graphql }).toEqual({ caller, target, ...rest });
    }
    expect(cases.length).toBeGreaterThan(10);
    expect(operationOf(id)).toBeDefined();
  });
});
