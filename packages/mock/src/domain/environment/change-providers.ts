import type { UpdateEnvironmentMicrosoftProvider, UpdateEnvironmentOAuthProvider, UpdateEnvironmentOAuthProviders } from "@plinto/spec";
import { hashSecret } from "../../credentials/secret-key.ts";
import type { EnvironmentRow, OAuthProviderSettings } from "./table.ts";

type Providers = EnvironmentRow["oauthProviders"];

/** The providers after a change: of each what is named is replaced, and null clears. */
export function changedProviders(before: Providers, change: UpdateEnvironmentOAuthProviders | undefined): Providers {
  if (!change) return before;
  const { tenant = before.microsoft.tenant, ...microsoft } = change.microsoft ?? {};
  return {
    google: changedProvider(before.google, change.google),
    github: changedProvider(before.github, change.github),
    microsoft: { ...changedProvider(before.microsoft, microsoft), tenant },
  };
}

type ProviderChange = UpdateEnvironmentOAuthProvider | Omit<UpdateEnvironmentMicrosoftProvider, "tenant">;

function changedProvider({ enabled, clientId, clientSecretHash, scopes }: OAuthProviderSettings, change: ProviderChange = {}): OAuthProviderSettings {
  const { clientSecret, ...rest } = change;
  return {
    enabled,
    clientId,
    scopes,
    ...rest,
    clientSecretHash: clientSecret === undefined ? clientSecretHash : clientSecret === null ? null : hashSecret(clientSecret),
  };
}
