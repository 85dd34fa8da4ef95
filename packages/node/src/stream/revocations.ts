/** What the events of an environment say of tokens, kept as long as a token can live. */

import type { Clock } from "@plinto/core";
import { BoundedMap } from "../bounded-map.ts";
import type { AccessTokenClaims, TokenVerdict } from "../verifier/verdict.ts";
import { ruleOf, subjectOf, subjectsOf, type StreamEvent } from "./rules.ts";

/** What an event has said of a subject. */
interface Kept {
  readonly verdict: TokenVerdict | "ask";
  /** Counts what was heard. */
  readonly mark: number;
  /** Tokens that were issued until then are meant by "ask", in seconds since 1970. */
  readonly since: number;
  readonly heardAt: number;
}

/** That the API has said of a token that it is good, and at which mark it was asked. */
interface Checked {
  readonly mark: number;
  /** The role of the user in the token's organization. */
  readonly role: string | undefined;
}

/** Bounds of {@link createRevocations}. */
export interface RevocationBounds {
  /** So long an event is kept: no token lives longer. */
  readonly keptSeconds: number;
  /** By which clocks may differ. */
  readonly leewaySeconds: number;
  /** Events that are kept, and answers. */
  readonly most: number;
}

/** What is known of tokens. */
export interface Revocations {
  /** Hears of an event. */
  take(event: StreamEvent): void;
  /** Something may have been missed: about tokens that were issued until now the API is asked. */
  doubt(): void;
  /** What is known of a token: a verdict, or nothing where the API has to be asked. */
  judge(claims: AccessTokenClaims): TokenVerdict | undefined;
  /** That the API called a token good when it was asked at a mark, with these claims. */
  remember(claims: AccessTokenClaims, mark: number): void;
  /** Grows with everything that is heard. */
  readonly mark: number;
  /** Events that are kept. */
  readonly size: number;
}

/** Keeps what was heard. Where more is heard than is kept, the oldest becomes a doubt, which asks and never trusts. */
export function createRevocations(clock: Pick<Clock, "now">, { keptSeconds, leewaySeconds, most }: RevocationBounds): Revocations {
  const kept = new Map<string, Kept>();
  const checked = new BoundedMap<string, Checked>(most);
  let mark = 0;
  let doubt: Pick<Kept, "mark" | "since"> = { mark: 0, since: -Infinity };

  const here = (): Pick<Kept, "mark" | "since"> => ({ mark: ++mark, since: clock.now() / 1000 + leewaySeconds });
  const raise = (other: Pick<Kept, "mark" | "since">): void => {
    doubt = { mark: Math.max(doubt.mark, other.mark), since: Math.max(doubt.since, other.since) };
  };
  const prune = (): void => {
    // The order of a Map is that of insertion, so that the oldest comes first.
    for (const [subject, entry] of kept) {
      const isOver = clock.now() - entry.heardAt > (keptSeconds + leewaySeconds) * 1000;
      if (!isOver && kept.size <= most) return;
      kept.delete(subject);
      if (!isOver) raise(entry);
    }
  };

  return {
    take(event) {
      const rule = ruleOf(event);
      if (!rule) return;
      const subject = subjectOf(rule, event);
      if (rule.verdict === "ask" && !rule.lifts && (kept.get(subject)?.verdict ?? "ask") !== "ask") return;
      kept.delete(subject);
      kept.set(subject, { verdict: rule.verdict, heardAt: clock.now(), ...here() });
      prune();
    },
    doubt() {
      kept.clear();
      raise(here());
    },
    judge(claims) {
      prune();
      const { iat, exp, jti } = claims;
      let asked = iat <= doubt.since ? doubt.mark : 0;
      for (const subject of subjectsOf(claims)) {
        const entry = kept.get(subject);
        if (!entry) continue;
        if (entry.verdict !== "ask") return entry.verdict;
        if (iat <= entry.since) asked = Math.max(asked, entry.mark);
      }
      // What is kept may be forgotten before such a token ends.
      if (exp - iat > keptSeconds) return undefined;
      const known = checked.get(jti);
      if (known && known.mark >= asked) return { status: "valid", claims: withRole(claims, known.role) };
      return asked === 0 ? { status: "valid", claims } : undefined;
    },
    remember({ jti, org_role: role }, askedAt) {
      checked.set(jti, { mark: askedAt, role });
    },
    get mark() {
      return mark;
    },
    get size() {
      prune();
      return kept.size;
    },
  };
}

/** The claims with the present role: that of the token is as old as the token. */
function withRole(claims: AccessTokenClaims, role: string | undefined): AccessTokenClaims {
  return role === undefined || role === claims.org_role ? claims : { ...claims, org_role: role };
}
