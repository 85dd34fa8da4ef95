/**
 * The language once more, slow and plain: no index, no closures, no cache, nothing shared with the engine but the types
 * of documents. What it says is what the engine has to say.
 */

import { isIP } from "node:net";
import type { AttributeCondition, Condition, Decision, Policy, PolicyInput, StepUp } from "../../src/index.ts";

export type Expected = Pick<Decision, "decision" | "reason" | "obligations" | "stepUp"> & { matched: { policyId: string; determined: boolean }[] };
type Verdict = boolean | undefined;
type Asked = { input: PolicyInput; now: number; granted: boolean; mfa: () => unknown; age: (maxSeconds: number) => Verdict };

export function decideByReference(policies: readonly Policy[], input: PolicyInput, now: number, granted: boolean = false): Expected {
  const { mfa, authenticatedAt } = input.request?.authentication ?? {};
  const age = now - Date.parse(authenticatedAt ?? "");
  const asked: Asked = { input, now, granted, mfa: () => mfa, age: (maxSeconds) => (age >= -60_000 ? age <= maxSeconds * 1000 : undefined) };
  const ruling = rule(policies, asked);
  return { ...ruling, stepUp: ruling.decision === "allow" ? null : (stepUp(policies, asked, false) ?? stepUp(policies, asked, true)) };
}

function rule(policies: readonly Policy[], asked: Asked): Omit<Expected, "stepUp"> {
  const about = policies.filter((policy) => isAbout(policy, asked.input)).sort((a, b) => (a.id < b.id ? -1 : 1));
  if (about.length > 1000) return { decision: "deny", reason: "too_many_candidates", matched: [], obligations: [] };
  for (const priority of [...new Set(about.map(({ document }) => document.priority ?? 0))].sort((a, b) => b - a)) {
    for (const effect of ["deny", "allow"] as const) {
      const peers = about.filter(({ document }) => (document.priority ?? 0) === priority && document.effect === effect);
      const judged = peers.map((policy) => ({ policy, verdict: every(policy.document.conditions ?? [], asked) }));
      const deciding = judged.filter(({ verdict }) => verdict === true || (verdict === undefined && effect === "deny"));
      if (deciding.length === 0) continue;
      const denial = deciding.some(({ verdict }) => verdict === true) ? "policy_deny" : "policy_deny_undetermined";
      const matched = deciding.map(({ policy, verdict }) => ({ policyId: policy.id, determined: verdict === true }));
      const obligations = new Map(deciding.flatMap(({ policy }) => policy.document.obligations ?? []).map((one) => [JSON.stringify(one), one]));
      return { decision: effect, reason: effect === "allow" ? "policy_allow" : denial, matched, obligations: [...obligations.values()] };
    }
  }
  const silence = asked.granted ? ({ decision: "allow", reason: "role_allow" } as const) : ({ decision: "deny", reason: "default_deny" } as const);
  return { ...silence, matched: [], obligations: [] };
}

/** What has to be proved anew, when that helps: age alone, or a second factor too. */
function stepUp(policies: readonly Policy[], { input, now, granted, mfa, age }: Asked, withMfa: boolean): StepUp | null {
  let needsMfa = false;
  let maxAgeSeconds: number | null = null;
  const { decision } = rule(policies, {
    input,
    now,
    granted,
    mfa: () => (withMfa && mfa() !== true ? (needsMfa = true) : mfa()),
    age: (maxSeconds) => {
      if (age(maxSeconds) !== true) maxAgeSeconds = Math.min(maxSeconds, maxAgeSeconds ?? maxSeconds);
      return true;
    },
  });
  return decision === "allow" ? { mfa: needsMfa, maxAgeSeconds } : null;
}

function isAbout(
  { organizationId, document: { actions, resources, subjects } }: Policy,
  { subject, resource, action, organizationId: ours }: PolicyInput,
): boolean {
  if (organizationId && organizationId !== ours) return false;
  if (!actions.some((pattern) => actionExpression(pattern).test(action))) return false;
  if (!resources.some((pattern) => fits(pattern, resource.type, resource.id))) return false;
  const names = [[subject.type, subject.id] as const, ...(subject.roles ?? []).map((role) => ["role", role] as const)];
  return !subjects || subjects.some((pattern) => names.some(([type, id]) => fits(pattern, type, id)));
}

function actionExpression(pattern: string): RegExp {
  const escaped = pattern.replaceAll(".", "\\.").replace(/\*$/, ".+");
  return new RegExp(`^${escaped.replaceAll(/\*(?=:)/g, "[^:]+")}$`);
}

function fits(pattern: string, type: string, id: string | null | undefined): boolean {
  if (pattern === "*" || pattern === `${type}:*`) return true;
  return typeof id === "string" && (pattern.endsWith("*") ? `${type}:${id}`.startsWith(pattern.slice(0, -1)) : pattern === `${type}:${id}`);
}

/** Asks one after the other until one says no: what comes later is not asked for, which matters to a step-up. */
function every(conditions: readonly Condition[], asked: Asked): Verdict {
  const verdicts: Verdict[] = [];
  for (const condition of conditions) {
    verdicts.push(holds(condition, asked));
    if (verdicts.at(-1) === false) return false;
  }
  return verdicts.includes(undefined) ? undefined : true;
}

const not = (verdict: Verdict): Verdict => (verdict === undefined ? undefined : !verdict);
const opposite = (condition: Condition): Condition => ({ type: "not", condition });
const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

