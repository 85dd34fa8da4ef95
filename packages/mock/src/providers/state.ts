import type { MockReaders, MockTransaction } from "../schema.ts";
import type { ProviderName } from "../domain/oauth/providers.ts";
import type { ProviderFailure, ProviderStateRow } from "./table.ts";

/** How a provider behaves: as usual where nobody has said otherwise. */
export function stateOf(read: MockReaders, provider: ProviderName): ProviderStateRow {
  return read.providerStates.get(provider) ?? { id: provider, signedInAs: null, failure: null, failuresLeft: null };
}

export function setState(tx: MockTransaction, provider: ProviderName, change: Partial<Omit<ProviderStateRow, "id">>): void {
  const present = tx.providerStates.get(provider);
  if (present) tx.providerStates.update(provider, change);
  else tx.providerStates.insert({ ...stateOf(tx, provider), ...change });
}

/** How this exchange fails, counted; null when it does not. */
export function strikeFailure(tx: MockTransaction, provider: ProviderName): ProviderFailure | null {
  const { failure, failuresLeft } = stateOf(tx, provider);
  if (failure !== null && failuresLeft !== null)
    setState(tx, provider, failuresLeft > 1 ? { failuresLeft: failuresLeft - 1 } : { failure: null, failuresLeft: null });
  return failure;
}
