import { createPlinto } from "@plinto/core";
import { type Client, createClient } from "@plinto/core/client";
import * as functions from "@plinto/core/operations";
import type { OperationId } from "@plinto/spec";
import { beforeAll, expect, test } from "vitest";
import { operations } from "../doors/description.ts";
import { watchedFetch } from "../doors/watched-fetch.ts";
import type { Caller } from "../matrix/callers.ts";
import { assembleCast, type Cast } from "../matrix/cast.ts";
import type { Sample, Stage } from "../matrix/sample.ts";
import { samples } from "../matrix/samples/all.ts";
import { expectationOf, stageFor } from "../matrix/stage.ts";
import { recordEvidence } from "./record.ts";

recordEvidence();

type Call = (client: Client, params: object, options: { readonly headers: Readonly<Record<string, string>> }) => PromiseLike<never>;

const calls = { ...functions } as unknown as Readonly<Record<OperationId, Call>>;

let cast: Cast;
beforeAll(async () => {
  cast = await assembleCast();
});

/** A client of the caller of a stage, whose answers are judged by the description. */
function clientFor({ world: { mock }, caller }: Stage): { readonly client: Client; readonly verdict: () => void } {
  const { fetch, verdict } = watchedFetch(mock, mock.baseUrl, mock.fetch);
  const { baseUrl, publishableKey, clock } = mock.connect();
  const transport = { baseUrl, publishableKey, clock, fetch };
  const { credential } = caller;
  if (credential === null || caller.name === "pending") return { client: createClient(transport), verdict };
  if (caller.person) return { client: createPlinto(transport).withSession(credential), verdict };
  return { client: createClient({ ...transport, secretKey: credential }), verdict };
}

// What only redirects is for browsers: the client has no function for it.
const callable = operations.filter(({ responses }) => Object.keys(responses).some((status) => status.startsWith("2")));

for (const { operationId } of callable) {
  const id = operationId as OperationId;
  test(`the client calls ${id}, and it has its effect`, async () => {
    const [caller] = (Object.entries(expectationOf(id).usual) as [Caller, string][]).find(([, outcome]) => !outcome.includes(" "))!;
    const stage = await stageFor(cast, id, caller, "usual");
    const { params, organization, effect } = await (samples[id] as Sample<OperationId>)(stage);
    const { client, verdict } = clientFor(stage);
    const given = caller === "pending" ? { ...params, pendingToken: stage.caller.credential } : params;
    const headers: Record<string, string> = organization === undefined ? {} : { "plinto-organization": organization };
    const answer = await calls[id](client, given, { headers });
    expect(verdict).not.toThrow();
    expect(stage.world.mock.requests.some((entry) => entry.operationId === id && entry.status < 300)).toBe(true);
    await effect(answer);
  });
}
