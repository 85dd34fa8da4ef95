import { createPlintoAdmin } from "@plinto/node";
import type { OperationId } from "@plinto/spec";
import { beforeAll, expect, test } from "vitest";
import { description, operations } from "../doors/description.ts";
import { watchedFetch } from "../doors/watched-fetch.ts";
import type { Caller } from "../matrix/callers.ts";
import { assembleCast, type Cast } from "../matrix/cast.ts";
import type { Sample } from "../matrix/sample.ts";
import { samples } from "../matrix/samples/all.ts";
import { expectationOf, stageFor } from "../matrix/stage.ts";

type Method = (params: object, options: { readonly headers: Readonly<Record<string, string>> }) => PromiseLike<unknown>;

let cast: Cast;
beforeAll(async () => {
  cast = await assembleCast();
});

/** A key that an operation lets in, the environment's first. */
function keyOf(id: OperationId): Caller | undefined {
  const usual = expectationOf(id).usual as Readonly<Partial<Record<Caller, string>>>;
  return (["environment", "key"] as const).find((caller) => usual[caller]?.includes(" ") === false);
}

interface Named {
  readonly "x-plinto-sdk": { readonly resource: string; readonly method: string; readonly audience?: string; readonly alias?: string };
}

const callable = operations.flatMap(({ operationId, path, method }) => {
  const id = operationId as OperationId;
  const { "x-plinto-sdk": sdk } = description.paths[path]![method.toLowerCase()] as Named;
  const caller = keyOf(id);
  // What only redirects is for no audience.
  return caller && !sdk.alias && sdk.audience && sdk.audience !== "browser" ? [{ id, caller, name: `${sdk.resource}.${sdk.method}` }] : [];
});

test("there are operations for keys", () => {
  expect(callable.length).toBeGreaterThan(100);
});

test.each(callable)("the administrator calls admin.$name with a key, and it has its effect", async ({ id, name, caller }) => {
  const stage = await stageFor(cast, id, caller, "usual");
  const { mock } = stage.world;
  const { params, organization, effect } = await (samples[id] as Sample<OperationId>)(stage);
  const { fetch, verdict } = watchedFetch(mock, mock.baseUrl, mock.fetch);
  const { baseUrl, clock } = mock.connect();
  const admin = createPlintoAdmin({ baseUrl, clock, fetch, secretKey: stage.caller.credential! });
  const method = name.split(".").reduce<unknown>((node, part) => (node as Readonly<Record<string, unknown>>)[part], admin) as Method;
  const answer = await method(params, { headers: organization === undefined ? {} : { "plinto-organization": organization } });
  expect(verdict).not.toThrow();
  await effect(answer as never);
});
