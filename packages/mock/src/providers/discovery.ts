import { jsonReply, type Reply } from "../pipeline/exchange.ts";
import type { Provider, ProviderAddresses } from "./provider.ts";
import { publicProviderKey } from "./signing-key.ts";

/** What an OpenID provider says of itself (OpenID Connect Discovery 1.0, section 3). */
export function discoveryReply(provider: Provider, { issuer, authorize, token, profile, keys }: ProviderAddresses): Reply {
  return jsonReply(200, {
    issuer,
    authorization_endpoint: authorize,
    token_endpoint: token,
    userinfo_endpoint: profile,
    jwks_uri: keys,
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    grant_types_supported: ["authorization_code"],
    subject_types_supported: [provider.name === "microsoft" ? "pairwise" : "public"],
    id_token_signing_alg_values_supported: ["RS256"],
    scopes_supported: [...provider.scopes],
    token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
    code_challenge_methods_supported: ["S256"],
    claims_supported: [
      "sub",
      "iss",
      "aud",
      "exp",
      "iat",
      "nonce",
      "name",
      "given_name",
      "family_name",
      "email",
      provider.name === "microsoft" ? "xms_edov" : "email_verified",
    ],
    authorization_response_iss_parameter_supported: provider.saysIssuer,
  });
}

/** The keys that ID tokens are signed with (RFC 7517). */
export function keysReply(): Reply {
  return jsonReply(200, { keys: [publicProviderKey] });
}
