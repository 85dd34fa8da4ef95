import { enabledProviders, providerNames } from "../domain/oauth/providers.ts";
import type { OauthOperationId } from "../generated/operation-shapes.ts";
import { ok } from "../kernel/transaction.ts";
import { handler, type OperationHandlers } from "../pipeline/handler.ts";
import { identityOperations } from "./oauth/identities.ts";
import { oauthNavigation } from "./oauth/navigation.ts";
import { oauthTicketOperations } from "./oauth/tickets.ts";

/** Accounts that people have elsewhere. */
export const oauth: OperationHandlers<OauthOperationId> = {
  listOAuthProviders: handler<"listOAuthProviders", { data: { provider: string; name: string }[] }>({
    decide: ({ environment }) => ok({ data: enabledProviders(environment).map((provider) => ({ provider, name: providerNames[provider] })) }),
    finish: (_context, providers) => providers,
  }),
  ...oauthNavigation,
  ...oauthTicketOperations,
  ...identityOperations,
};
