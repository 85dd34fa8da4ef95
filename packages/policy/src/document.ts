/** The JSON policy language: the shapes that a policy is written in. */

/** What a policy does when it applies. */
export type Effect = "allow" | "deny";

/** What an attribute can be compared with. */
export type Scalar = string | number | boolean;

/**
 * One policy as it is written. `actions`, `resources` and `subjects` say what it is about, `conditions` when it applies;
 * all of them must hold.
 *
 * - An action is made of segments with colons between, `documents:export`. A `*` stands for one segment, at the end for
 *   one or more: `documents:*`, `*:read`, `*`.
 * - A resource is a type and an id, `document:doc_1`. The id may end with `*`: `document:*`, `document:draft-*`; `*`
 *   alone is every resource.
 * - A subject is written in the same way, `user:usr_1`, `role:admin`; `role:` asks for one of the subject's roles.
 *
 * @example
 * const document: PolicyDocument = {
 *   effect: "allow",
 *   actions: ["audit:export"],
 *   resources: ["audit_log:*"],
 *   subjects: ["role:member"],
 *   conditions: [
 *     { type: "mfa" },
 *     { type: "ip", ranges: ["203.0.113.0/24"] },
 *     { type: "time_window", timeZone: "Europe/Berlin", days: ["monday", "friday"], from: "09:00", to: "17:00" },
 *   ],
 * };
 */
export interface PolicyDocument {
  /** Version of this language, 1 when absent. */
  readonly languageVersion?: 1;
  readonly effect: Effect;
  /** 0 to 1,000, 0 when absent. The highest one that applies decides; of two that are equal a deny does. */
  readonly priority?: number;
  /** 1 to 100 patterns. */
  readonly actions: readonly string[];
  /** 1 to 100 patterns. */
  readonly resources: readonly string[];
  /** 1 to 1,000 patterns, of which one must fit. Every subject when absent. */
  readonly subjects?: readonly string[];
  /** All of them must hold. None when absent. */
  readonly conditions?: readonly Condition[];
  /** What whoever enforces the decision has to do with it. */
  readonly obligations?: readonly Obligation[];
}

/** Something that whoever enforces a decision has to do, such as masking a field. The engine passes it on. */
export interface Obligation {
  /** What is to be done, in words of the application: `mask_fields`. */
  readonly type: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** A document with what the store knows of it: what the engine takes. */
export interface Policy {
  readonly id: string;
  /** Version of the document, handed on in decisions. */
  readonly version?: number;
  /** The organization it is for. Every organization when absent or null. */
  readonly organizationId?: string | null;
  readonly document: PolicyDocument;
}

/**
 * Something that holds, does not hold or cannot be told, since the input lacks what it needs. A condition that cannot be
 * told never lets an allow apply and never keeps a deny from it.
 */
export type Condition =
  | AllCondition
  | AnyCondition
  | NotCondition
  | IpCondition
  | TimeWindowCondition
  | PeriodCondition
  | MfaCondition
  | AuthenticationAgeCondition
  | AttributeCondition;

/** Holds when each one does. */
export interface AllCondition {
  readonly type: "all";
  readonly conditions: readonly Condition[];
}

/** Holds when one of them does. */
export interface AnyCondition {
  readonly type: "any";
  readonly conditions: readonly Condition[];
}

/** Holds when the other does not. What cannot be told stays so. */
export interface NotCondition {
  readonly type: "not";
  readonly condition: Condition;
}

/**
 * Holds when the address of the request is in one of the ranges, CIDR or single addresses. An IPv4 address that is
 * written as IPv6, `::ffff:203.0.113.7`, counts as IPv4; a range of IPv6 never holds for IPv4.
 */
export interface IpCondition {
  readonly type: "ip";
  readonly ranges: readonly string[];
}

/** A day of the week. */
export type Weekday = "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";

/**
 * Holds at these hours of these days, by the clock on the wall in that zone, whatever daylight saving makes of it. A
 * window whose `to` is not after `from` passes midnight and belongs to the day on which it begins.
 */
export interface TimeWindowCondition {
  readonly type: "time_window";
  /** Name in the IANA database, `Europe/Berlin`. */
  readonly timeZone: string;
  /** Every day when absent. */
  readonly days?: readonly Weekday[];
  /** `hh:mm`, inclusive. `00:00` when absent. */
  readonly from?: string;
  /** `hh:mm` up to `24:00`, exclusive. `24:00` when absent. */
  readonly to?: string;
}

/** Holds between two moments. At least one of them is given. */
export interface PeriodCondition {
  readonly type: "period";
  /** RFC 3339, inclusive. */
  readonly notBefore?: string;
  /** RFC 3339, exclusive. */
  readonly notAfter?: string;
}

/** Holds when the subject signed in with more than one factor. */
export interface MfaCondition {
  readonly type: "mfa";
}

/** Holds when the subject proved who it is at most so long ago. */
export interface AuthenticationAgeCondition {
  readonly type: "authentication_age";
  readonly maxSeconds: number;
}

/** How two values are compared. */
export type Operator =
  | "equals"
  | "not_equals"
  | "in"
  | "not_in"
  | "exists"
  | "less_than"
  | "less_than_or_equals"
  | "greater_than"
  | "greater_than_or_equals"
  | "before"
  | "after"
  | "starts_with"
  | "ends_with"
  | "contains"
  | "includes"
  | "includes_any"
  | "includes_all";

/**
 * Compares something of the input with a value, or with something else of the input. Values of another type than the
 * operator is for cannot be compared, and neither can what is absent or null; only `exists` asks for that.
 *
 * | Operators | The attribute is | The value is |
 * |---|---|---|
 * | `equals` `not_equals` | text, number or boolean | of the same type |
 * | `in` `not_in` | text, number or boolean | a list of them |
 * | `exists` | anything | boolean |
 * | `less_than` `less_than_or_equals` `greater_than` `greater_than_or_equals` | a number | a number |
 * | `before` `after` | a time (RFC 3339) | a time |
 * | `starts_with` `ends_with` `contains` | text | text |
 * | `includes` | a list | text, number or boolean |
 * | `includes_any` `includes_all` | a list | a list |
 */
export interface AttributeCondition {
  readonly type: "attribute";
  /**
   * Where it is in the input: `subject.attributes.department`, `resource.attributes.owner.id`,
   * `request.attributes.channel`, `subject.id`, `subject.type`, `subject.roles`, `resource.id`, `resource.type`,
   * `request.ip`, `request.authentication.methods`, `organizationId`.
   */
  readonly attribute: string;
  readonly operator: Operator;
  /** What to compare with; this or `valueFrom`. */
  readonly value?: Scalar | readonly Scalar[];
  /** Where in the input the other value is; this or `value`. */
  readonly valueFrom?: string;
}
