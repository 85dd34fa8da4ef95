import { expect } from "vitest";
import { type Mock } from "../../../src/index.ts";
import { api, orgId, type Answer, type Api } from "../../api.ts";

export const keysOf = (mock: Mock, organization = "acme"): string => `/v1/organizations/${orgId(mock, organization)}/api-keys`;

/** A key as somebody of Acme makes it. */
export async function keyOf(caller: Api, mock: Mock, body: object = {}): Promise<{ id: string; secret: string; path: string }> {
  const answer = await caller.post(keysOf(mock), { name: "CI", scopes: ["members:read"], ...body });
  expect(answer.status).toBe(201);
  return { id: answer.body.id as string, secret: answer.body.secret as string, path: `${keysOf(mock)}/${answer.body.id as string}` };
}

export const members = (mock: Mock, secret: string): Promise<Answer> => api(mock, { as: secret }).get(`/v1/organizations/${orgId(mock, "acme")}/members`);
