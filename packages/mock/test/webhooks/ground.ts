import { expect } from "vitest";
import { createMock, type Mock, type MockOptions, type MockWebhookReceiver } from "../../src/index.ts";
import { asEnvironment, orgId, type Answer, type Api } from "../api.ts";

/** An endpoint with somebody who answers at it. */
export interface Endpoint {
  readonly id: string;
  readonly secret: string;
  /** The path of the endpoint in the API. */
  readonly path: string;
  readonly receiver: MockWebhookReceiver;
}

/** Acme, on a clock that stands still unless moved. */
export function still(options: Partial<MockOptions> = {}): Mock {
  return createMock({ clock: "virtual", ...options } as MockOptions) as unknown as Mock;
}

export const acmeWebhooks = (mock: Mock): string => `/v1/organizations/${orgId(mock, "acme")}/webhooks`;

/** Makes an endpoint of Acme with a receiver of the mock behind it. */
export async function endpoint(mock: Mock, body: object = {}, path: string = acmeWebhooks(mock)): Promise<Endpoint> {
  const receiver = mock.webhooks.receiver();
  const answer = await asEnvironment(mock).post(path, { url: receiver.url, events: ["*"], ...body });
  expect(answer.status).toBe(201);
  const id = answer.body.id as string;
  return { id, secret: answer.body.secret as string, path: `${path}/${id}`, receiver };
}

/** Causes one event of Acme: a team is created. */
export async function cause(mock: Mock, name: string = "Team", caller: Api = asEnvironment(mock)): Promise<Answer> {
  const answer = await caller.post(`/v1/organizations/${orgId(mock, "acme")}/teams`, { name });
  expect(answer.status).toBe(201);
  return answer;
}

/** The names of the teams that a receiver was told of, in the order in which it was told. */
export function teamsTold(receiver: MockWebhookReceiver): string[] {
  return receiver.received.filter(({ event }) => event.type === "team.created").map(({ event }) => (event.data as { name: string }).name);
}
