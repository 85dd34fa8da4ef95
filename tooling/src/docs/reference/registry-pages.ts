import type { Description } from "../../description/model.ts";
import { code, inline, sentence, table } from "./markdown.ts";

/** docs/reference/roles-and-permissions.md: who holds what. */
export function rolesPage({ registries }: Description): string {
  const roles = Object.entries(registries.roles);
  let text = "# Roles and permissions\n\n";
  text += "System roles, from the registries of the description. ● granted, ○ granted within a limit. A membership has one system role. ";
  text += "What that comes to, call by call, is in [Who may do what](./who-may.md).\n\n";
  text += table(
    ["Role", "Level", "Where", "What it is"],
    roles.map(([name, role]) => [code(name), String(role.level), role.scope, sentence(role.description)]),
  );
  for (const { name, permissions } of registries.permissions) {
    text += `## ${name}\n\n`;
    text += table(
      ["Permission", "Allows to", ...roles.map(([role]) => role)],
      Object.entries(permissions).map(([permission, meaning]) => [
        code(permission),
        inline(lowerFirst(meaning.replace(/\.$/, ""))),
        ...roles.map(([, role]) => (role.permissions.includes(permission) ? "●" : role.limited?.[permission] ? `○ ${limits[role.limited[permission]]}` : "")),
      ]),
    );
  }
  return text;
}

const limits = { self: "as subject", own: "own rows", managedBy: "managed users" } as const;

function lowerFirst(text: string): string {
  return `${text[0]!.toLowerCase()}${text.slice(1)}`;
}

/** docs/reference/plans-and-limits.md: what each plan allows, and every rate limit. */
export function plansPage({ registries }: Description): string {
  const { plans, aliases, features } = registries.plans;
  const limitNames = [...new Set(Object.values(plans).flatMap((plan) => Object.keys(plan.limits)))];
  let text = "# Plans and limits\n\n## Plans\n\n";
  text += table(
    ["", ...Object.values(plans).map((plan) => plan.title)],
    [
      ["price per month", ...Object.values(plans).map((plan) => (plan.priceCentsPerMonth === null ? "by contract" : `$${plan.priceCentsPerMonth / 100}`))],
      ...limitNames.map((name) => [code(name), ...Object.values(plans).map((plan) => amount(plan.limits[name]))]),
      ...Object.keys(features).map((name) => [code(name), ...Object.values(plans).map((plan) => (plan.features.includes(name) ? "yes" : "no"))]),
    ],
  );
  text += table(
    ["Feature", "What it is"],
    Object.entries(features).map(([name, meaning]) => [code(name), sentence(meaning)]),
  );
  text += `Accepted as other names of a plan: ${Object.entries(aliases)
    .map(([alias, plan]) => `${code(alias)} for ${code(plan)}`)
    .join(", ")}.\n\n`;
  text += "A plan's limit that is reached is 402 `limit_exceeded`, a feature it lacks 402 `feature_not_in_plan`.\n\n";
  text += "## Rate limits {#rate-limits}\n\nAnswers carry `RateLimit-Policy` and `RateLimit`; a refusal is 429 with `Retry-After`.\n\n";
  text += table(
    ["Policy", "Quota", "Window", "Counted per", "What for"],
    Object.entries(registries.rateLimits).map(([name, policy]) => [
      code(name),
      policy.quota === "plan" ? "by plan (`apiCallsPerHour`)" : amount(policy.quota),
      `${policy.windowSeconds} s`,
      { organization: "organization", address: "network address", email: "e-mail address" }[policy.partition],
      sentence(policy.description),
    ]),
  );
  return text;
}

function amount(value: number | null | undefined): string {
  return value === null || value === undefined ? "no limit" : value.toLocaleString("en-US");
}
