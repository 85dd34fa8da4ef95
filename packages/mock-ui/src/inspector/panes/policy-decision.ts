import type { ControlPolicyTrace, ControlPolicyTrialDecision } from "@plinto/mock/control";
import { h, type Child } from "../element.ts";
import { facts, instant, json, tag } from "../parts.ts";

const reasons: Readonly<Record<string, string>> = {
  policy_allow: "A policy allows it.",
  role_allow: "A role grants it, and no policy says otherwise.",
  policy_deny: "A policy denies it.",
  policy_deny_undetermined: "A policy that denies may apply, and the question lacks what would tell.",
  default_deny: "Nothing allows it.",
  too_many_candidates: "More than 1,000 policies are about it.",
  budget_exhausted: "The conditions took too many steps.",
  member_suspended: "The membership is suspended.",
  user_banned: "The account is banned.",
  organization_suspended: "The organization is suspended.",
};

const outcomes: Readonly<Record<string, string>> = {
  applies: "applies",
  does_not_apply: "does not apply",
  undetermined: "cannot be told",
  other_organization: "is of another organization",
  other_resource: "is about another resource",
  other_subject: "is about somebody else",
  not_reached: "was not reached",
};

/** A decision, why, and what became of each policy. */
export function decisionShown(decision: ControlPolicyTrialDecision, nameOf: (policyId: string) => string): Child {
  const { reason, matched, obligations, stepUp, validUntil, considered } = decision;
  return [
    h("p", {}, tag(decision.decision, decision.decision === "allow" ? "good" : "bad"), ` ${reasons[reason] ?? reason} `, h("code", {}, reason)),
    facts([
      ["Decided by", matched.length > 0 && matched.map(nameOf).join(", ")],
      ["A new proof would turn it", stepUp !== null && proofInWords(stepUp)],
      ["Holds until", validUntil !== null && instant(validUntil)],
    ]),
    obligations.length > 0 && [h("h4", {}, "Obligations"), json("The obligations", obligations)],
    considered.length === 0 ? h("p", { class: "empty" }, "No policy is about this action and type of resource.") : tracesShown(considered, nameOf),
  ];
}

function tracesShown(considered: readonly ControlPolicyTrace[], nameOf: (policyId: string) => string): HTMLElement {
  const head = ["Policy", "Says", "Priority", "What became of it", "Why"].map((text) => h("th", { scope: "col" }, text));
  const rows = considered.map((trace) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, nameOf(trace.policyId), trace.decided && [" ", tag("decided", "warn")]),
      h("td", {}, tag(trace.effect, trace.effect === "allow" ? "good" : "bad")),
      h("td", {}, trace.priority),
      h("td", {}, outcomes[trace.outcome] ?? trace.outcome),
      h("td", {}, whyShown(trace)),
    ),
  );
  return h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": "What became of each policy" },
    h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows)),
  );
}

function whyShown({ conditions, failed }: ControlPolicyTrace): Child {
  if (conditions.length === 0) return null;
  return h(
    "ul",
    { class: "plain" },
    conditions.map(({ pointer, type, outcome, problem }) => {
      const met = outcome === "met" ? "holds" : outcome === "not_met" ? "does not hold" : "cannot be told";
      const text = [h("code", {}, pointer), ` ${type} ${met}${problem === null ? "" : `: ${problem.replaceAll("_", " ")}`}`];
      return h("li", {}, pointer === failed ? h("b", {}, text) : text);
    }),
  );
}

function proofInWords({ mfa, maxAgeSeconds }: Readonly<Record<string, unknown>>): string {
  const age = typeof maxAgeSeconds === "number" ? ` of the last ${maxAgeSeconds} seconds` : "";
  return mfa === true ? `one with a second factor${age}` : `one${age}`;
}
