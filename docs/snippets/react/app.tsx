import { createPlinto, type Plinto, webStorage } from "@plinto/core";
import { PlintoProvider, Show, useActiveOrganization, useAuth, useSignIn, useUser } from "@plinto/react";
import type { ReactNode } from "react";

// #region client
/** One for the page, made outside of any component. */
export function clientOf(baseUrl: string, publishableKey: string): Plinto {
  return createPlinto({ baseUrl, publishableKey, storage: webStorage() });
}
// #endregion client

// #region app
export function App({ plinto }: { readonly plinto: Plinto }): ReactNode {
  return (
    <PlintoProvider client={plinto}>
      <Show when="signed-in" fallback={<SignIn />}>
        <Home />
      </Show>
    </PlintoProvider>
  );
}

function Home(): ReactNode {
  const { signOut } = useAuth();
  const { user } = useUser();
  const { organization } = useActiveOrganization();
  return (
    <main>
      <h1>Hello {user?.name ?? user?.email}</h1>
      {organization && <p>You are at {organization.name}.</p>}
      <Show when={{ permission: "members:invite" }} fallback={<p>Ask an admin to invite people.</p>}>
        <a href="/invite">Invite people</a>
      </Show>
      <button onClick={() => void signOut()}>Sign out</button>
    </main>
  );
}
// #endregion app

// #region sign-in
function SignIn(): ReactNode {
  const { step, busy, error, signIn, proveFactor, chooseOrganization, restart } = useSignIn({ autofill: true });
  switch (step.status) {
    case "start":
      return (
        <form action={(data) => void signIn({ email: textOf(data, "email"), password: textOf(data, "password") })}>
          <input name="email" type="email" aria-label="E-mail" autoComplete="username webauthn" required />
          <input name="password" type="password" aria-label="Password" autoComplete="current-password" required />
          <button disabled={busy}>Sign in</button>
          {error && <p role="alert">{error.code === "invalid_credentials" ? "That is not right." : "That did not work."}</p>}
        </form>
      );
    case "mfa_required":
      return (
        <form action={(data) => void proveFactor({ kind: "totp", code: textOf(data, "code") })}>
          <input name="code" inputMode="numeric" aria-label="Code of your app" autoComplete="one-time-code" required />
          <button disabled={busy}>Go on</button>
          {error && <p role="alert">That code is not right.</p>}
        </form>
      );
    case "organization_required":
      return step.organizations.map(({ id, name }) => (
        <button key={id} onClick={() => void chooseOrganization({ organizationId: id })}>
          {name}
        </button>
      ));
    default:
      return <button onClick={restart}>Start again</button>;
  }
}

function textOf(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === "string" ? value : "";
}
// #endregion sign-in
