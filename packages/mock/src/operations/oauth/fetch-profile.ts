import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from "jose";
import type { ProviderProfile } from "../../domain/oauth/table.ts";
import { equalInConstantTime } from "../../kernel/equal-in-constant-time.ts";
import type { RegisteredClient } from "../../providers/client.ts";
import type { Provider, ProviderAddresses } from "../../providers/provider.ts";
import { isEmailAddress, isUri } from "../../validation/formats.ts";
import { visibleLine } from "../../validation/visible-line.ts";

/** Asks a provider. It rejects when the provider cannot be reached, or says nothing. */
export type FetchProvider = (url: string, init: RequestInit) => Promise<Response>;

/** What a browser came back with, and what it has to fit. */
export interface CodeReturned {
  readonly provider: Provider;
  readonly addresses: ProviderAddresses;
  readonly client: RegisteredClient;
  readonly code: string;
  readonly verifier: string;
  readonly nonce: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Who signed in at the provider, or why that is not known. */
export type Profiled = { readonly profile: ProviderProfile } | { readonly error: "provider_error" | "provider_unreachable"; readonly why: string };

const longestAnswer = 100_000;
const leewaySeconds = 60;

/**
 * Trades a code for the person's profile. All that a provider says is held against what it was asked: another one's ID
 * token, that of another sign-in, or the profile of somebody else ends it.
 */
export async function fetchProfile(fetchProvider: FetchProvider, returned: CodeReturned): Promise<Profiled> {
  try {
    return { profile: await profileOf(fetchProvider, returned) };
  } catch (error) {
    if (error instanceof ProviderFault) return { error: "provider_error", why: error.message };
    if (error instanceof ProviderAway) return { error: "provider_unreachable", why: error.message };
    throw error;
  }
}

/** What the provider says does not hold. */
class ProviderFault extends Error {}

/** The provider says nothing. */
class ProviderAway extends Error {}

async function profileOf(fetchProvider: FetchProvider, returned: CodeReturned): Promise<ProviderProfile> {
  const { provider, addresses, client, code, verifier } = returned;
  const form = new URLSearchParams({
    grant_type: "authorization_code",
    code,
    redirect_uri: client.redirectUri,
    client_id: client.clientId,
    client_secret: client.clientSecret,
    code_verifier: verifier,
  });
  const headers = { accept: "application/json", "content-type": "application/x-www-form-urlencoded" };
  const tokens = await ask(fetchProvider, addresses.token, { method: "POST", headers, body: form.toString() }, "the code");
  // GitHub tells what is wrong with the status 200.
  if (tokens["error"] !== undefined) throw new ProviderFault("It did not accept the code.");
  const accessToken = textOf(tokens["access_token"]);
  if (accessToken === undefined || textOf(tokens["token_type"])?.toLowerCase() !== "bearer") throw new ProviderFault("It gave no access token for the code.");
  const authorized = { headers: { accept: "application/json", authorization: `Bearer ${accessToken}` } };
  if (provider.issuer === null) return githubProfile(fetchProvider, addresses, authorized);
  const claims = await idTokenClaims(fetchProvider, returned, textOf(tokens["id_token"]) ?? "");
  const told = await ask(fetchProvider, addresses.profile, authorized, "the profile");
  // OpenID Connect Core 1.0, section 5.3.2: the access token might be somebody else's.
  if (told["sub"] !== claims["sub"]) throw new ProviderFault("Its profile is that of another person than its ID token.");
  const verified = provider.name === "microsoft" ? told["xms_edov"] : told["email_verified"];
  return checkedProfile({
    subject: claims["sub"],
    email: told["email"],
    emailVerified: verified === true,
    name: told["name"],
    avatarUrl: told["picture"],
  });
}

/** The claims of an ID token that was made by this provider, for this application and for this sign-in (section 3.1.3.7). */
async function idTokenClaims(
  fetchProvider: FetchProvider,
  { addresses, client, nonce, now }: CodeReturned,
  token: string,
): Promise<Readonly<Record<string, unknown>>> {
  const keys = await ask(fetchProvider, addresses.keys!, { headers: { accept: "application/json" } }, "its keys");
  let claims: Readonly<Record<string, unknown>>;
  try {
    const verified = await jwtVerify(token, createLocalJWKSet(keys as unknown as JSONWebKeySet), {
      issuer: addresses.issuer!,
      audience: client.clientId,
      algorithms: ["RS256"],
      requiredClaims: ["sub", "iat", "exp", "nonce"],
      currentDate: new Date(now),
      clockTolerance: leewaySeconds,
    });
    claims = verified.payload;
  } catch {
    throw new ProviderFault("Its ID token does not hold.");
  }
  if (!equalInConstantTime(textOf(claims["nonce"]) ?? "", nonce)) throw new ProviderFault("Its ID token is that of another sign-in.");
  return claims;
}

async function githubProfile(fetchProvider: FetchProvider, { profile, emails }: ProviderAddresses, authorized: RequestInit): Promise<ProviderProfile> {
  const user = await ask(fetchProvider, profile, authorized, "the profile");
  const told = await ask(fetchProvider, emails!, authorized, "the addresses");
  const addresses = (Array.isArray(told) ? told : []) as readonly (Readonly<Record<string, unknown>> | null)[];
  const primary = addresses.find((address) => address?.["primary"] === true);
  const { id } = user;
  return checkedProfile({
    subject: typeof id === "number" ? String(id) : id,
    email: primary?.["email"],
    emailVerified: primary?.["verified"] === true,
    name: user["name"],
    avatarUrl: user["avatar_url"],
  });
}

/** What is no address, name or picture as Plinto knows them is left out; without a subject there is nobody. */
function checkedProfile({ subject, email, emailVerified, name, avatarUrl }: { readonly [Field in keyof ProviderProfile]: unknown }): ProviderProfile {
  const known = textOf(subject);
  if (known === undefined || known === "" || known.length > 255) throw new ProviderFault("Its profile names nobody.");
  const address = textOf(email);
  const called = textOf(name);
  const picture = textOf(avatarUrl);
  const hasAddress = address !== undefined && isEmailAddress(address);
  return {
    subject: known,
    email: hasAddress ? address : null,
    emailVerified: hasAddress && emailVerified === true,
    name: called !== undefined && [...called].length <= 200 && new RegExp(visibleLine, "u").test(called) ? called : null,
    avatarUrl: picture !== undefined && picture.length <= 2048 && isUri(picture) ? picture : null,
  };
}

/** Asks for JSON. A provider that is broken counts as away: it may come back. */
async function ask(fetchProvider: FetchProvider, url: string, init: RequestInit, what: string): Promise<Readonly<Record<string, unknown>>> {
  let response: Response;
  let body: string;
  try {
    response = await fetchProvider(url, { ...init, redirect: "error" });
    body = await response.text();
  } catch {
    throw new ProviderAway(`It did not answer when it was asked for ${what}.`);
  }
  if (response.status >= 500) throw new ProviderAway(`It answered ${response.status} when it was asked for ${what}.`);
  if (!response.ok) throw new ProviderFault(`It answered ${response.status} when it was asked for ${what}.`);
  if (body.length > longestAnswer) throw new ProviderFault(`Its answer is too long when it is asked for ${what}.`);
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === "object" && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch {
    // Told below, as for JSON that is no object.
  }
  throw new ProviderFault(`It did not answer in JSON when it was asked for ${what}.`);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
