import type { Town } from "./town.ts";
import { addresses } from "./town.ts";

/** What a command may be about: the ids, addresses and tokens that one call is made of. */
export interface Choices {
  readonly caller: string;
  readonly org: string;
  readonly person: string;
  readonly invitation: string;
  readonly session: string;
  /** A token that some invitation's e-mail carried. */
  readonly token: string;
  readonly email: string;
  readonly role: string;
  /** A name that occurs nowhere else. */
  readonly word: string;
}

/** Numbers that pick among what there is, so that each command is possible in each state. */
export interface Picks {
  readonly caller: string;
  readonly org: number;
  readonly person: number;
  readonly invitation: number;
  readonly session: number;
  readonly token: number;
  readonly email: number;
  readonly role: number;
  readonly word: number;
}

const roles = ["viewer", "member", "admin", "owner"];

/** Ids that look like those of the platform and were never given to anything. */
export const nothing: Readonly<Record<"org" | "person" | "invitation" | "session" | "token", string>> = {
  org: "org_0000000000000000000000zzzz",
  person: "usr_0000000000000000000000zzzz",
  invitation: "inv_0000000000000000000000zzzz",
  session: "ses_0000000000000000000000zzzz",
  token: `it_${"z".repeat(40)}`,
};

/** Everything that was ever there, in the order in which it came. */
export interface Things {
  readonly organizations: readonly string[];
  readonly people: readonly string[];
  readonly invitations: readonly { readonly id: string; readonly organizationId: string }[];
  readonly sessions: readonly { readonly id: string; readonly userId: string }[];
  /** Invitation tokens, and whom they were sent to. */
  readonly tokens: readonly { readonly token: string; readonly to: string; readonly organizationId: string | null }[];
}

export function thingsOf({ mock }: Town): Things {
  const { events } = mock;
  const made = (type: string): string[] => events.filter((event) => event.type === type).map((event) => event.target["id"]);
  return {
    organizations: [...Object.values(mock.seed.organizations).map(({ id }) => id), ...made("organization.created")],
    people: [...Object.values(mock.seed.users).map(({ id }) => id), ...made("user.created")],
    invitations: events
      .filter((event) => event.type === "invitation.created")
      .map((event) => ({ id: event.target["id"], organizationId: event.organizationId! })),
    sessions: events.filter((event) => event.type === "session.created").map((event) => ({ id: event.target["id"], userId: event.data["userId"] as string })),
    tokens: mock.mailbox.messages.flatMap((mail) =>
      mail.kind === "invitation" && mail.token !== undefined ? [{ token: mail.token, to: mail.to, organizationId: mail.organizationId }] : [],
    ),
  };
}

export function choose(things: Things, picks: Picks): Choices {
  return {
    caller: picks.caller,
    // Often one of the first two, in which people stand.
    org: pick(things.organizations.slice(0, picks.org % 4 === 0 ? undefined : 2), picks.org) ?? nothing.org,
    person: pick(things.people, picks.person) ?? nothing.person,
    invitation: pick(things.invitations.toReversed(), picks.invitation)?.id ?? nothing.invitation,
    session: pick(things.sessions, picks.session)?.id ?? nothing.session,
    token: tokenOf(things, picks)?.token ?? nothing.token,
    email: pick(addresses, picks.email)!,
    role: pick(roles, picks.role)!,
    word: `Zq${picks.word.toString(36)}x${things.sessions.length}x${things.tokens.length}w`,
  };
}

/** The invitation's token that is picked, the newest first. */
export function tokenOf(things: Things, picks: Picks): Things["tokens"][number] | undefined {
  return pick(things.tokens.toReversed(), picks.token);
}

function pick<Thing>(things: readonly Thing[], number: number): Thing | undefined {
  return things[number % things.length];
}
