import { createMock, defineSeed } from "@plinto/mock";
import { graphql } from "@plinto/mock/graphql";
import type { OperationId, Operations } from "@plinto/spec";
import { operationOf } from "../../doors/description.ts";
import { responseFaults } from "../../doors/response-faults.ts";
import { requestOf } from "../../matrix/request.ts";
import type { Ground } from "../ground.ts";
import { World } from "../../matrix/world.ts";

/** Provokes one code in a world of its own, and tells what was answered: `409 slug_taken`. */
export type Provocation = (ground: Ground) => Promise<string>;

/** Provocations by the code that each has to end in. */
export type Provocations = Readonly<Record<string, Provocation>>;

/** A sign-in by password, in Acme unless another place is named. */
export async function signIn(
  { world, acme }: Ground,
  person: { readonly email: string; readonly password: string },
  organizationId: string = acme,
): Promise<string> {
  const result = await world.ask("signIn", { email: person.email, password: person.password, organizationId }, { as: null });
  if (result.status !== "complete") throw new Error(`The sign-in is not complete but ${result.status}`);
  return result.session.accessToken;
}

/** What an operation is answered whose request carries more headers. None is the credential unless one of them says so. */
export async function outcomeWith<Id extends OperationId>(
  { mock }: World,
  id: Id,
  params: Operations[Id]["params"],
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  const operation = operationOf(id);
  const { path, body, contentType } = requestOf(operation, params);
  const response = await mock.fetch(mock.baseUrl + path, {
    method: operation.method,
    headers: { ...(contentType === undefined ? {} : { "content-type": contentType }), ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const faults = responseFaults({ method: operation.method, path: path.split("?")[0]! }, response, text);
  if (faults.length > 0) throw new Error(`The answer does not fit the description:\n${faults.join("\n")}`);
  return response.ok ? String(response.status) : `${response.status} ${(JSON.parse(text) as { readonly code: string }).code}`;
}

/** Does something so many times, one after the other, and gives the last outcome. */
export async function repeated(times: number, attempt: () => Promise<string>): Promise<string> {
  let outcome = "";
  for (let count = 0; count < times; count += 1) outcome = await attempt();
  return outcome;
}

/** An organization on the free plan with five members, in a world that refuses what is over a limit. */
export async function freePlan(): Promise<{ readonly world: World; readonly orgId: string }> {
  const mock = createMock({ clock: "virtual", graphql, limits: "enforce", seed: free });
  await mock.ready();
  return { world: new World(mock), orgId: mock.seed.organizations.small.id };
}

const free = defineSeed({
  users: Object.fromEntries(["ann", "ben", "cat", "dan", "eve"].map((name) => [name, { email: `${name}@small.test` }])),
  organizations: { small: { owner: "ann", plan: "free", members: { ben: "member", cat: "member", dan: "member", eve: "member" } } },
});
