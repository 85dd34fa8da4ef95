import type { EnvironmentRow } from "../domain/environment/table.ts";
import { ok } from "../kernel/transaction.ts";
import type { World } from "../kernel/world.ts";
import type { Reply } from "../pipeline/exchange.ts";
import type { MockSchema, MockTransaction } from "../schema.ts";
import { isEmailAddress } from "../validation/formats.ts";
import { accountOf, openAccount, peopleAt, type ProviderPerson } from "./account.ts";
import { answerLocation, readAuthorizeRequest, requestParameters, type AuthorizeRequest } from "./authorize-request.ts";
import type { RegisteredClient } from "./client.ts";
import { giveCode } from "./grant.ts";
import { chooseAccountPage, offeredErrors, type Visit } from "./pages/choose-account.ts";
import { consentPage } from "./pages/consent.ts";
import { refusedPage } from "./pages/refused.ts";
import { styleHash } from "./pages/style.ts";
import type { Provider } from "./provider.ts";
import { pageReply, redirectReply } from "./reply.ts";
import { stateOf } from "./state.ts";
import type { ProviderAccountRow } from "./table.ts";

/** A provider with the application that is registered there. */
export interface Desk {
  readonly world: World<MockSchema>;
  readonly environment: EnvironmentRow;
  readonly provider: Provider;
  readonly client: RegisteredClient;
  readonly issuer: string | null;
  /** The path of the page. */
  readonly path: string;
}

/**
 * The page that people are sent to: who is it, and may the application know?
 *
 * @param parameters of the query, or of a form that came from the page
 * @param isDecision whether it was such a form
 */
export async function authorizeAtProvider(desk: Desk, parameters: URLSearchParams, isDecision: boolean): Promise<Reply> {
  const { world, environment, provider, client, issuer, path } = desk;
  const request = readAuthorizeRequest(provider, client, issuer, parameters);
  if ("kind" in request) {
    if (request.kind === "told") return redirectReply(request.location);
    return pageReply(400, refusedPage(provider.label, request.error, request.message), styleHash);
  }
  const answer = (fields: Readonly<Record<string, string>>): Reply => redirectReply(answerLocation(provider, request, issuer, fields));
  const visit: Visit = {
    provider: provider.label,
    application: environment.name,
    action: path,
    carried: Object.fromEntries([...parameters].filter(([name]) => requestParameters.includes(name))),
    loginHint: request.loginHint,
  };
  const show = (page: string, status = 200): Reply => pageReply(status, page, styleHash, formTargets(environment));
  const choose = (problem?: string): Reply => show(chooseAccountPage(visit, peopleAt(world.read, provider.name), problem), problem === undefined ? 200 : 422);
  const decision = isDecision ? parameters.get("decision") : null;
  if (decision === "cancel") return answer({ error: "access_denied", error_description: "The person cancelled." });
  if (decision === "error") {
    const error = parameters.get("error") ?? "";
    return answer({ error: offeredErrors.includes(error) ? error : "server_error", error_description: "The person at the mock chose this error." });
  }
  if (decision === "another" && !isEmailAddress(parameters.get("email") ?? "")) return choose("This is no e-mail address.");

  // Whoever is signed in there comes straight back, unless the application wants to be sure.
  const isAsked = request.prompts.some((prompt) => ["login", "select_account", "consent"].includes(prompt));
  const present = isAsked && !isDecision ? null : stateOf(world.read, provider.name).signedInAs;
  if (request.prompts.includes("none") && present === null) return answer({ error: "login_required", error_description: "Nobody is signed in." });
  if (!isDecision && present === null) return choose();
  if (decision === "choose") return choose();

  const { value } = await world.transact({ operationId: `${provider.name}.authorize`, requestId: "", actor: null }, (tx) =>
    ok(decide(tx, desk, request, parameters, isDecision, present)),
  );
  if (value === undefined) return choose();
  return typeof value === "string" ? answer({ code: value }) : show(consentPage(visit, value));
}

/** The code, or who still has to consent; undefined when nobody is known. */
function decide(
  tx: MockTransaction,
  { provider }: Desk,
  request: AuthorizeRequest,
  parameters: URLSearchParams,
  isDecision: boolean,
  present: string | null,
): string | ProviderPerson | undefined {
  const account = isDecision ? decidedAccount(tx, provider, parameters) : tx.providerAccounts.get(present ?? "");
  if (!account) return undefined;
  const allows = isDecision && parameters.get("decision") === "allow";
  if (!allows && (!account.hasConsented || (request.prompts.includes("consent") && !isDecision))) return { key: account.id, ...account };
  if (!account.hasConsented) tx.providerAccounts.update(account.id, { hasConsented: true });
  return giveCode(tx, provider, request, account);
}

function decidedAccount(tx: MockTransaction, { name }: Provider, parameters: URLSearchParams): ProviderAccountRow | undefined {
  if (parameters.get("decision") !== "another") return accountOf(tx, name, parameters.get("account") ?? "");
  const typed = parameters.get("name")?.trim() ?? "";
  return openAccount(tx, name, {
    email: parameters.get("email")!,
    emailVerified: parameters.get("unverified") !== "yes",
    ...(typed === "" ? {} : { name: typed }),
  });
}

/**
 * Where a form of the page may lead, with all redirects that follow: browsers hold the whole way against the page's
 * policy, and it ends at the application.
 */
function formTargets({ redirectUrls }: EnvironmentRow): string[] {
  const targets = redirectUrls.flatMap((url) => {
    const { protocol, hostname, host, port } = new URL(url);
    // There is no spelling for an IPv6 address in a policy.
    if (hostname.startsWith("[")) return [];
    return [port === "" && (hostname === "localhost" || hostname === "127.0.0.1") ? `${protocol}//${hostname}:*` : `${protocol}//${host}`];
  });
  return [...new Set(targets)];
}
