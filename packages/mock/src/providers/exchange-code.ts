import { ok } from "../kernel/transaction.ts";
import { jsonReply, type Exchange, type Reply } from "../pipeline/exchange.ts";
import type { Desk } from "./authorize.ts";
import { claimsOf, signIdToken } from "./claims.ts";
import { isSecretOf } from "./client.ts";
import { exchangeCode, tokenLifeSeconds } from "./grant.ts";
import { formReply } from "./reply.ts";
import { strikeFailure } from "./state.ts";

/** An answer that is none: the connection stays open, or breaks. */
export type NoAnswer = "silence" | "unreachable";

/** Answers the token endpoint (RFC 6749, section 4.1.3). */
export async function exchangeAtProvider(desk: Desk, exchange: Exchange): Promise<Reply | NoAnswer> {
  const { world, environment, provider, client, issuer } = desk;
  const form = new URLSearchParams(await exchange.text());
  const asksForJson = provider.name !== "github" || /\bapplication\/json\b/.test(exchange.header("accept") ?? "");
  // GitHub tells what is wrong with the status 200.
  const refused = (status: number, error: string, description: string, headers: Readonly<Record<string, string>> = {}): Reply => {
    const fields = { error: provider.name === "github" ? (githubErrors[error] ?? error) : error, error_description: description };
    if (provider.name === "github") return asksForJson ? jsonReply(200, fields) : formReply(200, fields);
    const reply = jsonReply(status, fields);
    Object.assign(reply.headers, headers);
    return reply;
  };
  const { value: failure } = await world.transact({ operationId: `${provider.name}.token`, requestId: "", actor: null }, (tx) =>
    ok(strikeFailure(tx, provider.name)),
  );
  if (failure === "silence" || failure === "unreachable") return failure;
  if (failure === "server_error") return jsonReply(503, { error: "server_error", error_description: "The mock was told to fail." });
  if (failure === "invalid_grant") return refused(400, "invalid_grant", "The mock was told to fail.");

  const twice = [...new Set(form.keys())].find((name) => form.getAll(name).length > 1);
  if (twice !== undefined) return refused(400, "invalid_request", `The parameter ${twice} is there more than once.`);
  const credentials = credentialsOf(exchange.header("authorization"), form);
  if (credentials === "both") return refused(400, "invalid_request", "The client authenticates in two ways at once.");
  if (credentials?.id !== client.clientId || !isSecretOf(provider, environment, client, credentials.secret)) {
    const challenge = exchange.header("authorization") === null ? {} : { "www-authenticate": `Basic realm="${provider.label}"` };
    return refused(401, "invalid_client", "The client is unknown or its secret is wrong.", challenge);
  }
  if ((form.get("grant_type") ?? (provider.name === "github" ? "authorization_code" : "")) !== "authorization_code")
    return refused(400, "unsupported_grant_type", "Only grant_type=authorization_code is supported.");
  const code = form.get("code");
  if (code === null) return refused(400, "invalid_request", "The parameter code is missing.");
  const exchanged = await world.transact({ operationId: `${provider.name}.token`, requestId: "", actor: null }, (tx) =>
    exchangeCode(tx, provider.tokenPrefix, {
      provider: provider.name,
      clientId: client.clientId,
      code,
      redirectUri: form.get("redirect_uri"),
      verifier: form.get("code_verifier"),
    }),
  );
  if (!exchanged.ok) return refused(400, provider.name === "google" ? exchanged.refusal.code : "invalid_grant", exchanged.refusal.facts.why);
  const { grant, account, accessToken } = exchanged.value;
  if (issuer === null) {
    const fields = { access_token: accessToken, token_type: "bearer", scope: grant.scopes.join(",") };
    return asksForJson ? jsonReply(200, fields) : formReply(200, fields);
  }
  const facts = {
    issuer,
    clientId: client.clientId,
    nonce: grant.nonce,
    issuedAt: Math.floor(world.clock.now() / 1000),
    lifeSeconds: tokenLifeSeconds,
    failure,
  };
  return jsonReply(200, {
    access_token: accessToken,
    token_type: "Bearer",
    expires_in: tokenLifeSeconds,
    scope: grant.scopes.join(" "),
    ...(grant.scopes.includes("openid") ? { id_token: await signIdToken(claimsOf(provider, account, grant.scopes), facts) } : {}),
  });
}

const githubErrors: Readonly<Record<string, string>> = { invalid_grant: "bad_verification_code", invalid_client: "incorrect_client_credentials" };

/** How the client authenticates (RFC 6749, section 2.3.1): in the header, or in the form; not in both. */
function credentialsOf(authorization: string | null, form: URLSearchParams): { readonly id: string; readonly secret: string } | "both" | undefined {
  const inForm = form.get("client_secret");
  const basic = /^Basic +(\S+)$/i.exec(authorization ?? "")?.[1];
  if (basic === undefined) return inForm === null ? undefined : { id: form.get("client_id") ?? "", secret: inForm };
  if (inForm !== null) return "both";
  try {
    const [id, secret] = atob(basic).split(":");
    const decoded = (text: string): string => decodeURIComponent(text.replaceAll("+", " "));
    return secret === undefined ? undefined : { id: decoded(id!), secret: decoded(secret) };
  } catch {
    return undefined;
  }
}
