import { useInfiniteListIdentities, useListOAuthProviders, useUnlinkIdentity } from "@plinto/react/query";
import type { ReactNode } from "react";
import { ConfirmButton } from "../parts/dialog.tsx";
import { Failure } from "../parts/failure.tsx";
import { Page } from "../parts/page.tsx";
import { Pages } from "../parts/pages.tsx";
import { Tag } from "../parts/tag.tsx";
import { Time } from "../parts/time.tsx";
import { useLinking } from "./linking.ts";

/** Accounts at providers that the person signs in with. */
export function LinkedAccounts(): ReactNode {
  const list = useInfiniteListIdentities({});
  const { data: providers } = useListOAuthProviders({});
  const { link, isBusy, problem } = useLinking();
  const unlink = useUnlinkIdentity();
  const linked = list.data?.pages.flatMap((page) => page.data.map(({ provider }) => provider)) ?? [];
  return (
    <Page title="Linked accounts">
      <Pages label="Linked accounts" list={list} empty="None. Link one to sign in with it." keyOf={({ id }) => id}>
        {({ id, provider, email, name, lastSignInAt }) => (
          <>
            <span className="what">
              {email ?? name ?? provider}
              <small>
                Last sign-in: <Time at={lastSignInAt} />
              </small>
            </span>
            <Tag>{provider}</Tag>
            <ConfirmButton
              label="Unlink"
              name={`Unlink ${provider}`}
              question={`Unlink ${provider}? You cannot sign in with it any more.`}
              change={unlink}
              onConfirm={(done) => unlink.mutate({ identityId: id }, { onSuccess: done })}
            />
          </>
        )}
      </Pages>
      <Failure error={problem} />
      <div className="row">
        {providers?.data
          .filter(({ provider }) => !linked.includes(provider))
          .map(({ provider, name }) => (
            <button key={provider} type="button" disabled={isBusy} onClick={() => link(provider)}>
              Link {name}
            </button>
          ))}
      </div>
    </Page>
  );
}
