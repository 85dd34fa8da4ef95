import type { Environment } from "@plinto/spec";
import type { EnvironmentRow } from "./table.ts";

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
    requireOrganization: row.requireOrganization,
    session: { ...row.session },
    signingAlgorithm: row.signingAlgorithm,
    publicMetadata: { ...row.publicMetadata },
    version: row.version,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}
