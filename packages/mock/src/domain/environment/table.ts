import { defineTable, type Table } from "../../kernel/table.ts";

/** The one row that says how this environment behaves. */
export interface EnvironmentRow {
  readonly id: string;
  readonly name: string;
  readonly allowedOrigins: readonly string[];
  readonly redirectUrls: readonly string[];
  readonly signUp: { readonly enabled: boolean; readonly allowedDomains: readonly string[]; readonly requireEmailVerification: boolean };
  readonly authMethods: { readonly password: boolean; readonly magicLink: boolean; readonly otp: boolean };
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
  readonly publicMetadata: Readonly<Record<string, unknown>>;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const environments: Table<EnvironmentRow> = defineTable<EnvironmentRow>()({ key: "id" });
