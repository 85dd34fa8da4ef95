import { hashSecret } from "../credentials/secret-key.ts";
import type { EnvironmentRow } from "../domain/environment/table.ts";
import { toBase62 } from "../kernel/base62.ts";
import { equalInConstantTime } from "../kernel/equal-in-constant-time.ts";
import type { Derive } from "../kernel/secret.ts";
import type { Provider } from "./provider.ts";

/** An application that is registered at a provider: the environment's own, which is the only one. */
export interface RegisteredClient {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The one address that a browser may be sent back to. */
  readonly redirectUri: string;
}

/** What the environment is at a provider. The secret is the world's own: that of a real provider is not kept. */
export function clientAt(provider: Provider, environment: EnvironmentRow, baseUrl: string, derive: Derive): RegisteredClient {
  const clientId = environment.oauthProviders[provider.name].clientId ?? `plinto-mock-${provider.name}`;
  return {
    clientId,
    clientSecret: toBase62(derive("provider-client-secret", provider.name, clientId)).slice(0, 40),
    redirectUri: `${baseUrl}/v1/oauth/${provider.name}/callback`,
  };
}

/** Whether a secret is that of the client: the world's own, or the one that the environment was given. */
export function isSecretOf(provider: Provider, environment: EnvironmentRow, { clientSecret }: RegisteredClient, given: string): boolean {
  const isOwn = equalInConstantTime(given, clientSecret);
  const hash = environment.oauthProviders[provider.name].clientSecretHash;
  const isGiven = hash !== null && equalInConstantTime(hashSecret(given), hash);
  return isOwn || isGiven;
}
