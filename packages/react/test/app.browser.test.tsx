import { createPlinto, isPlintoError, webStorage } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { type ReactNode, useState } from "react";
import { expect, test } from "vitest";
import { render } from "vitest-browser-react";
import { Show, useActiveOrganization, useAuth, useSession, useSignIn, useSignUp, useStepUp, useUser } from "../src/index.ts";
import { useGetOrganization, useInfiniteListMembers, useListMembers, useUpdateMe, useUpdateOrganization } from "../src/query/index.ts";
import { Around, kitOf } from "./support/kit.tsx";

/** Says who is there; what a page would render. */
function Who(): ReactNode {
  const { status, signOut } = useAuth();
  const { user } = useUser();
  return (
    <p>
      <output aria-label="who">{`${status} ${user?.name ?? "nobody"}`}</output>
      <button onClick={() => void signOut()}>Sign out</button>
    </p>
  );
}

/** A form of one field, as a screen of its own. */
function Field({ label, onValue }: { readonly label: string; readonly onValue: (value: string) => void }): ReactNode {
  const [value, setValue] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onValue(value);
      }}
    >
      <label>
        {label}
        <input value={value} onChange={({ target }) => setValue(target.value)} />
      </label>
      <button>{`Send ${label}`}</button>
    </form>
  );
}

test("somebody signs in with a password and an authenticator app, under StrictMode, and out again", async () => {
  const kit = kitOf();
  const { email, password } = kit.mock.seed.users.mary;
  function SignIn(): ReactNode {
    const { step, error, signIn, proveFactor } = useSignIn();
    if (step.status === "mfa_required") return <Field label="code" onValue={(code) => void proveFactor({ kind: "totp", code })} />;
    if (step.status === "complete") return null;
    return (
      <>
        <p role="alert">{error?.code}</p>
        <Field label="password" onValue={(value) => void signIn({ email, password: value })} />
      </>
    );
  }
  const screen = await render(
    <Around kit={kit}>
      <Who />
      <SignIn />
    </Around>,
  );
  await screen.getByLabelText("password").fill("wrong");
  await screen.getByRole("button", { name: "Send password" }).click();
  await expect.element(screen.getByRole("alert")).toHaveTextContent("invalid_credentials");
  await screen.getByLabelText("password").fill(password);
  await screen.getByRole("button", { name: "Send password" }).click();
  await screen.getByLabelText("code").fill(kit.mock.totp("mary"));
  await expect.element(screen.getByLabelText("who")).toHaveTextContent("pending nobody");
  await screen.getByRole("button", { name: "Send code" }).click();
  await expect.element(screen.getByLabelText("who")).toHaveTextContent("signed-in Mary Jackson");
  await screen.getByRole("button", { name: "Sign out" }).click();
  await expect.element(screen.getByLabelText("who")).toHaveTextContent("signed-out nobody");
  expect(kit.asked.filter((id) => id === "signIn" || id === "continueSignIn")).toEqual(["signIn", "signIn", "continueSignIn"]);
});

test("a passkey from the autofill signs in, asked for once at a time although StrictMode mounts twice", async () => {
  const kit = kitOf();
  const authenticator = kit.mock.passkeys.authenticator({ passkeysOf: "mary" });
  let open = 0;
  let most = 0;
  let pick = (): void => {};
  const credentials = {
    create: authenticator.credentials.create.bind(authenticator.credentials),
    get: async (options?: { publicKey?: unknown; signal?: AbortSignal; mediation?: string }) => {
      most = Math.max(most, ++open);
      try {
        await new Promise<void>((resolve, reject) => {
          pick = resolve;
          options?.signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
        });
        return await authenticator.credentials.get(options as never);
      } finally {
        open--;
      }
    },
  };
  function SignIn(): ReactNode {
    const { step, error } = useSignIn({ autofill: true });
    return <output aria-label="step">{`${step.status} ${error?.code ?? "fine"}`}</output>;
  }
  const screen = await render(
    <Around kit={kit} browser={{ credentials }}>
      <Who />
      <SignIn />
    </Around>,
  );
  await expect.poll(() => open).toBe(1);
  pick();
  await expect.element(screen.getByLabelText("step")).toHaveTextContent("complete fine");
  await expect.element(screen.getByLabelText("who")).toHaveTextContent("signed-in Mary Jackson");
  expect(most).toBe(1);
});