function holds(condition: Condition, asked: Asked): Verdict {
  const { now, input } = asked;
  if (condition.type === "all") return every(condition.conditions, asked);
  if (condition.type === "any") return not(every(condition.conditions.map(opposite), asked));
  if (condition.type === "not") return not(holds(condition.condition, asked));
  if (condition.type === "mfa") return typeof asked.mfa() === "boolean" ? (asked.mfa() as boolean) : undefined;
  if (condition.type === "authentication_age") return asked.age(condition.maxSeconds);
  if (condition.type === "attribute") return attributeHolds(condition, input);
  if (condition.type === "ip") {
    const ip = addressNumber(input.request?.ip ?? "");
    return ip === undefined ? undefined : condition.ranges.some((range) => inRange(ip, range));
  }
  if (Number.isNaN(now)) return undefined;
  if (condition.type === "period") return !(now < Date.parse(condition.notBefore ?? "")) && !(now >= Date.parse(condition.notAfter ?? ""));
  const { timeZone, from = "00:00", to = "24:00" } = condition;
  const shown = new Intl.DateTimeFormat("en-GB", { timeZone, weekday: "long", hour: "2-digit", minute: "2-digit" }).format(now);
  const [weekday, clock] = shown.toLowerCase().split(" ") as [string, string];
  const isOn = (day: number): boolean => !condition.days || (condition.days as string[]).includes(days.at(day % 7)!);
  const today = isOn(days.indexOf(weekday)) && clock >= from;
  return to > from ? today && clock < to : today || (isOn(days.indexOf(weekday) + 6) && clock < to);
}

function attributeHolds({ attribute, operator, value, valueFrom }: AttributeCondition, input: PolicyInput): Verdict {
  const left = read(input, attribute);
  if (operator === "exists") return (left !== undefined) === value;
  const right = valueFrom === undefined ? value : read(input, valueFrom);
  const isScalar = (one: unknown): boolean => ["string", "boolean"].includes(typeof one) || Number.isFinite(one);
  const isList = (one: unknown): one is unknown[] => Array.isArray(one) && one.every(isScalar);
  const has = (list: unknown, one: unknown): Verdict =>
    !isList(list) || !isScalar(one) ? undefined : list.includes(one) || (list.every((other) => typeof other === typeof one) ? false : undefined);
  const numbers = (order: (a: number, b: number) => boolean): Verdict =>
    Number.isFinite(left) && Number.isFinite(right) ? order(left as number, right as number) : undefined;
  const times = (order: (a: number, b: number) => boolean): Verdict => (moment(left) && moment(right) ? order(moment(left)!, moment(right)!) : undefined);
  const texts = (holds: (a: string, b: string) => boolean): Verdict => (typeof left === "string" && typeof right === "string" ? holds(left, right) : undefined);
  const each = (decides: boolean): Verdict => {
    const verdicts = isList(left) && isList(right) ? right.map((one) => has(left, one)) : [undefined];
    return verdicts.includes(decides) ? decides : verdicts.includes(undefined) ? undefined : !decides;
  };
  const answers: Record<string, () => Verdict> = {
    equals: () => has([left], right),
    in: () => has(right, left),
    less_than: () => numbers((a, b) => a < b),
    less_than_or_equals: () => numbers((a, b) => a <= b),
    greater_than: () => numbers((a, b) => a > b),
    greater_than_or_equals: () => numbers((a, b) => a >= b),
    before: () => times((a, b) => a < b),
    after: () => times((a, b) => a > b),
    starts_with: () => texts((a, b) => a.startsWith(b)),
    ends_with: () => texts((a, b) => a.endsWith(b)),
    contains: () => texts((a, b) => a.includes(b)),
    includes: () => has(left, right),
    includes_any: () => each(true),
    includes_all: () => each(false),
  };
  return operator.startsWith("not_") ? not(answers[operator.slice(4)]!()) : answers[operator]!();
}

const read = (input: unknown, path: string): unknown =>
  path.split(".").reduce<any>((at, name) => (typeof at === "object" && at && Object.hasOwn(at, name) ? at[name] : undefined), input) ?? undefined;

const moment = (text: unknown): number | undefined =>
  typeof text === "string" && /^\d{4}-.*Z$/.test(text) && !text.includes("-02-30") ? Date.parse(text) : undefined;

/** IPv4 below 2^32, IPv6 from 2^128 on; IPv4 in IPv6 is IPv4. */
function addressNumber(text: string): bigint | undefined {
  if (text.includes("%") || isIP(text) === 0) return undefined;
  const ipv4 = (dotted: string): bigint => dotted.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  if (isIP(text) === 4) return ipv4(text);
  const hex = text.replace(/[\d.]+\.\d+$/, (dotted) => `${(ipv4(dotted) >> 16n).toString(16)}:${(ipv4(dotted) & 0xffffn).toString(16)}`);
  const [head, tail] = hex.split("::").map((half) => half.split(":").filter(Boolean)) as [string[], string[] | undefined];
  const groups = [...head, ...Array.from({ length: 8 - head.length - (tail?.length ?? 0) }, () => "0"), ...(tail ?? [])];
  const number = groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
  return number >> 32n === 0xffffn ? number & 0xffffffffn : number + (1n << 128n);
}

function inRange(ip: bigint, range: string): boolean {
  const [base, bits] = range.split("/") as [string, string | undefined];
  const width = (base.includes(":") ? 128 : 32) - Number(bits ?? (base.includes(":") ? 128 : 32));
  return ip >= addressNumber(base)! && ip < addressNumber(base)! + (1n << BigInt(width));
}
