import fc from "fast-check";
import { expect, test } from "vitest";
import { mutations, type Kind } from "./calls.ts";
import { attempt, commandOf, perform, resolve, standingChanges } from "./command.ts";
import { law } from "./law.ts";
import { everybody, Town, type Answer, type Call } from "./town.ts";
import { differences, viewOf, withoutDenials, type View } from "./view.ts";

/** What can take the caller's own right to call away. A repetition is authorized again, so it may then be refused. */
const losesRight: readonly Kind[] = [
  "leaveOrganization",
  "removeMember",
  "suspendMember",
  "updateMember",
  "transferOwnership",
  "deleteOrganization",
  "restoreOrganization",
  "deleteUser",
  "banUser",
  "signOut",
  "revokeSession",
  "revokeOrganizationSessions",
];

const callers = everybody.filter((caller) => caller !== "anonymous");
const situation = fc.record({
  commands: fc.array(commandOf(undefined, standingChanges), { maxLength: 10, size: "max" }),
  attempt: attempt([...callers, "ada", "olga", "grace", "gus", "environment"], [...mutations, ...standingChanges]),
});

/** What goes on between two tries, by those whom nobody refuses. */
const meanwhile = fc.array(
  commandOf(
    ["environment", "environment", "ada", "olga"],
    ["updateMember", "removeMember", "suspendMember", "restoreMember", "inviteMember", "banUser", "unbanUser"],
  ),
  { minLength: 4, maxLength: 12, size: "max" },
);

test("a repetition with the same key changes nothing and answers the same, or refuses who has lost the right by the first", async () => {
  let repeated = 0;
  await law(
    fc.asyncProperty(situation, async ({ commands, attempt: attempted }) => {
      const { town, call, credential } = await prepare(commands, attempted);
      const first = await town.send(call, credential);
      const after = await viewOf(town);
      const second = await town.send(call, credential);
      const third = await town.send(call, credential);
      expectUnchanged(call, after, await viewOf(town));
      for (const again of [second, third]) expectSame(call, first, again);
      if (isReplay(second)) repeated += 1;
    }),
    120,
  );
  expect(repeated, "calls that were answered from the record").toBeGreaterThan(10);
});

test("a repetition answers as the first did whatever others have done in between, and changes nothing then either", async () => {
  let repeated = 0;
  await law(
    fc.asyncProperty(situation, meanwhile, async (begun, between) => {
      const { town, call, credential } = await prepare(begun.commands, begun.attempt);
      const first = await town.send(call, credential);
      // Who may not call at all leaves no record, and may be served later.
      if ([400, 401, 403, 404].includes(first.status)) return;
      for (const [index, command] of between.entries()) {
        // Every other one is about the same person and place.
        const { org, person, email } = begun.attempt.picks;
        if (command.kind !== "advance") await perform(town, { ...command, picks: { ...command.picks, ...(index % 2 === 0 ? { org, person, email } : {}) } });
      }
      const before = await viewOf(town);
      const again = await town.send(call, credential);
      expectUnchanged(call, before, await viewOf(town));
      // Others may have taken the caller's right away, but nothing they did makes another answer of it.
      if (isReplay(again)) repeated += 1;
      // Whoever was signed in by the first, and has been banned since, gets no session out of its repetition.
      if (!isReplay(again) && hasSignedIn(first)) expect([401, 403, 404, 410]).toContain(again.status);
      else if (!isReplay(again)) expect([401, 403, 404]).toContain(again.status);
      else expect({ call, status: again.status, code: again.code }).toEqual({ call, status: first.status, code: first.code });
    }),
    120,
  );
  expect(repeated, "calls that were answered from the record").toBeGreaterThan(10);
});

