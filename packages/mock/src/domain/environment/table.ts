import { defineTable, type Table } from "../../kernel/table.ts";

/** How people sign in at a provider. */
export interface OAuthProviderSettings {
  readonly enabled: boolean;
  readonly clientId: string | null;
  /** Nobody reads the secret back, and the providers of the mock know its clients by themselves. */
  readonly clientSecretHash: string | null;
  readonly scopes: readonly string[];
}

/** The one row that says how this environment behaves. */
export interface EnvironmentRow {
  readonly id: string;
  readonly name: string;
  readonly allowedOrigins: readonly string[];
  readonly redirectUrls: readonly string[];
  readonly signUp: { readonly enabled: boolean; readonly allowedDomains: readonly string[]; readonly requireEmailVerification: boolean };
  readonly authMethods: {
    readonly password: boolean;
    readonly magicLink: boolean;
    readonly otp: boolean;
    readonly passkey: boolean;
    readonly totp: boolean;
  };
  readonly oauthProviders: {
    readonly google: OAuthProviderSettings;
    readonly github: OAuthProviderSettings;
    readonly microsoft: OAuthProviderSettings & { readonly tenant: string };
  };
  /** `rpName` is null for the name of the environment. */
  readonly webauthn: { readonly rpId: string; readonly rpName: string | null; readonly origins: readonly string[] };
  readonly requireOrganization: boolean;
  readonly session: {
    readonly accessTokenTtlSeconds: number;
    readonly refreshTokenIdleSeconds: number;
    readonly refreshTokenFamilySeconds: number;
    readonly refreshGraceSeconds: number;
    readonly maxFailedSignIns: number;
    readonly lockoutSeconds: number;
  };
  readonly signingAlgorithm: "RS256" | "ES256";
  /** How much is kept of the policy decisions that allow something, from 0 to 1. */
  readonly policyEvaluationSampling: number;
  readonly publicMetadata: Readonly<Record<string, unknown>>;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const environments: Table<EnvironmentRow> = defineTable<EnvironmentRow>()({ key: "id" });
