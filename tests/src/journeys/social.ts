import { createPlinto, type Plinto } from "@plinto/core";
import type { Mock, ProviderName } from "@plinto/mock";
import { expect } from "vitest";
import { expectRefusal } from "./expect-refusal.ts";
import type { Journey } from "./journey.ts";

const redirectTo = "http://localhost:5173/welcome";
const password = "correct horse battery";

/** What an application keeps while somebody is at a provider, and what it sends ahead. */
async function proofKey(): Promise<{ codeVerifier: string; codeChallenge: string }> {
  const codeVerifier = toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(codeVerifier));
  return { codeVerifier, codeChallenge: toBase64Url(new Uint8Array(digest)) };
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** The whole way of somebody who signs in at a provider. */
async function signInAt(mock: Mock, plinto: Plinto, provider: ProviderName, person: string) {
  const { codeVerifier, codeChallenge } = await proofKey();
  const { url } = await plinto.oauth.start({ provider, redirectTo, codeChallenge, state: "kept" });
  const back = new URL(await mock.providers.approve(url, person));
  expect([back.origin + back.pathname, back.searchParams.get("state")]).toEqual([redirectTo, "kept"]);
  return plinto.oauth.exchange({ ticket: back.searchParams.get("ticket")!, codeVerifier });
}

export const socialSignIn: Journey = {
  title: "somebody new, somebody with an account and somebody whose address nobody had proved sign in at Google, each into the right account",
  async walk(door) {
    const { mock: opened, connect, close } = await door.open();
    const mock = opened as unknown as Mock;
    try {
      const nora = createPlinto(connect());
      const signedUp = await signInAt(mock, nora, "google", "nora");
      expect(signedUp).toMatchObject({ status: "complete", user: { email: "nora@example.test", name: "Nora Ibsen", emailVerified: true } });
      expect(nora.session.current?.user.email).toBe("nora@example.test");

      const bob = createPlinto(connect());
      expect(await signInAt(mock, bob, "google", "bob")).toMatchObject({ status: "complete", user: { id: mock.seed.users["bob"]!.id } });
      await mock.mailbox.waitFor({ to: "bob@acme.test", kind: "credential_added" });

      const impostor = createPlinto(connect());
      expect((await impostor.auth.signUp({ email: "vic@example.test", password })).status).toBe("email_verification_required");
      await mock.providers.add("google", { email: "vic@example.test", name: "Vic" });
      const vic = await signInAt(mock, createPlinto(connect()), "google", "vic@example.test");
      expect(vic).toMatchObject({ status: "complete", user: { emailVerified: true, hasPassword: false } });
      await expectRefusal(createPlinto(connect()).auth.signIn({ email: "vic@example.test", password }), "invalid_credentials");

      await mock.providers.add("github", { email: "vera@acme.test", emailVerified: false });
      await expectRefusal(signInAt(mock, createPlinto(connect()), "github", "vera@acme.test"), "account_link_required");
    } finally {
      await close();
    }
  },
};

export const socialErrors: Journey = {
  title: "somebody cancels at the provider and comes again, while providers fail in every way they can, and nobody is signed in by mistake",
  async walk(door) {
    const { mock: opened, connect, close } = await door.open();
    const mock = opened as unknown as Mock;
    try {
      const plinto = createPlinto(connect());
      const { codeVerifier, codeChallenge } = await proofKey();
      const cancelled = await plinto.oauth.start({ provider: "github", redirectTo, codeChallenge });
      expect(new URL(await mock.providers.cancel(cancelled.url)).searchParams.get("error")).toBe("access_denied");
      for (const failure of ["unreachable", "server_error", "wrong_nonce", "other_person"] as const) {
        await mock.providers.fail("microsoft", failure, { times: 1 });
        const { url } = await plinto.oauth.start({ provider: "microsoft", redirectTo, codeChallenge });
        const back = new URL(await mock.providers.approve(url, "ada"));
        expect(back.searchParams.get("error")).toBe(failure.startsWith("wrong") || failure === "other_person" ? "provider_error" : "provider_unreachable");
      }
      expect(plinto.session.current).toBeNull();

      const { url } = await plinto.oauth.start({ provider: "github", redirectTo, codeChallenge });
      const ticket = new URL(await mock.providers.approve(url, "grace")).searchParams.get("ticket")!;
      await expectRefusal(
        createPlinto(connect()).oauth.exchange({ ticket: `${ticket.slice(0, -1)}${ticket.endsWith("0") ? "1" : "0"}`, codeVerifier }),
        "code_invalid",
      );
      await plinto.oauth.exchange({ ticket, codeVerifier });
      expect(plinto.session.current?.user.email).toBe("grace@acme.test");
      await expectRefusal(createPlinto(connect()).oauth.exchange({ ticket, codeVerifier }), "code_invalid");
      await expectRefusal(plinto.users.getMe(), "session_revoked");
    } finally {
      await close();
    }
  },
};

