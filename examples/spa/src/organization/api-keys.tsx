import { Show } from "@plinto/react";
import { useCreateApiKey, useDeleteApiKey, useGetApiKeyUsage, useInfiniteListApiKeys, useRotateApiKey } from "@plinto/react/query";
import { type ReactNode, useState } from "react";
import { ConfirmButton, DialogButton } from "../parts/dialog.tsx";
import { Failure } from "../parts/failure.tsx";
import { Choice, Field, Form } from "../parts/form.tsx";
import { Page } from "../parts/page.tsx";
import { Pages, Waiting } from "../parts/pages.tsx";
import { Secret } from "../parts/secret.tsx";
import { Tag } from "../parts/tag.tsx";
import { Time } from "../parts/time.tsx";
import { PermissionChoice, chosenPermissions } from "./permission-choice.tsx";

const DAY = 86_400;

/** The keys that programs of the organization have. */
export function ApiKeys({ orgId }: { readonly orgId: string }): ReactNode {
  const list = useInfiniteListApiKeys({ orgId, sort: "-createdAt" });
  const [secret, setSecret] = useState<string | null>(null);
  const create = useCreateApiKey();
  return (
    <Page
      title="API keys"
      actions={
        <Show when={{ operation: "createApiKey" }}>
          <DialogButton label="Create a key" title="Create a key" kind="main">
            {(close) => (
              <Form
                onSubmit={(values) =>
                  create.mutate(
                    {
                      orgId,
                      name: values("name"),
                      scopes: chosenPermissions(values),
                      ...(values("days") && { expiresInSeconds: Number(values("days")) * DAY }),
                    },
                    {
                      onSuccess: (made) => {
                        close();
                        setSecret(made.secret);
                      },
                    },
                  )
                }
              >
                <Field label="Name" name="name" required maxLength={100} autoFocus />
                <Choice label="Good for" name="days" defaultValue="90" options={{ 30: "30 days", 90: "90 days", 365: "a year", "": "ever" }} />
                <PermissionChoice label="It may" />
                <Failure error={create.error} />
                <button className="main" disabled={create.isPending}>
                  Create
                </button>
              </Form>
            )}
          </DialogButton>
        </Show>
      }
    >
      {secret && <Secret label="The key" text={secret} onKept={() => setSecret(null)} />}
      <Pages label="API keys" list={list} empty="There is none." keyOf={({ id }) => id}>
        {({ id, name, prefix, scopes, status, lastUsedAt, expiresAt }) => (
          <>
            <span className="what">
              {name} <code>{prefix}…</code>
              <small>
                Last used: <Time at={lastUsedAt} />, good until: <Time at={expiresAt} fallback="it is taken back" />
              </small>
              <small>{scopes.join(", ")}</small>
            </span>
            {status !== "active" && <Tag kind="warn">{status}</Tag>}
            <DialogButton label="Usage" name={`Usage of ${name}`} title={`Usage of ${name}`}>
              {(close) => <Usage orgId={orgId} keyId={id} onClose={close} />}
            </DialogButton>
            <Show when={{ operation: "rotateApiKey" }}>
              <KeyActions orgId={orgId} keyId={id} name={name} onSecret={setSecret} />
            </Show>
          </>
        )}
      </Pages>
    </Page>
  );
}

interface KeyActionsProps {
  readonly orgId: string;
  readonly keyId: string;
  readonly name: string;
  readonly onSecret: (secret: string) => void;
}

function KeyActions({ orgId, keyId, name, onSecret }: KeyActionsProps): ReactNode {
  const rotate = useRotateApiKey();
  const remove = useDeleteApiKey({ optimistic: true });
  return (
    <>
      <DialogButton label="Rotate" name={`Rotate ${name}`} title={`Make a new secret for ${name}`}>
        {(close) => (
          <Form
            onSubmit={(values) =>
              rotate.mutate(
                { orgId, keyId, overlapSeconds: Number(values("overlap")) },
                {
                  onSuccess: (made) => {
                    close();
                    onSecret(made.secret);
                  },
                },
              )
            }
          >
            <Choice
              label="The present secret"
              name="overlap"
              defaultValue={DAY}
              options={{ [DAY]: "works a day longer", 3600: "works an hour longer", 0: "ends at once" }}
            />
            <Failure error={rotate.error} />
            <button className="main" disabled={rotate.isPending}>
              Rotate
            </button>
          </Form>
        )}
      </DialogButton>
      <ConfirmButton
        label="Delete"
        name={`Delete ${name}`}
        question={`Delete ${name}? What uses it is refused at once.`}
        change={remove}
        onConfirm={(done) => remove.mutate({ orgId, keyId }, { onSuccess: done })}
      />
    </>
  );
}

function Usage({ orgId, keyId, onClose }: { readonly orgId: string; readonly keyId: string; readonly onClose: () => void }): ReactNode {
  const { data, error } = useGetApiKeyUsage({ orgId, keyId });
  return (
    <>
      {data ? (
        <>
          <p>
            {data.requests} requests since <Time at={data.startsAt} />
          </p>
          <ul>
            {data.byOperation.map(({ operationId, requests }) => (
              <li key={operationId}>
                {operationId}: {requests}
              </li>
            ))}
          </ul>
        </>
      ) : error ? (
        <Failure error={error} />
      ) : (
        <Waiting />
      )}
      <button type="button" onClick={onClose}>
        Close
      </button>
    </>
  );
}
