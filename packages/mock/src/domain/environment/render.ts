import type { Environment } from "@plinto/spec";
import type { EnvironmentRow, OAuthProviderSettings } from "./table.ts";

/** @param issuer who issues the environment's tokens: where its API stands */
export function renderEnvironment(row: EnvironmentRow, issuer: string): Environment {
  return {
    id: row.id,
    name: row.name,
    issuer,
    allowedOrigins: [...row.allowedOrigins],
    redirectUrls: [...row.redirectUrls],
    signUp: { ...row.signUp, allowedDomains: [...row.signUp.allowedDomains] },
    authMethods: { ...row.authMethods },
    oauthProviders: renderProviders(row.oauthProviders),
    webauthn: { ...row.webauthn, rpName: row.webauthn.rpName ?? row.name, origins: [...row.webauthn.origins] },
    requireOrganization: row.requireOrganization,
    session: { ...row.session },
    signingAlgorithm: row.signingAlgorithm,
    policyEvaluationSampling: row.policyEvaluationSampling,
    publicMetadata: { ...row.publicMetadata },
    version: row.version,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

/** The providers without what is secret of them. */
export function renderProviders({ google, github, microsoft }: EnvironmentRow["oauthProviders"]): Environment["oauthProviders"] {
  return { google: renderProvider(google), github: renderProvider(github), microsoft: { ...renderProvider(microsoft), tenant: microsoft.tenant } };
}

function renderProvider({ enabled, clientId, clientSecretHash, scopes }: OAuthProviderSettings): Environment["oauthProviders"]["google"] {
  return { enabled, clientId, hasClientSecret: clientSecretHash !== null, scopes: [...scopes] };
}
