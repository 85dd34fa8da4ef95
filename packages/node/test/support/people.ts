import { createPlinto } from "@plinto/core";
import type { Mock } from "@plinto/mock";

/** The access token of a person of the seed `acme`. */
export async function tokenOf(mock: Mock, person: string, organization?: string): Promise<string> {
  const token = await createPlinto(mock.as(person, organization === undefined ? {} : { organization })).session.getToken();
  if (token === null) throw new Error(`${person} has no session`);
  return token;
}

/** The header of a bearer. */
export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}