test("of repetitions that arrive at once only one has an effect", async () => {
  let effects = 0;
  await law(
    fc.asyncProperty(situation, async ({ commands, attempt: attempted }) => {
      const { town, call, credential } = await prepare(commands, attempted);
      const alone = town.fork();
      const wanted = await alone.send(call, credential);
      const before = await viewOf(town);
      const answers = await Promise.all([town.send(call, credential), town.send(call, credential), town.send(call, credential)]);
      const [first, ...others] = answers.filter((answer) => answer.code !== "request_in_progress");
      expectSame(call, wanted, first!);
      for (const answer of others) expectSame(call, wanted, answer);
      const after = await viewOf(town);
      expectUnchanged(call, await viewOf(alone), after);
      if (differences(before, after).length > 0) effects += 1;
    }),
    120,
  );
  expect(effects, "calls that changed something").toBeGreaterThan(10);
});

test("a key that was used for something else is refused and has no effect", async () => {
  let refused = 0;
  await law(
    fc.asyncProperty(situation, async ({ commands, attempt: attempted }) => {
      const { town, call, credential } = await prepare(commands, attempted);
      const first = await town.send(call, credential);
      if (call.body === undefined || first.status >= 400) return;
      const after = await viewOf(town);
      const other = await town.send({ ...call, body: { ...(call.body as object), ...changed(call) } }, credential);
      expectUnchanged(call, after, await viewOf(town));
      if (losesRight.includes(call.operation as Kind) && other.code !== "idempotency_key_reused") expect([401, 403, 404]).toContain(other.status);
      else expect({ call, status: other.status, code: other.code }).toEqual({ call, status: 409, code: "idempotency_key_reused" });
      refused += 1;
    }),
    120,
  );
  expect(refused, "keys that were used again").toBeGreaterThan(5);
});

async function prepare(
  commands: readonly Parameters<typeof perform>[1][],
  attempted: Parameters<typeof perform>[1],
): Promise<{ readonly town: Town; readonly call: Call; readonly credential: string }> {
  const town = await Town.open();
  for (const command of commands) await perform(town, command);
  const call = { ...resolve(town, attempted)!, idempotencyKey: "law" };
  // Signing in is no part of the call; who cannot calls with what is no token.
  return { town, call, credential: (await town.credential(call.caller)) ?? "none" };
}

/** Another body that is just as valid. */
function changed({ operation, body }: Call): object {
  if (operation === "acceptInvitation") return { name: "Somebody Else" };
  if (operation === "switchOrganization") return { organizationId: null };
  if (operation === "createInvitationsBulk") return { invitations: [{ email: "other@elsewhere.test" }] };
  if (operation === "setEmailTemplate") return { subject: "Other {{organization}}" };
  if (operation === "updateOrganizationSettings") return { invitationExpiresInSeconds: 172_800 };
  if (operation === "declineInvitation") return { token: "other" };
  const { name, email, role, userId, reason } = body as Readonly<Record<string, string | undefined>>;
  if (name !== undefined) return { name: "Other" };
  if (email !== undefined) return { email: "other@elsewhere.test" };
  if (reason !== undefined) return { reason: "other" };
  if (role !== undefined) return { role: role === "viewer" ? "member" : "viewer" };
  if (userId !== undefined) return { userId: "usr_0000000000000000000000zzzz" };
  throw new Error(`There is no other body for ${operation}`);
}

function isReplay(answer: Answer): boolean {
  return answer.headers["idempotency-replayed"] === "true";
}

function hasSignedIn({ body }: Answer): boolean {
  return body?.signIn !== undefined;
}

function expectUnchanged(call: Call, before: View, after: View): void {
  expect({ call, changed: differences(withoutDenials(before), withoutDenials(after)) }).toEqual({ call, changed: [] });
}

function expectSame(call: Call, first: Answer, again: Answer): void {
  if (first.status < 300 && again.status >= 400 && losesRight.includes(call.operation as Kind)) {
    expect([401, 403, 404]).toContain(again.status);
    return;
  }
  expect({ call, ...shown(again) }).toEqual({ call, ...shown(first) });
}

/** An answer without what every answer has of its own: its request's id, and an access token with its own id. */
function shown({ status, text }: Answer): { readonly status: number; readonly text: string } {
  return { status, text: text.replace(/"requestId":"[^"]*"/, "").replace(/"accessToken":"[^"]*"/, "") };
}
