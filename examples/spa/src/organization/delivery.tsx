import type { WebhookDelivery } from "@plinto/core";
import type { ReactNode } from "react";
import { inWords } from "../parts/in-words.ts";
import { Tag } from "../parts/tag.tsx";
import { Time } from "../parts/time.tsx";

/** One delivery, with its attempts. */
export function Delivery({ delivery, children }: { readonly delivery: WebhookDelivery; readonly children: ReactNode }): ReactNode {
  const { eventType, status, createdAt, nextAttemptAt, deadLetterReason, attempts } = delivery;
  return (
    <>
      <span className="what">
        {eventType}
        <small>
          <Time at={createdAt} />
          {nextAttemptAt && (
            <>
              , next attempt <Time at={nextAttemptAt} />
            </>
          )}
          {deadLetterReason && `, ${inWords(deadLetterReason)}`}
        </small>
      </span>
      <Tag kind={status === "delivered" ? "good" : status === "dead_lettered" || status === "failed" ? "bad" : "quiet"}>{inWords(status)}</Tag>
      {children}
      {attempts.length > 0 && (
        <details>
          <summary>{attempts.length === 1 ? "1 attempt" : `${attempts.length} attempts`}</summary>
          <ul>
            {attempts.map(({ number, attemptedAt, outcome, responseStatus, detail }) => (
              <li key={number}>
                <Time at={attemptedAt} />: {inWords(outcome)}
                {responseStatus && `, ${responseStatus}`}
                {detail && `. ${detail}`}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
