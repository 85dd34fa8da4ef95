import { Show } from "@plinto/react";
import {
  useDeleteWebhook,
  useGetWebhook,
  useInfiniteListWebhookDeliveries,
  useRetryWebhookDelivery,
  useRotateWebhookSecret,
  useTestWebhook,
  useUpdateWebhook,
} from "@plinto/react/query";
import { type ReactNode, useState } from "react";
import { ConfirmButton } from "../parts/dialog.tsx";
import { Failure } from "../parts/failure.tsx";
import { Choice, Field, Form } from "../parts/form.tsx";
import { Page, Section } from "../parts/page.tsx";
import { Pages, Waiting } from "../parts/pages.tsx";
import { Secret } from "../parts/secret.tsx";
import { Tag } from "../parts/tag.tsx";
import { navigate } from "../router.ts";
import { Delivery } from "./delivery.tsx";
import { EventsField, eventPatterns } from "./events-field.tsx";

/** One webhook: where it goes, and what was delivered. */
export function WebhookDetail({ orgId, id }: { readonly orgId: string; readonly id: string }): ReactNode {
  const { data: webhook, error } = useGetWebhook({ orgId, webhookId: id });
  const update = useUpdateWebhook();
  if (!webhook) return error ? <Failure error={error} /> : <Waiting />;
  return (
    <Page
      title="Webhook"
      actions={
        <Show when={{ operation: "updateWebhook" }}>
          <WebhookActions orgId={orgId} webhookId={id} />
        </Show>
      }
    >
      <p>
        <code>{webhook.url}</code> <Tag kind={webhook.status === "active" ? "good" : "warn"}>{webhook.status}</Tag>
      </p>
      <Show when={{ operation: "updateWebhook" }}>
        <Section title="Settings">
          <Form
            key={webhook.version}
            onSubmit={(values) =>
              update.mutate({
                orgId,
                webhookId: id,
                url: values("url"),
                events: eventPatterns(values),
                description: values("description") || null,
                status: values("status") === "paused" ? "paused" : "active",
              })
            }
          >
            <Field label="Address" name="url" type="url" defaultValue={webhook.url} required />
            <EventsField chosen={webhook.events} />
            <Field label="Description" name="description" defaultValue={webhook.description ?? ""} maxLength={500} />
            <Choice
              label="Status"
              name="status"
              defaultValue={webhook.status === "active" ? "active" : "paused"}
              options={{ active: "Active", paused: "Paused: deliveries wait" }}
            />
            <Failure error={update.error} />
            <button disabled={update.isPending}>Save</button>
          </Form>
        </Section>
      </Show>
      <Section title="Deliveries">
        <Deliveries orgId={orgId} webhookId={id} />
      </Section>
    </Page>
  );
}

function WebhookActions({ orgId, webhookId }: { readonly orgId: string; readonly webhookId: string }): ReactNode {
  const test = useTestWebhook();
  const rotate = useRotateWebhookSecret();
  const remove = useDeleteWebhook();
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <>
      {secret && <Secret label="The signing secret" text={secret} onKept={() => setSecret(null)} />}
      <button type="button" disabled={test.isPending} onClick={() => test.mutate({ orgId, webhookId })}>
        Send a test event
      </button>
      <ConfirmButton
        label="New secret"
        question="Make a new signing secret? The present one ends at once."
        change={rotate}
        onConfirm={(done) =>
          rotate.mutate(
            { orgId, webhookId },
            {
              onSuccess: (made) => {
                done();
                setSecret(made.secret);
              },
            },
          )
        }
      />
      <ConfirmButton
        label="Delete"
        question="Delete this webhook? What waits to be delivered is lost."
        change={remove}
        onConfirm={(done) =>
          remove.mutate(
            { orgId, webhookId },
            {
              onSuccess: () => {
                done();
                navigate("/organization/webhooks");
              },
            },
          )
        }
      />
      <Failure error={test.error} />
    </>
  );
}

function Deliveries({ orgId, webhookId }: { readonly orgId: string; readonly webhookId: string }): ReactNode {
  const [status, setStatus] = useState("");
  const list = useInfiniteListWebhookDeliveries({ orgId, webhookId, sort: "-createdAt", ...(status && { status }) }, { refetchInterval: 5_000 });
  const retry = useRetryWebhookDelivery();
  return (
    <>
      <div className="row filters">
        <Choice
          label="Status"
          value={status}
          onChange={(event) => setStatus(event.target.value)}
          options={{ "": "All", pending: "Pending", delivered: "Delivered", failed: "Failed", dead_lettered: "Given up" }}
        />
      </div>
      <Failure error={retry.error} />
      <Pages label="Deliveries" list={list} empty="Nothing was sent yet." keyOf={({ id }) => id}>
        {(delivery) => (
          <Delivery delivery={delivery}>
            {delivery.status !== "delivered" && (
              <Show when={{ operation: "retryWebhookDelivery" }}>
                <button type="button" disabled={retry.isPending} onClick={() => retry.mutate({ orgId, webhookId, deliveryId: delivery.id })}>
                  Send again
                </button>
              </Show>
            )}
          </Delivery>
        )}
      </Pages>
    </>
  );
}
