/** Decisions of the API, kept for half a minute. */

import { isPlintoError, PlintoError } from "@plinto/core";
import { checkPermission } from "@plinto/core/operations";
import { BoundedMap } from "../bounded-map.ts";
import { configError } from "../errors.ts";
import { permissionNames } from "../generated/permission-names.ts";
import { patience } from "../patience.ts";
import type { VerifierSettings } from "../verifier/options.ts";
import type { Decisions, DecisionSubject, PermissionAnswer, PermissionQuestion } from "./decisions.ts";
import { nearestName } from "./nearest-name.ts";

/** So long an answer counts: a role that was taken goes on for as long, at most. */
const keptMs = 30_000;

/** Tokens whose answers are kept. */
const mostTokens = 10_000;

/** Answers that are kept per token. */
const mostAnswers = 200;

interface KeptAnswer {
  readonly answer: Promise<PermissionAnswer>;
  readonly until: number;
}

/**
 * Asks `checkPermission` with the user's own token, so that a session that was ended holds nothing, and one in which somebody
 * else acts no more than that. A token for another audience than the API's is none there: then, with the secret key, it is
 * asked about the user. Without it nothing can be asked, which is no refusal.
 */
export function createApiDecisions({ client, serverClient, clock, issuer }: Pick<VerifierSettings, "client" | "serverClient" | "clock" | "issuer">): Decisions {
  const kept = new BoundedMap<string, BoundedMap<string, KeptAnswer>>(mostTokens);

  const ask = async ({ token, claims }: DecisionSubject, { permission, resource }: PermissionQuestion, organizationId: string): Promise<PermissionAnswer> => {
    const question = { permission, ...(resource && { resource }) };
    const headers = { "plinto-organization": organizationId };
    const isForApi = [claims.aud].flat().includes(issuer);
    if (!isForApi && !serverClient) throw keyMissing();
    const server = isForApi ? undefined : serverClient;
    const result = await (
      server
        ? checkPermission(server, { ...question, userId: claims.sub }, { ...patience, headers })
        : checkPermission(client, question, { ...patience, headers: { ...headers, authorization: `Bearer ${token}` } })
    ).safe();
    if (result.ok) return { allowed: result.data.allowed, reason: result.data.reason };
    const { error } = result;
    // With the user's own token a refusal is about her. With the secret key it is about this server.
    if (error.kind === "api" && (server ? error.status === 404 : [401, 403, 404].includes(error.status ?? 0))) return { allowed: false, reason: error.code };
    throw unavailable(permission, error);
  };

  return {
    async decide(subject, question) {
      if (!(permissionNames as readonly string[]).includes(question.permission)) throw unknownPermission(question.permission);
      const organizationId = question.organizationId ?? subject.claims.org_id;
      if (!organizationId) return { allowed: false, reason: "organization_required" };
      const now = clock.now();
      const answers = kept.get(subject.token) ?? new BoundedMap<string, KeptAnswer>(mostAnswers);
      kept.set(subject.token, answers);
      const { type, id, ownerUserId } = question.resource ?? {};
      const name = JSON.stringify([question.permission, organizationId, type, id, ownerUserId]);
      const found = answers.get(name);
      if (found && now < found.until && found.until - now <= keptMs) return found.answer;
      const answer = ask(subject, question, organizationId);
      answers.set(name, { answer, until: now + keptMs });
      answer.catch(() => answers.delete(name));
      return answer;
    },
  };
}

/** The API answers 401 to such a token: every guard would refuse everybody, without a word. */
function keyMissing(): PlintoError {
  return configError(
    "option_invalid",
    "The token is for another audience than the API, which cannot be asked with it: give the verifier a secretKey, or pass decisions",
  );
}

function unavailable(permission: string, cause: unknown): PlintoError {
  const facts = isPlintoError(cause) ? { retryAfterMs: cause.retryAfterMs, requestId: cause.requestId } : {};
  const why = isPlintoError(cause) ? cause.code : "no answer";
  return new PlintoError({
    kind: "network",
    code: "decision_unavailable",
    message: `Whether ${permission} is held cannot be found out now (${why})`,
    retryable: true,
    cause,
    ...facts,
  });
}

/** The error for a name that the API does not know. */
export function unknownPermission(permission: string): PlintoError {
  const meant = nearestName(permission, permissionNames);
  return configError(
    "permission_unknown",
    `${JSON.stringify(permission)} is no permission of Plinto${meant ? `: did you mean ${meant}?` : "."} About permissions of your own policies decide: pass a policy client as decisions`,
  );
}
