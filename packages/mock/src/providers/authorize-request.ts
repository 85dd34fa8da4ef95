import { withParameters } from "../domain/oauth/return-address.ts";
import type { RegisteredClient } from "./client.ts";
import type { Provider } from "./provider.ts";

/** What an application asks of a provider (RFC 6749, section 4.1.1). */
export interface AuthorizeRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly state: string | null;
  readonly scopes: readonly string[];
  readonly nonce: string | null;
  readonly codeChallenge: string | null;
  readonly loginHint: string | null;
  readonly prompts: readonly string[];
}

/** A request that cannot be answered at the application: nobody knows whether it asked, so a page tells what is wrong. */
export interface Untold {
  readonly kind: "untold";
  readonly error: "invalid_request" | "invalid_client" | "redirect_uri_mismatch";
  readonly message: string;
}

/** A request that is refused at the application (section 4.1.2.1). */
export interface Told {
  readonly kind: "told";
  readonly location: string;
}

/** The parameters that a page carries on, and no others. */
export const requestParameters: readonly string[] = [
  "client_id",
  "redirect_uri",
  "response_type",
  "scope",
  "state",
  "nonce",
  "code_challenge",
  "code_challenge_method",
  "login_hint",
  "prompt",
];

/** Reads and judges what an application asks. */
export function readAuthorizeRequest(
  provider: Provider,
  client: RegisteredClient,
  issuer: string | null,
  parameters: URLSearchParams,
): AuthorizeRequest | Untold | Told {
  const twice = requestParameters.find((name) => parameters.getAll(name).length > 1);
  if (twice !== undefined) return untold("invalid_request", `The parameter ${twice} is there more than once.`);
  if (parameters.get("client_id") !== client.clientId)
    return untold("invalid_client", `No application is registered here under this client_id. The environment's is ${client.clientId}.`);
  const redirectUri = parameters.get("redirect_uri");
  if (redirectUri !== client.redirectUri)
    return untold(
      "redirect_uri_mismatch",
      `The redirect_uri is none of the registered ones. There is one, and it is compared letter by letter: ${client.redirectUri}`,
    );
  const state = parameters.get("state");
  const refused = (error: string, description: string): Told => ({
    kind: "told",
    location: answerLocation(provider, { redirectUri, state }, issuer, { error, error_description: description }),
  });
  if (parameters.get("response_type") !== "code") return refused("unsupported_response_type", "Only response_type=code is supported.");
  const codeChallenge = parameters.get("code_challenge");
  // A challenge in the clear proves nothing (RFC 9700, section 2.1.1).
  if (codeChallenge !== null && parameters.get("code_challenge_method") !== "S256")
    return refused("invalid_request", "Only code_challenge_method=S256 is supported.");
  if (codeChallenge !== null && !/^[A-Za-z0-9_-]{43}$/.test(codeChallenge)) return refused("invalid_request", "The code_challenge is no SHA-256 in base64url.");
  return {
    clientId: client.clientId,
    redirectUri,
    state,
    scopes: wordsOf(parameters.get("scope")),
    nonce: parameters.get("nonce"),
    codeChallenge,
    loginHint: parameters.get("login_hint"),
    prompts: wordsOf(parameters.get("prompt")),
  };
}

/** Where the browser goes with the answer. A provider that says who it is says it with every answer (RFC 9207). */
export function answerLocation(
  provider: Provider,
  { redirectUri, state }: Pick<AuthorizeRequest, "redirectUri" | "state">,
  issuer: string | null,
  answer: Readonly<Record<string, string>>,
): string {
  return withParameters(redirectUri, { ...answer, state, iss: provider.saysIssuer ? issuer : null });
}

function wordsOf(text: string | null): string[] {
  return (text ?? "").split(" ").filter((word) => word !== "");
}

function untold(error: Untold["error"], message: string): Untold {
  return { kind: "untold", error, message };
}