export const linkedIdentity: Journey = {
  title: "somebody links an account at a provider under another address, signs in with it, and unlinks it",
  async walk(door) {
    const { mock: opened, connect, close } = await door.open();
    const mock = opened as unknown as Mock;
    try {
      const { email, password: seeded } = mock.seed.users["bob"]!;
      const bob = createPlinto(connect());
      await bob.auth.signIn({ email, password: seeded });
      await mock.providers.add("github", { email: "bob@home.test", emailVerified: false, name: "Bob at home" });
      const { codeVerifier, codeChallenge } = await proofKey();
      const { url } = await bob.identities.link({ provider: "github", redirectTo, codeChallenge });
      const ticket = new URL(await mock.providers.approve(url, "bob@home.test")).searchParams.get("ticket")!;
      const identity = await bob.identities.confirmLink({ ticket, codeVerifier });
      expect(identity).toMatchObject({ provider: "github", email: "bob@home.test", emailVerified: false });
      expect((await bob.identities.list()).data).toEqual([identity]);

      const elsewhere = createPlinto(connect());
      await signInAt(mock, elsewhere, "github", "bob@home.test");
      expect(elsewhere.session.current?.user.id).toBe(identity.userId);
      expect((await elsewhere.auth.getSession()).authenticationMethods).toEqual(["fed"]);

      await bob.identities.unlink({ identityId: identity.id });
      await mock.mailbox.waitFor({ to: email, kind: "credential_removed" });
      expect((await signInAt(mock, createPlinto(connect()), "github", "bob@home.test")).status).toBe("email_verification_required");
    } finally {
      await close();
    }
  },
};

export const browserOnTheWay: Journey = {
  title: "a browser is redirected to the provider, through its page, to the callback, and to the application",
  needs: "readable redirects",
  async walk(door) {
    const { mock, connect, close } = await door.open();
    const { baseUrl, fetch = globalThis.fetch } = connect();
    try {
      const { codeVerifier, codeChallenge } = await proofKey();
      const go = (url: string, init: RequestInit = {}): Promise<Response> =>
        fetch(url, { redirect: "manual", ...init, headers: { accept: "text/html", ...init.headers } });
      const left = await go(`${baseUrl}/v1/oauth/google/authorize?${new URLSearchParams({ redirectTo, codeChallenge })}`);
      expect(left.status, "readable redirects").toBe(302);
      const provider = new URL(left.headers.get("location")!);
      expect((await (await go(provider.href)).text()).includes("Sign in with Google")).toBe(true);
      const form = new URLSearchParams([...provider.searchParams, ["account", mock.seed.users.vera.id], ["decision", "allow"]]);
      const decided = await go(provider.origin + provider.pathname, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: form.toString(),
      });
      expect(decided.status).toBe(303);
      const arrived = await go(decided.headers.get("location")!);
      expect(arrived.status).toBe(302);
      const back = new URL(arrived.headers.get("location")!);
      const result = await createPlinto(connect()).oauth.exchange({ ticket: back.searchParams.get("ticket")!, codeVerifier });
      expect(result).toMatchObject({ status: "complete", user: { email: "vera@acme.test" } });
    } finally {
      await close();
    }
  },
};
