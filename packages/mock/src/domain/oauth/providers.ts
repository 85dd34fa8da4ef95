import type { EnvironmentRow } from "../environment/table.ts";

export type ProviderName = keyof EnvironmentRow["oauthProviders"];

/** What people call the providers, in the order of the buttons. */
export const providerNames: Readonly<Record<ProviderName, string>> = { google: "Google", github: "GitHub", microsoft: "Microsoft" };

/** The providers that people can sign in with. */
export function enabledProviders({ oauthProviders }: EnvironmentRow): ProviderName[] {
  return (Object.keys(providerNames) as ProviderName[]).filter((name) => oauthProviders[name].enabled);
}
