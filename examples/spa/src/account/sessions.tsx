import {
  useForgetDevice,
  useInfiniteListDevices,
  useInfiniteListMySessions,
  useRevokeOtherSessions,
  useRevokeSession,
  useTrustDevice,
} from "@plinto/react/query";
import type { ReactNode } from "react";
import { ConfirmButton } from "../parts/dialog.tsx";
import { Failure } from "../parts/failure.tsx";
import { Page, Section } from "../parts/page.tsx";
import { Pages } from "../parts/pages.tsx";
import { Tag } from "../parts/tag.tsx";
import { Time } from "../parts/time.tsx";
import { browserOf } from "./browser-of.ts";

/** Where the person is signed in, and on what. */
export function Sessions(): ReactNode {
  const revokeOthers = useRevokeOtherSessions();
  return (
    <Page
      title="Sessions and devices"
      actions={
        <ConfirmButton
          label="Sign out everywhere else"
          question="Sign out on all other devices?"
          change={revokeOthers}
          onConfirm={(done) => revokeOthers.mutate({}, { onSuccess: done })}
        />
      }
    >
      <Section title="Sessions">
        <SessionList />
      </Section>
      <Section title="Devices">
        <DeviceList />
      </Section>
    </Page>
  );
}

const METHODS: Readonly<Record<string, string>> = {
  pwd: "password",
  otp: "code",
  email: "link in a mail",
  hwk: "passkey",
  swk: "passkey",
  fed: "an account elsewhere",
  mfa: "two factors",
};

function SessionList(): ReactNode {
  const list = useInfiniteListMySessions({ status: "active", sort: "-lastActiveAt" });
  const revoke = useRevokeSession({ optimistic: true });
  return (
    <>
      <Failure error={revoke.error} />
      <Pages label="Sessions" list={list} empty="None." keyOf={({ id }) => id}>
        {({ id, userAgent, ipAddress, lastActiveAt, current, authenticationMethods }) => (
          <>
            <span className="what">
              {browserOf(userAgent)}
              <small>
                {ipAddress ?? "unknown address"}, last active <Time at={lastActiveAt} />, by{" "}
                {authenticationMethods.flatMap((method) => METHODS[method] ?? []).join(", ")}
              </small>
            </span>
            {current ? (
              <Tag kind="good">this one</Tag>
            ) : (
              <button type="button" onClick={() => revoke.mutate({ sessionId: id })}>
                Sign out
              </button>
            )}
          </>
        )}
      </Pages>
    </>
  );
}

function DeviceList(): ReactNode {
  const list = useInfiniteListDevices({ sort: "-lastSeenAt" });
  const trust = useTrustDevice({ optimistic: true });
  const forget = useForgetDevice();
  return (
    <>
      <Failure error={trust.error} />
      <Pages label="Devices" list={list} empty="None is known." keyOf={({ id }) => id}>
        {({ id, name, lastSeenAt, trusted, current }) => (
          <>
            <span className="what">
              {name}
              <small>
                Last seen: <Time at={lastSeenAt} />
              </small>
            </span>
            {current && <Tag kind="good">this one</Tag>}
            {trusted && <Tag>trusted</Tag>}
            <button
              type="button"
              aria-label={`${trusted ? "Do not trust" : "Trust"} ${name}`}
              onClick={() => trust.mutate({ deviceId: id, trusted: !trusted })}
            >
              {trusted ? "Do not trust" : "Trust"}
            </button>
            <ConfirmButton
              label="Forget"
              name={`Forget ${name}`}
              question={`Forget ${name}? Sessions on it end, but for this one.`}
              change={forget}
              onConfirm={(done) => forget.mutate({ deviceId: id }, { onSuccess: done })}
            />
          </>
        )}
      </Pages>
    </>
  );
}
