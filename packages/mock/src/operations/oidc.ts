import type { Jwks } from "@plinto/spec";
import { hashSecret } from "../credentials/secret-key.ts";
import type { EnvironmentRow } from "../domain/environment/table.ts";
import type { OidcOperationId } from "../generated/operation-shapes.ts";
import { ok, refuse } from "../kernel/transaction.ts";
import { handler, type FinishContext, type OperationHandlers } from "../pipeline/handler.ts";

/** What others verify tokens with. */
export const oidc: OperationHandlers<OidcOperationId> = {
  getOpenIdConfiguration: handler<"getOpenIdConfiguration", null>({
    decide: () => ok(null),
    finish: ({ tokens, environment }) => ({
      issuer: tokens.issuer,
      jwks_uri: `${tokens.issuer}/.well-known/jwks.json`,
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: algorithms(environment),
    }),
    headers: cacheable,
  }),

  getJwks: handler<"getJwks", null>({
    decide: () => ok(null),
    finish: keySet,
    headers: cacheable,
  }),

  getOrganizationJwks: handler<"getOrganizationJwks", null>({
    // No organization has keys of its own, so all verify with those of the environment.
    decide: ({ tx }, { orgId }) => (tx.organizations.get(orgId) ? ok(null) : refuse("not_found")),
    finish: keySet,
    headers: cacheable,
  }),
};

function keySet({ tokens, environment }: FinishContext): Jwks {
  return { keys: tokens.publicKeys(environment.signingAlgorithm) as unknown as Jwks["keys"] };
}

/** The one that signs now first. */
function algorithms({ signingAlgorithm }: EnvironmentRow): ("RS256" | "ES256")[] {
  return signingAlgorithm === "RS256" ? ["RS256", "ES256"] : ["ES256", "RS256"];
}

/** Verifiers may keep it for five minutes, and ask again without loading it again (RFC 9111). */
function cacheable(_context: FinishContext, output: object): Record<string, string> {
  return { "cache-control": "public, max-age=300", etag: `"${hashSecret(JSON.stringify(output)).slice(0, 22)}"`, vary: "Origin" };
}
