import type { EnvironmentRow } from "../domain/environment/table.ts";
import { providerNames, type ProviderName } from "../domain/oauth/providers.ts";

/** A provider as the world has it: the real one's paths below an address of the mock. */
export interface Provider {
  readonly name: ProviderName;
  /** What people call it. */
  readonly label: string;
  /** Its paths below its own address. `{tenant}` stands for the organization of the provider that people belong to. */
  readonly paths: ProviderPaths;
  /** The path of the issuer; null where the provider speaks plain OAuth 2.0 and makes no ID tokens. */
  readonly issuer: string | null;
  /** Whether it says in the redirect who it is (RFC 9207). */
  readonly saysIssuer: boolean;
  /** What Plinto asks for, beside what the environment asks for. */
  readonly scopes: readonly string[];
  /** What its access tokens begin with. */
  readonly tokenPrefix: string;
}

interface ProviderPaths {
  readonly authorize: string;
  readonly token: string;
  /** Who somebody is. */
  readonly profile: string;
  /** The addresses of somebody, where the profile does not have them. */
  readonly emails?: string;
  readonly keys?: string;
  readonly discovery?: string;
}

export const providers: Readonly<Record<ProviderName, Provider>> = {
  google: {
    name: "google",
    label: providerNames.google,
    paths: {
      authorize: "/o/oauth2/v2/auth",
      token: "/token",
      profile: "/v1/userinfo",
      keys: "/oauth2/v3/certs",
      discovery: "/.well-known/openid-configuration",
    },
    issuer: "",
    saysIssuer: true,
    scopes: ["openid", "email", "profile"],
    tokenPrefix: "ya29.",
  },
  github: {
    name: "github",
    label: providerNames.github,
    paths: { authorize: "/login/oauth/authorize", token: "/login/oauth/access_token", profile: "/user", emails: "/user/emails" },
    issuer: null,
    saysIssuer: false,
    scopes: ["read:user", "user:email"],
    tokenPrefix: "gho_",
  },
  microsoft: {
    name: "microsoft",
    label: providerNames.microsoft,
    paths: {
      authorize: "/{tenant}/oauth2/v2.0/authorize",
      token: "/{tenant}/oauth2/v2.0/token",
      profile: "/oidc/userinfo",
      keys: "/{tenant}/discovery/v2.0/keys",
      discovery: "/{tenant}/v2.0/.well-known/openid-configuration",
    },
    issuer: "/{tenant}/v2.0",
    saysIssuer: false,
    scopes: ["openid", "email", "profile"],
    tokenPrefix: "EwB",
  },
};

/** The provider of a name, if there is one. */
export function providerOf(name: string): Provider | undefined {
  return Object.hasOwn(providers, name) ? providers[name as ProviderName] : undefined;
}

/** Where the providers of a world are, below its base URL. */
export const providersPath = "/__providers/";

/** The addresses of a provider in a world. */
export interface ProviderAddresses {
  readonly issuer: string | null;
  readonly authorize: string;
  readonly token: string;
  readonly profile: string;
  readonly emails: string | null;
  readonly keys: string | null;
}

/** @param baseUrl of the world */
export function addressesOf(provider: Provider, environment: EnvironmentRow, baseUrl: string): ProviderAddresses {
  const base = `${baseUrl}${providersPath}${provider.name}`;
  const { authorize, token, profile, emails, keys } = pathsOf(provider, environment);
  const issuer = provider.issuer === null ? null : base + withTenant(provider.issuer, environment);
  return {
    issuer,
    authorize: base + authorize,
    token: base + token,
    profile: base + profile,
    emails: emails === undefined ? null : base + emails,
    keys: keys === undefined ? null : base + keys,
  };
}

/** The paths of a provider for the tenant of an environment. */
export function pathsOf({ paths }: Provider, environment: EnvironmentRow): ProviderPaths {
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, withTenant(path as string, environment)])) as unknown as ProviderPaths;
}

function withTenant(path: string, { oauthProviders }: EnvironmentRow): string {
  return path.replace("{tenant}", oauthProviders.microsoft.tenant);
}
