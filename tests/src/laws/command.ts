import fc from "fast-check";
import { callOf, kinds, type Kind } from "./calls.ts";
import { choose, thingsOf, tokenOf, type Picks } from "./choices.ts";
import { everybody, people, type Answer, type Call, type Town } from "./town.ts";

/** One thing that somebody tries, or time that passes. */
export type Command = { readonly kind: Kind; readonly picks: Picks } | { readonly kind: "advance"; readonly by: string };

/** Which number picks what; small, so that commands meet each other's effects. */
const picksOf = (callers: readonly string[]): fc.Arbitrary<Picks> => {
  const number = fc.nat({ max: 15 });
  return fc.record({
    caller: fc.constantFrom(...callers),
    org: number,
    person: number,
    invitation: number,
    session: number,
    token: number,
    email: number,
    role: number,
    word: fc.nat({ max: 9999 }),
  });
};

/** Changes of who is what. */
export const standingChanges: readonly Kind[] = [
  "updateMember",
  "updateMember",
  "suspendMember",
  "restoreMember",
  "removeMember",
  "leaveOrganization",
  "transferOwnership",
  "transferOwnership",
  "createInvitation",
  "createInvitation",
  "createInvitation",
  "inviteMember",
  "acceptInvitation",
  "acceptInvitation",
  "acceptInvitation",
  "banUser",
  "unbanUser",
  "deleteUser",
  "createOrganization",
  "deleteOrganization",
  "restoreOrganization",
];

/** Those who can do much are heard more often: most of what the others try is refused. */
const powerful: readonly string[] = ["ada", "grace", "dee", "max", "olga", "gus", "environment", "environment", "environment"];

/** A command of one of these callers. */
export function commandOf(
  callers: readonly string[] = [...everybody, ...powerful],
  of: readonly Kind[] = [...kinds, ...standingChanges],
): fc.Arbitrary<Command> {
  const call = fc.record({ kind: fc.constantFrom(...of), picks: picksOf(callers) });
  const time = fc.record({ kind: fc.constant("advance" as const), by: fc.constantFrom("1m", "11m", "25h", "8d", "31d") });
  return fc.oneof({ arbitrary: call, weight: 25 }, { arbitrary: time, weight: 1 });
}

/** A call that changes something, whoever makes it. */
export function attempt(callers: readonly string[], of: readonly Kind[]): fc.Arbitrary<{ readonly kind: Kind; readonly picks: Picks }> {
  return fc.record({ kind: fc.constantFrom(...of), picks: picksOf(callers) });
}

/** The call that a command makes in the present state; none when only time passes. */
export function resolve(town: Town, command: Command): Call | undefined {
  if (command.kind === "advance") return undefined;
  const { kind, picks } = command;
  const things = thingsOf(town);
  // An invitation is mostly accepted by whom it was sent to; now and then somebody else has got hold of it.
  const recipient = kind === "acceptInvitation" && picks.person % 4 > 0 ? people.find((name) => town.emailOf(name) === tokenOf(things, picks)?.to) : undefined;
  return callOf(kind, choose(things, recipient === undefined ? picks : { ...picks, caller: recipient }));
}

/** Performs a command. */
export async function perform(town: Town, command: Command): Promise<{ readonly call: Call; readonly answer: Answer } | undefined> {
  const call = resolve(town, command);
  if (command.kind === "advance") await town.mock.clock.advance(command.by);
  return call && { call, answer: await town.send(call) };
}

/** Performs commands at once: the order of their commits is the backend's. */
export async function performTogether(town: Town, commands: readonly Command[]): Promise<readonly Answer[]> {
  const performed = await Promise.all(commands.map((command) => perform(town, command)));
  return performed.flatMap((one) => (one ? [one.answer] : []));
}
