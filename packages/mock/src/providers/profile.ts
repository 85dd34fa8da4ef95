import { jsonReply, type Exchange, type Reply } from "../pipeline/exchange.ts";
import type { Desk } from "./authorize.ts";
import { claimsOf } from "./claims.ts";
import { accountOfToken } from "./grant.ts";

/** Who the access token was given for: the claims of OpenID Connect, or what GitHub tells of a user. */
export function profileAtProvider({ world, provider }: Desk, exchange: Exchange): Reply {
  const found = accountOfToken(world.read, provider.name, exchange.header("authorization"), world.clock.now());
  if (!found) return badToken();
  const { account, scopes } = found;
  if (provider.name !== "github") return jsonReply(200, claimsOf(provider, account, scopes));
  const id = Number(account.subject);
  return jsonReply(200, {
    id: Number.isSafeInteger(id) ? id : account.subject,
    login: account.emailKey?.replace(/@.*$/, "").replaceAll(/[^a-z0-9]+/g, "-") ?? `user-${account.subject}`,
    name: account.name,
    // People seldom show it: the addresses have a path of their own.
    email: null,
    avatar_url: null,
    type: "User",
  });
}

/** The addresses of somebody at GitHub. */
export function emailsAtProvider({ world, provider }: Desk, exchange: Exchange): Reply {
  const found = accountOfToken(world.read, provider.name, exchange.header("authorization"), world.clock.now());
  if (!found) return badToken();
  const { email, emailVerified } = found.account;
  if (!found.scopes.includes("user:email")) return jsonReply(404, { message: "Not Found" });
  return jsonReply(200, email === null ? [] : [{ email, primary: true, verified: emailVerified, visibility: "private" }]);
}

function badToken(): Reply {
  const reply = jsonReply(401, { error: "invalid_token", message: "Bad credentials" });
  reply.headers["www-authenticate"] = 'Bearer error="invalid_token"';
  return reply;
}
