import { Show } from "@plinto/react";
import { useDiscardDeadLetter, useInfiniteListDeadLetters, useRetryDeadLetter } from "@plinto/react/query";
import type { ReactNode } from "react";
import { ConfirmButton } from "../parts/dialog.tsx";
import { Failure } from "../parts/failure.tsx";
import { Page } from "../parts/page.tsx";
import { Pages } from "../parts/pages.tsx";
import { Delivery } from "./delivery.tsx";

/** What no endpoint has taken: to be sent again, or thrown away. */
export function DeadLetters({ orgId }: { readonly orgId: string }): ReactNode {
  const list = useInfiniteListDeadLetters({ orgId, sort: "-deadLetteredAt" });
  const retry = useRetryDeadLetter();
  const discard = useDiscardDeadLetter({ optimistic: true });
  return (
    <Page title="Dead letters">
      <p>Deliveries that were given up after their last attempt.</p>
      <Failure error={retry.error} />
      <Pages label="Dead letters" list={list} empty="There is none: everything was delivered." keyOf={({ id }) => id}>
        {(delivery) => (
          <Delivery delivery={delivery}>
            <Show when={{ operation: "retryDeadLetter" }}>
              <button type="button" disabled={retry.isPending} onClick={() => retry.mutate({ orgId, deliveryId: delivery.id })}>
                Send again
              </button>
              <ConfirmButton
                label="Throw away"
                question={`Throw this ${delivery.eventType} away?`}
                change={discard}
                onConfirm={(done) => discard.mutate({ orgId, deliveryId: delivery.id }, { onSuccess: done })}
              />
            </Show>
          </Delivery>
        )}
      </Pages>
    </Page>
  );
}