test("a link by mail signs in where it is opened", async () => {
  const kit = kitOf();
  const { email } = kit.mock.seed.users.bob;
  function SignIn(): ReactNode {
    const { step, sendMagicLink, verifyMagicLink } = useSignIn();
    if (step.status === "magic_link_sent") return <Field label="token" onValue={(token) => void verifyMagicLink({ token })} />;
    return <Field label="address" onValue={(value) => void sendMagicLink({ email: value })} />;
  }
  const screen = await render(
    <Around kit={kit}>
      <Who />
      <SignIn />
    </Around>,
  );
  await screen.getByLabelText("address").fill(email);
  await screen.getByRole("button", { name: "Send address" }).click();
  const { token } = await kit.mock.mailbox.waitFor({ to: email, kind: "magic_link" });
  await screen.getByLabelText("token").fill(token!);
  await screen.getByRole("button", { name: "Send token" }).click();
  await expect.element(screen.getByLabelText("who")).toHaveTextContent("signed-in Bob Kahn");
});

test("somebody signs up, proves the address and is in", async () => {
  const kit = kitOf();
  function SignUp(): ReactNode {
    const { step, signUp, verifyEmail } = useSignUp();
    if (step.status === "email_verification_required") return <Field label="code" onValue={(code) => void verifyEmail({ code })} />;
    return <Field label="address" onValue={(email) => void signUp({ email, password: "correct horse battery", name: "Emmy" })} />;
  }
  const screen = await render(
    <Around kit={kit}>
      <Who />
      <SignUp />
    </Around>,
  );
  await screen.getByLabelText("address").fill("emmy@acme.test");
  await screen.getByRole("button", { name: "Send address" }).click();
  const { code } = await kit.mock.mailbox.waitFor({ to: "emmy@acme.test", kind: "email_verification" });
  await screen.getByLabelText("code").fill(code!);
  await screen.getByRole("button", { name: "Send code" }).click();
  await expect.element(screen.getByLabelText("who")).toHaveTextContent("signed-in Emmy");
});

test("an operation that wants a fresh proof waits until the person gave it, and fails when she does not want to", async () => {
  const kit = kitOf("mary", { clock: "virtual" });
  await kit.plinto.session.ready();
  await kit.mock.clock.advance("11m");
  const outcomes: string[] = [];
  const regenerate = (): void =>
    void kit.plinto.mfa.recoveryCodes.regenerate().then(
      ({ codes }) => outcomes.push(`${codes.length} codes`),
      (error: unknown) => outcomes.push(isPlintoError(error) ? error.code : "other"),
    );
  function Prompt(): ReactNode {
    const { challenge, operationId, error, prove, cancel } = useStepUp();
    if (!challenge) return <button onClick={regenerate}>Regenerate</button>;
    return (
      <div role="dialog" aria-label={operationId ?? ""}>
        <p role="alert">{error?.code}</p>
        <Field label="code" onValue={(code) => void prove({ method: "totp", code })} />
        <button onClick={cancel}>Cancel</button>
      </div>
    );
  }
  const screen = await render(
    <Around kit={kit}>
      <Prompt />
    </Around>,
  );
  await screen.getByRole("button", { name: "Regenerate" }).click();
  await expect.element(screen.getByRole("dialog", { name: "regenerateRecoveryCodes" })).toBeVisible();
  await screen.getByRole("button", { name: "Cancel" }).click();
  await expect.poll(() => outcomes).toEqual(["step_up_required"]);
  await screen.getByRole("button", { name: "Regenerate" }).click();
  await screen.getByLabelText("code").fill("000000");
  await screen.getByRole("button", { name: "Send code" }).click();
  await expect.element(screen.getByRole("alert")).not.toBeEmptyDOMElement();
  await screen.getByLabelText("code").fill(kit.mock.totp("mary"));
  await screen.getByRole("button", { name: "Send code" }).click();
  await expect.poll(() => outcomes).toEqual(["step_up_required", "10 codes"]);
  await screen.unmount();
  await kit.mock.clock.advance("11m");
  await expect(kit.plinto.mfa.recoveryCodes.regenerate()).rejects.toMatchObject({ code: "step_up_required" });
});

