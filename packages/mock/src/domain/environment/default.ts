import type { EnvironmentRow } from "./table.ts";

const day = 86_400;
/** The mock's own client: it needs no setting up. */
const provider = { enabled: true, clientId: null, clientSecretHash: null, scopes: [] };

/** How an environment behaves until it is told otherwise. */
export const defaultEnvironment: Omit<EnvironmentRow, "id" | "version" | "createdAt" | "updatedAt"> = {
  name: "Test",
  allowedOrigins: ["http://localhost:*", "http://127.0.0.1:*"],
  redirectUrls: ["http://localhost", "http://127.0.0.1"],
  signUp: { enabled: true, allowedDomains: [], requireEmailVerification: true },
  authMethods: { password: true, magicLink: true, otp: true, passkey: true, totp: true },
  oauthProviders: { google: provider, github: provider, microsoft: { ...provider, tenant: "common" } },
  webauthn: { rpId: "localhost", rpName: null, origins: ["http://localhost:*"] },
  requireOrganization: false,
  session: {
    accessTokenTtlSeconds: 300,
    refreshTokenIdleSeconds: 30 * day,
    refreshTokenFamilySeconds: 90 * day,
    refreshGraceSeconds: 10,
    maxFailedSignIns: 10,
    lockoutSeconds: 900,
  },
  signingAlgorithm: "RS256",
  policyEvaluationSampling: 0.01,
  publicMetadata: {},
};
