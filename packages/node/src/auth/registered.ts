/** What frameworks keep on their own requests, whose type is one for the whole application. */

import { PlintoError } from "@plinto/core";
import type { Register } from "../register.ts";
import type { ApiKeyAuth, Auth, UserAuth } from "./auth.ts";
import type { AuthenticateOptions } from "./authenticate-request.ts";
import { verifierMissing } from "./guard.ts";

/** Who may come: people, and programs where the application registers `apiKeys: true`. */
export type RegisteredCaller = Register extends { apiKeys: true } ? UserAuth | ApiKeyAuth : UserAuth;

/** Options of the plugins that write to a framework's request. */
export type RegisteredOptions = AuthenticateOptions & (Register extends { apiKeys: true } ? unknown : { apiKeys?: never });

/** What a request of a framework is worth, under the name `auth`. */
export interface AuthCarrier {
  auth?: Auth<RegisteredCaller> | undefined;
}

/**
 * Who was let in, behind a guard.
 *
 * @throws `PlintoError` `verifier_missing`; `unauthenticated` where no guard stands in front
 * @example
 * app.get("/me", requireAuth(), (request, response) => response.json({ userId: signedIn(request).userId }));
 */
export function signedIn({ auth }: AuthCarrier): RegisteredCaller {
  if (!auth) throw verifierMissing("register the plugin of this framework, with a verifier, before it");
  if (auth.status === "signed-in") return auth;
  throw new PlintoError({ kind: "config", code: "unauthenticated", message: "Nobody is signed in: put requireAuth() in front of this route" });
}