test("who is signed in when the page loads never sees the signed-out side, with a storage that answers at once or late", async () => {
  const mock = createMock();
  const storage = webStorage();
  const first = createPlinto({ ...mock.connect(), storage });
  const { email, password } = mock.seed.users.ada;
  await first.auth.signIn({ email, password });
  for (const client of [createPlinto({ ...mock.connect(), storage }), createPlinto(mock.as("ada"))]) {
    const seen: string[] = [];
    function Gate(): ReactNode {
      const { status } = useAuth();
      const { session } = useSession();
      seen.push(status);
      return (
        <Show when="signed-in" fallback={<output aria-label="side">out</output>}>
          <output aria-label="side">{`in ${session?.user.name}`}</output>
        </Show>
      );
    }
    const screen = await render(
      <Around kit={{ ...kitOf(), plinto: client }}>
        <Gate />
      </Around>,
    );
    await expect.element(screen.getByLabelText("side")).toHaveTextContent("in Ada Lovelace");
    expect(seen).not.toContain("signed-out");
    await screen.unmount();
  }
  await first.auth.signOut();
});

test("hooks that read the same share one request, and what one changes all show at once", async () => {
  const kit = kitOf("ada", { organization: "acme" });
  const orgId = kit.mock.seed.organizations.acme.id;
  function Name({ label }: { readonly label: string }): ReactNode {
    return <output aria-label={label}>{useGetOrganization({ orgId }).data?.name}</output>;
  }
  function Rename(): ReactNode {
    const { organization } = useActiveOrganization();
    const rename = useUpdateOrganization();
    const me = useUpdateMe();
    return (
      <>
        <output aria-label="active">{organization?.name}</output>
        <button onClick={() => rename.mutate({ orgId, name: "Acme Labs" })}>Rename</button>
        <button onClick={() => me.mutate({ name: "Countess" })}>Rename me</button>
      </>
    );
  }
  const screen = await render(
    <Around kit={kit}>
      <Who />
      <Name label="one" />
      <Name label="two" />
      <Rename />
    </Around>,
  );
  await expect.element(screen.getByLabelText("two")).toHaveTextContent("Acme");
  await expect.element(screen.getByLabelText("active")).toHaveTextContent("Acme");
  // One for the query and one for the active organization, however often StrictMode mounts.
  expect(kit.asked.filter((id) => id === "getOrganization")).toHaveLength(2);
  await screen.getByRole("button", { name: "Rename", exact: true }).click();
  for (const label of ["one", "two", "active"]) await expect.element(screen.getByLabelText(label)).toHaveTextContent("Acme Labs");
  await screen.getByRole("button", { name: "Rename me" }).click();
  await expect.element(screen.getByLabelText("who")).toHaveTextContent("signed-in Countess");
});

test("pages come one after another, and parameters that are not known yet ask nothing", async () => {
  const kit = kitOf("ada", { organization: "acme" });
  const orgId = kit.mock.seed.organizations.acme.id;
  function Members(): ReactNode {
    const [known, setKnown] = useState(false);
    const all = useInfiniteListMembers({ orgId, pageSize: 2 });
    const later = useListMembers(known ? { orgId, pageSize: 50 } : null);
    return (
      <>
        <output aria-label="pages">{all.data?.pages.map(({ data }) => data.length).join()}</output>
        <output aria-label="later">{`${later.fetchStatus} ${later.data?.data.length}`}</output>
        <button onClick={() => void all.fetchNextPage()}>More</button>
        <button onClick={() => setKnown(true)}>Now</button>
      </>
    );
  }
  const screen = await render(
    <Around kit={kit}>
      <Members />
    </Around>,
  );
  await expect.element(screen.getByLabelText("pages")).toHaveTextContent("2");
  await screen.getByRole("button", { name: "More" }).click();
  await expect.element(screen.getByLabelText("pages")).toHaveTextContent("2,2");
  await expect.element(screen.getByLabelText("later")).toHaveTextContent("idle undefined");
  await screen.getByRole("button", { name: "Now" }).click();
  await expect.element(screen.getByLabelText("later")).toHaveTextContent("idle 4");
});
