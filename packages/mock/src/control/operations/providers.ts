import type {
  ControlAddProviderPerson,
  ControlApproveAtProvider,
  ControlBackFromProvider,
  ControlCancelAtProvider,
  ControlFailProvider,
  ControlProviderInfo,
  ControlProviderList,
  ControlProviderPerson,
  ControlSignInAtProvider,
} from "../../generated/control-types.ts";
import { internalsOf } from "../../mock.ts";
import { providers, type Provider } from "../../providers/provider.ts";
import { stateOf } from "../../providers/state.ts";
import type { ControlHandler, ControlledWorld } from "../controlled-world.ts";

type ProviderOperation = "listProviders" | "addProviderPerson" | "signInAtProvider" | "failProvider" | "approveAtProvider" | "cancelAtProvider";

/** Google, GitHub and Microsoft as a world has them. */
export const providerOperations: Readonly<Record<ProviderOperation, ControlHandler>> = {
  listProviders: (world): ControlProviderList => ({ data: Object.values(providers).map((provider) => providerInfo(world, provider)) }),

  addProviderPerson({ mock }, input): Promise<ControlProviderPerson> {
    const { provider, ...person } = input as unknown as ControlAddProviderPerson;
    return mock.providers.add(provider, person);
  },

  async signInAtProvider({ mock }, input) {
    const { provider, person } = input as unknown as ControlSignInAtProvider;
    await (person === null ? mock.providers.signOut(provider) : mock.providers.signIn(provider, person));
  },

  async failProvider({ mock }, input) {
    const { provider, failure, times } = input as unknown as ControlFailProvider;
    await (failure === null ? mock.providers.recover(provider) : mock.providers.fail(provider, failure, times === undefined ? {} : { times }));
  },

  async approveAtProvider({ mock }, input): Promise<ControlBackFromProvider> {
    const { url, person } = input as unknown as ControlApproveAtProvider;
    return { url: await mock.providers.approve(url, person) };
  },

  async cancelAtProvider({ mock }, input): Promise<ControlBackFromProvider> {
    const { url, error } = input as unknown as ControlCancelAtProvider;
    return { url: await mock.providers.cancel(url, error) };
  },
};

function providerInfo({ mock }: ControlledWorld, { name, label }: Provider): ControlProviderInfo {
  const { read } = internalsOf(mock).hosted.world;
  const { clientId, clientSecret, redirectUri, issuer } = mock.providers.client(name);
  const { signedInAs, failure, failuresLeft } = stateOf(read, name);
  return {
    provider: name,
    name: label,
    enabled: read.environments.all().first()!.oauthProviders[name].enabled,
    clientId,
    clientSecret,
    redirectUri,
    issuer,
    signedInAs: signedInAs === null ? null : (read.providerAccounts.get(signedInAs)?.email ?? null),
    failure,
    failuresLeft,
    people: [...mock.providers.people(name)],
  };
}
