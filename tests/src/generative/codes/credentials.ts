import { outcomeWith, repeated, signIn, type Provocations } from "./provocation.ts";

/** Codes about who calls: keys, tokens, sessions and what they may. */
export const credentials: Provocations = {
  unauthenticated: ({ world }) => world.outcome("getMe", {}, { as: null }),
  permission_denied: ({ world, acme, people }) => world.outcome("updateOrganization", { orgId: acme, name: "Mine" }, { as: people.bob.accessToken }),
  access_token_invalid: ({ world }) => world.outcome("getMe", {}, { as: "not-a-token" }),
  access_token_expired: async ({ world, people }) => {
    await world.mock.clock.advance("7m");
    return world.outcome("getMe", {}, { as: people.ada.accessToken });
  },
  session_expired: async ({ world, people }) => {
    await world.mock.clock.advance("31d");
    return world.outcome("refreshSession", { refreshToken: people.ada.refreshToken }, { as: null });
  },
  session_revoked: async ({ world, people }) => {
    await world.ask("signOut", {}, { as: people.ada.accessToken });
    return world.outcome("getMe", {}, { as: people.ada.accessToken });
  },
  api_key_invalid: ({ world }) => world.outcome("getEnvironment", {}, { as: "sk_test_not-a-key" }),
  api_key_expired: async ({ world, acme, people }) => {
    const { secret } = await world.ask(
      "createApiKey",
      { orgId: acme, name: "Brief", scopes: ["org:read"], expiresInSeconds: 60 },
      { as: people.ada.accessToken },
    );
    await world.mock.clock.advance("2m");
    return world.outcome("getOrganization", { orgId: acme }, { as: secret });
  },
  api_key_revoked: async ({ world, acme, key }) => {
    await world.ask("deleteApiKey", { orgId: acme, keyId: key.id });
    return world.outcome("getOrganization", { orgId: acme }, { as: key.secret });
  },
  pending_token_invalid: ({ world }) => world.outcome("continueSignIn", { step: "email_verification", code: "123456" }, { as: "pt_not-a-token" }),
  pending_token_expired: async ({ world, pendingToken }) => {
    await world.mock.clock.advance("11m");
    return world.outcome("continueSignIn", { step: "email_verification", code: "123456" }, { as: pendingToken });
  },
  email_unverified: ({ world, pendingToken }) => world.outcome("continueSignIn", { step: "email_verification" }, { as: pendingToken }),
  refresh_token_invalid: ({ world }) => world.outcome("refreshSession", { refreshToken: "rt_nobody-was-given" }, { as: null }),
  refresh_token_reused: async ({ world, people }) => {
    const refresh = (): Promise<string> => world.outcome("refreshSession", { refreshToken: people.ada.refreshToken }, { as: null });
    await refresh();
    await world.mock.clock.advance("11s");
    return refresh();
  },
  device_mismatch: async ({ world, users: { nina } }) => {
    const from = (device: string): Readonly<Record<string, string>> => ({ "plinto-device": device });
    const { email, password } = nina;
    const response = await world.mock.fetch(`${world.mock.baseUrl}/v1/auth/sign-in`, {
      method: "POST",
      headers: { "content-type": "application/json", ...from("the-laptop-of-nina") },
      body: JSON.stringify({ email, password }),
    });
    const { session } = (await response.json()) as { readonly session: { readonly refreshToken: string } };
    return outcomeWith(world, "refreshSession", { refreshToken: session.refreshToken }, from("another-laptop-here"));
  },
  step_up_required: async ({ world, people }) => {
    await world.mock.clock.advance("11m");
    const { accessToken } = await world.ask("refreshSession", { refreshToken: people.ada.refreshToken }, { as: null });
    return world.outcome("changePassword", { currentPassword: people.ada.password, newPassword: "staple battery horse" }, { as: accessToken });
  },
  invalid_credentials: ({ world, users: { nina } }) => world.outcome("signIn", { email: nina.email, password: "wrong password" }, { as: null }),
  account_locked: ({ world, users: { nina } }) => repeated(11, () => world.outcome("signIn", { email: nina.email, password: "wrong password" }, { as: null })),
  user_banned: ({ world, users: { ben } }) => world.outcome("signIn", { email: ben.email, password: ben.password }, { as: null }),
  auth_method_disabled: async ({ world, users: { nina } }) => {
    await world.ask("updateEnvironment", { authMethods: { password: false } });
    return world.outcome("signIn", { email: nina.email, password: nina.password }, { as: null });
  },
  sign_up_disabled: async ({ world }) => {
    await world.ask("updateEnvironment", { signUp: { enabled: false } });
    return world.outcome("signUp", { email: "new@acme.test", password: "staple battery horse" }, { as: null });
  },
  domain_not_allowed: async ({ world }) => {
    await world.ask("updateEnvironment", { signUp: { allowedDomains: ["acme.test"] } });
    return world.outcome("signUp", { email: "new@evil.test", password: "staple battery horse" }, { as: null });
  },
  weak_password: ({ world }) => world.outcome("createUser", { email: "new@acme.test", password: "12345678" }),
  password_reused: ({ world, people: { ada } }) =>
    world.outcome("changePassword", { currentPassword: ada.password, newPassword: ada.password }, { as: ada.accessToken }),
  redirect_uri_not_allowed: ({ world, users: { nina } }) =>
    world.outcome("sendMagicLink", { email: nina.email, redirectUrl: "https://evil.test/" }, { as: null }),
  otp_invalid: ({ world, users: { nina } }) =>
    world.outcome("verifyOtp", { email: nina.email, code: otherThan(world.mail(nina.email, "otp").code) }, { as: null }),
  otp_expired: async ({ world, users: { nina } }) => {
    const { code } = world.mail(nina.email, "otp");
    await world.mock.clock.advance("1h");
    return world.outcome("verifyOtp", { email: nina.email, code }, { as: null });
  },
  too_many_attempts: ({ world, users: { nina } }) =>
    repeated(6, () => world.outcome("verifyOtp", { email: nina.email, code: otherThan(world.mail(nina.email, "otp").code) }, { as: null })),
  token_invalid: ({ world }) => world.outcome("verifyEmail", { token: "nobody-was-sent-this" }, { as: null }),
  token_expired: async ({ world, users: { nina } }) => {
    const { token } = world.mail(nina.email, "magic_link");
    await world.mock.clock.advance("30d");
    return world.outcome("verifyMagicLink", { token }, { as: null });
  },
  token_used: ({ world, users: { nina } }) =>
    repeated(2, () => world.outcome("verifyMagicLink", { token: world.mail(nina.email, "magic_link").token }, { as: null })),
  not_impersonating: ({ world, people }) => world.outcome("stopImpersonation", {}, { as: people.ada.accessToken }),
  impersonation_forbidden: ({ world, people: { root } }) =>
    world.outcome("impersonateUser", { userId: root.id, reason: "curiosity" }, { as: root.accessToken }),
  member_suspended: async (ground) => {
    const { world, acme, users } = ground;
    await world.ask("restoreMember", { orgId: acme, userId: users.sam.id });
    const sam = await signIn(ground, users.sam);
    await world.ask("suspendMember", { orgId: acme, userId: users.sam.id });
    return world.outcome("getOrganization", { orgId: acme }, { as: sam });
  },
  organization_suspended: async ({ world, acme, people }) => {
    await world.ask("deleteOrganization", { orgId: acme }, { as: people.ada.accessToken });
    return world.outcome("getOrganization", { orgId: acme }, { as: people.bob.accessToken });
  },
};

function otherThan(code: string): string {
  return code === "000000" ? "111111" : "000000";
}
