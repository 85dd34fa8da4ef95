/** What can be measured by itself. */
import type { Row } from "./round.ts";

/** One subject: the heading of its rows, and what measures them. */
export interface Subject {
  readonly title: string;
  rows(): Promise<Row[]>;
}

/** All of them, in the order in which they are measured. Each is loaded when it is wanted. */
export const subjects: Readonly<Record<string, Subject>> = {
  mock: {
    title: "Mock",
    async rows() {
      return [
        ...(await (await import("./doors.ts")).doorRows()),
        ...(await (await import("./startup.ts")).startRows()),
        // Snapshots, forks, lists, and what size costs.
        ...(await (await import("./size.ts")).sizeRows()),
        ...(await (await import("./persistence.ts")).persistenceRows()),
        // A busy day.
        ...(await (await import("./audit.ts")).auditRows()),
        ...(await (await import("./invitations.ts")).invitationRows()),
        ...(await (await import("./people.ts")).peopleRows()),
      ];
    },
  },
  graphql: {
    title: "GraphQL",
    rows: async () => (await import("./graphql.ts")).graphqlRows(),
  },
  policies: {
    title: "Policies",
    rows: async () => [...(await (await import("./policy.ts")).policyRows()), ...(await (await import("./policy-api.ts")).policyApiRows())],
  },
  webhooks: {
    title: "Webhooks",
    rows: async () => [...(await (await import("./webhooks.ts")).webhookRows()), ...(await (await import("./deliveries.ts")).deliveryRows())],
  },
  servers: {
    title: "Servers",
    rows: async () => (await import("./tokens.ts")).tokenRows(),
  },
  realtime: {
    title: "Sockets",
    rows: async () => (await import("./sockets.ts")).socketRows(),
  },
};

/**
 * The subjects that somebody asks for; all of them when none is named.
 *
 * @throws Error for a name that is none, with those that are
 */
export function chosenSubjects(names: readonly string[]): readonly Subject[] {
  const unknown = names.filter((name) => !Object.hasOwn(subjects, name));
  if (unknown.length > 0) throw new Error(`There is no benchmark of ${unknown.join(", ")}. There are: ${Object.keys(subjects).join(", ")}.`);
  return Object.entries(subjects).flatMap(([name, subject]) => (names.length === 0 || names.includes(name) ? [subject] : []));
}
