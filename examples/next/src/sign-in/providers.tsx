import type { OAuthProvider } from "@plinto/core";
import { useClient, useSignIn } from "@plinto/react";
import { type ReactNode, useEffect, useState } from "react";
import { type HrefOf, urlOf } from "./screen";

/** A button for each provider that people can sign in with. */
export function Providers({ hrefOf }: { readonly hrefOf: HrefOf }): ReactNode {
  const client = useClient();
  const { busy, signInWithProvider } = useSignIn();
  const [providers, setProviders] = useState<readonly OAuthProvider[]>([]);
  useEffect(() => {
    let isGone = false;
    void client.oauth
      .listProviders()
      .safe()
      .then((answer) => {
        if (answer.ok && !isGone) setProviders(answer.data.data);
      });
    return () => {
      isGone = true;
    };
  }, [client]);
  return providers.map(({ provider, name }) => (
    <button key={provider} type="button" disabled={busy} onClick={() => void signInWithProvider({ provider, redirectTo: urlOf(hrefOf, "provider") })}>
      {name}
    </button>
  ));
}
