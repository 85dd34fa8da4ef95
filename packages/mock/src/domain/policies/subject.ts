import type { PolicyAuthentication, PolicySubject } from "@plinto/policy";
import type { MockReaders } from "../../schema.ts";
import type { KeyRow } from "../keys/table.ts";
import { customRolesOf } from "../members/authority.ts";
import type { MembershipRow } from "../members/table.ts";
import type { SessionRow } from "../sessions/table.ts";
import type { UserRow } from "../users/table.ts";

/** A member as policies see her: her roles by their slugs, and of her profile the address. */
export function memberSubject(read: MockReaders, membership: MembershipRow, user: UserRow, attributes: object = {}): PolicySubject {
  return {
    type: "user",
    id: user.id,
    roles: [membership.role, ...customRolesOf(read, membership).map(({ slug }) => slug)],
    attributes: { ...attributes, email: user.email, emailDomain: user.email.slice(user.email.lastIndexOf("@") + 1).toLowerCase() },
  };
}

/** A key as policies see it. It has no roles. */
export function keySubject({ id, name }: Pick<KeyRow, "id" | "name">, attributes: object = {}): PolicySubject {
  return { type: "api_key", id, roles: [], attributes: { ...attributes, name } };
}

/** What somebody proved who is signed in. Whoever impersonates has proved nothing of the person. */
export function authenticationOf({ authenticationMethods, authenticatedAt, impersonatorId }: SessionRow): PolicyAuthentication | null {
  if (impersonatorId !== null) return null;
  return { methods: authenticationMethods, mfa: authenticationMethods.includes("mfa"), authenticatedAt };
}
