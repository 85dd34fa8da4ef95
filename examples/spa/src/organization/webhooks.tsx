import { Show } from "@plinto/react";
import { useCreateWebhook, useInfiniteListWebhooks } from "@plinto/react/query";
import { type ReactNode, useState } from "react";
import { DialogButton } from "../parts/dialog.tsx";
import { Failure } from "../parts/failure.tsx";
import { Field, Form } from "../parts/form.tsx";
import { given } from "../parts/given.ts";
import { Page } from "../parts/page.tsx";
import { Pages } from "../parts/pages.tsx";
import { Secret } from "../parts/secret.tsx";
import { Tag } from "../parts/tag.tsx";
import { Time } from "../parts/time.tsx";
import { hrefOf } from "../router.ts";
import { EventsField, eventPatterns } from "./events-field.tsx";

/** Where the organization's events are sent. */
export function Webhooks({ orgId }: { readonly orgId: string }): ReactNode {
  const list = useInfiniteListWebhooks({ orgId, sort: "-createdAt" });
  const create = useCreateWebhook();
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <Page
      title="Webhooks"
      actions={
        <Show when={{ operation: "createWebhook" }}>
          <DialogButton label="Add a webhook" title="Add a webhook" kind="main">
            {(close) => (
              <Form
                onSubmit={(values) =>
                  create.mutate(
                    { orgId, url: values("url"), events: eventPatterns(values), ...given({ description: values("description") }) },
                    {
                      onSuccess: (made) => {
                        close();
                        setSecret(made.secret);
                      },
                    },
                  )
                }
              >
                <Field label="Address" name="url" type="url" placeholder="https://example.com/hooks" required autoFocus />
                <EventsField />
                <Field label="Description" name="description" maxLength={500} />
                <Failure error={create.error} />
                <button className="main" disabled={create.isPending}>
                  Add
                </button>
              </Form>
            )}
          </DialogButton>
        </Show>
      }
    >
      {secret && <Secret label="The signing secret" text={secret} onKept={() => setSecret(null)} />}
      <Pages label="Webhooks" list={list} empty="There is none." keyOf={({ id }) => id}>
        {({ id, url, description, events, status, lastDeliveredAt }) => (
          <>
            <span className="what">
              <a href={hrefOf(`/organization/webhooks/${id}`)}>{url}</a>
              <small>{description}</small>
              <small>
                {events.join(", ")}. Last delivery: <Time at={lastDeliveredAt} />
              </small>
            </span>
            <Tag kind={status === "active" ? "good" : "warn"}>{status}</Tag>
          </>
        )}
      </Pages>
    </Page>
  );
}
