import { callers, shadows, targets, type Caller, type Target } from "../../../../tests/src/matrix/callers.ts";
import { expectationsByResource } from "../../../../tests/src/matrix/expectations/all.ts";
import type { Expectation } from "../../../../tests/src/matrix/expectation.ts";
import type { Description, OperationModel } from "../../description/model.ts";
import { anchor } from "./links.ts";
import { code, listed, table } from "./markdown.ts";
import { titleOf } from "./resource-page.ts";

type Outcomes = Readonly<Partial<Record<Caller, string>>>;

/** Credentials that are good for nothing: what they are answered is the same everywhere and told once. */
const bad: readonly Caller[] = [
  ...(["malformedToken", "forgedToken", "unknownToken", "expiredToken", "revokedToken"] as const),
  ...(["malformedKey", "unknownKey", "expiredKey", "revokedKey", "publishableKey", "unknownPending", "expiredPending"] as const),
];
const people: readonly Caller[] = [
  ...(["owner", "admin", "member", "viewer", "granted", "withheld", "suspended", "stranger", "outsider"] as const),
  ...(["superAdmin", "staleAdmin", "acting", "stale"] as const),
];
const organizationKeys: readonly Caller[] = ["key", "narrowKey", "foreignKey", "demotedKey", "orphanedKey"];
const keys: readonly Caller[] = ["environment", ...organizationKeys];
/** Who goes without saying where the answer is the same as another's. */
const unsaid = Object.entries({ acting: "owner", stale: "owner", ...shadows }) as [Caller, Caller][];

/** docs/reference/who-may.md: every operation, every caller, and the answer, from the expectations of the tests. */
export function whoMayPage({ operations }: Description): string {
  const known = new Map<string, Expectation>(Object.values(expectationsByResource).flatMap((expectations) => Object.entries(expectations)));
  const told = operations.filter(({ id }) => known.has(id));
  const attempts = told.reduce((sum, { id }) => sum + attemptsOf(known.get(id)!), 0);
  let text = "# Who may do what\n\n";
  text += `Every operation with every kind of caller and what the answer is. This list is written by hand, apart from the description and from the guard of the backend, and the tests hold the backend to each of its ${attempts.toLocaleString("en-US")} answers. `;
  text +=
    "What a role holds is in [Roles and permissions](./roles-and-permissions.md), and in what order a call is judged in [Organizations and roles](../concepts/organizations-and-roles.md).\n\n";
  text +=
    "The permission is what a member needs, by the system role or a custom one, and what an organization key needs among its scopes and its creator among the own permissions. Where nothing else is said, an owner stands for a super admin who acts as her and for a session that began long ago too, a super admin for one who signed in long ago, a member for one with a custom role for everything else, and a key without the permission for one whose creator has become a viewer or is suspended.\n\n";
  text += "## Bad credentials\n\nThey pass nowhere, not even where no credential is needed. Where one is needed, none is `401 unauthenticated`.\n\n";
  text += table(["Credential", "Answer"], badRows([...known.values()]));
  for (const resource of Object.keys(expectationsByResource)) {
    const rows = told.filter(({ slug }) => slug === resource).flatMap((operation) => operationRows(operation, known.get(operation.id)!));
    if (rows.length > 0) text += `## ${titleOf(resource)}\n\n${table(["Call", "Permission", "Who may", "Who may not"], rows)}`;
  }
  return text;
}

function attemptsOf({ usual, about }: Expectation): number {
  return Object.keys(usual).length + Object.values(about).reduce((sum, outcomes) => sum + Object.keys(outcomes).length, 0);
}

function badRows(expectations: readonly Expectation[]): string[][] {
  return bad.map((caller) => {
    const outcomes = new Set(expectations.map(({ usual }) => usual[caller]));
    if (outcomes.size !== 1) throw new Error(`${callers[caller]} is expected to be answered differently by some operations: ${[...outcomes].join(", ")}`);
    return [callers[caller], code([...outcomes][0]!)];
  });
}

function operationRows(operation: OperationModel, { permission, usual, about }: Expectation): string[][] {
  const { id, slug, sdk } = operation;
  const call = `[${code(sdk.alias ? id : `${sdk.resource}.${sdk.method}`)}](./${slug}.md#${anchor(id)})`;
  const lines = (outcomes: Outcomes): string[] => [
    answers(outcomes, (outcome) => !outcome.includes(" ")),
    answers(outcomes, (outcome) => outcome.includes(" ") && outcome !== "401 unauthenticated"),
  ];
  return [
    [call, permission === null ? "" : code(permission), ...lines(without(usual, bad))],
    ...(Object.entries(about) as [Target, Outcomes][]).map(([target, outcomes]) => [`… about ${targets[target]}`, "", ...lines(outcomes)]),
  ];
}

/** `200` owner and admin<br>`202` … */
function answers(outcomes: Outcomes, fits: (outcome: string) => boolean): string {
  const fitting = (Object.entries(outcomes) as [Caller, string][]).filter(([, outcome]) => fits(outcome));
  return [...Map.groupBy(fitting, ([, outcome]) => outcome)]
    .map(
      ([outcome, group]) =>
        `${code(outcome)} ${words(
          group.map(([caller]) => caller),
          outcomes,
        )}`,
    )
    .join("<br>");
}

/** Names callers, those that belong together by one name. */
function words(group: readonly Caller[], all: Outcomes): string {
  const left = new Set(group);
  const parts: string[] = [];
  const together = (members: readonly Caller[], name: string): void => {
    if (!members.every((member) => left.has(member))) return;
    for (const member of members) left.delete(member);
    parts.push(name);
  };
  together(["nobody", "pending", ...people, ...keys], "everybody");
  together(people, "every signed-in user");
  together(keys, "every key");
  together(organizationKeys, "every organization key");
  for (const [shadow, caster] of unsaid) if (all[shadow] === all[caster]) left.delete(shadow);
  together(["key", "narrowKey"], "organization keys");
  return listed([...parts, ...[...left].map((caller) => callers[caller])]);
}

function without(outcomes: Outcomes, left: readonly Caller[]): Outcomes {
  return Object.fromEntries(Object.entries(outcomes).filter(([caller]) => !left.includes(caller as Caller)));
}
