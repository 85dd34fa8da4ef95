import { thingsOf } from "./choices.ts";
import type { Town } from "./town.ts";

/** What can be seen of a world, by where it is seen. */
export type View = Readonly<Record<string, string>>;

/** Everything that can be seen of a world: what the environment reads, the events and the mail. Looking leaves no trace. */
export async function viewOf(town: Town): Promise<View> {
  const { mock } = town;
  // In a fork, so that not even the rate counters of the world move.
  const looker = town.fork();
  const things = thingsOf(town);
  const paths: readonly (readonly [string, string?])[] = [
    ["/v1/users?pageSize=100"],
    ["/v1/organizations?pageSize=100"],
    ...things.organizations.flatMap((id): (readonly [string, string?])[] => [
      [`/v1/organizations/${id}/members?pageSize=100`],
      [`/v1/organizations/${id}/settings`],
      [`/v1/organizations/${id}/email/templates`],
      [`/v1/organizations/${id}/email/messages?pageSize=100`],
      ["/v1/invitations?pageSize=100", id],
    ]),
    ...things.sessions.map(({ id }): readonly [string] => [`/v1/sessions/${id}`]),
  ];
  const view: Record<string, string> = {
    // Requests are counted by each mock for itself, so their ids are no part of the state.
    events: JSON.stringify(mock.events.map((event) => ({ ...event, requestId: null }))),
    mail: JSON.stringify(mock.mailbox.messages),
    clock: String(mock.clock.now()),
  };
  for (const [path, organization] of paths) {
    const answer = await looker.look(path, organization);
    view[`${path} ${organization ?? ""}`] = answer.status < 400 ? answer.text : String(answer.code);
  }
  return view;
}

/** Where two views differ, and how. */
export function differences(left: View, right: View): readonly object[] {
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((place) =>
    left[place] === right[place] ? [] : [{ place, left: left[place], right: right[place] }],
  );
}

/** A view without the traces of refused calls: each refusal leaves its own. */
export function withoutDenials(view: View): View {
  const events = (JSON.parse(view["events"]!) as { type: string }[]).filter(({ type }) => type !== "access.denied");
  return { ...view, events: JSON.stringify(events) };
}
