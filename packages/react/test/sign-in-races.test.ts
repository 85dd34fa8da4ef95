import { type Plinto, createPlinto } from "@plinto/core";
import { createPasskey } from "@plinto/core/passkeys";
import { type SignInFlow, createSignIn, createStepUpPrompt } from "@plinto/core/sign-in";
import { type AcmeSeed, type Mock, createMock } from "@plinto/mock";
import { expect, test } from "vitest";

interface Stand {
  readonly mock: Mock<AcmeSeed>;
  readonly plinto: Plinto;
  /** Holds the next answer whose address ends so until `release`, and tells when the server has answered. */
  hold(ending: string): { readonly answered: Promise<void>; readonly release: () => void };
}

function stand(options: { clock?: "virtual" } = {}): Stand {
  const mock = createMock(options) as Mock<AcmeSeed>;
  const connection = mock.connect();
  const holds: { ending: string; answered: () => void; gate: Promise<void> }[] = [];
  const plinto = createPlinto({
    ...connection,
    fetch: async (url, init) => {
      // A network that does not notice that nobody waits any more.
      const answer = await connection.fetch(url, { ...init, signal: null });
      const at = holds.findIndex(({ ending }) => url.endsWith(ending));
      if (at >= 0) {
        const [{ answered, gate }] = holds.splice(at, 1) as [(typeof holds)[number]];
        answered();
        await gate;
      }
      return answer;
    },
  });
  return {
    mock,
    plinto,
    hold(ending) {
      const [answered, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      holds.push({ ending, answered: answered.resolve, gate: gate.promise });
      return { answered: answered.promise, release: gate.resolve };
    },
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const credentialsOf = ({ mock }: Stand, name: "ada" | "bob" | "mary"): { email: string; password: string } => {
  const { email, password } = mock.seed.users[name];
  return { email, password };
};
const statusOf = (flow: SignInFlow): string => flow.get().step.status;

// Ada's sign-in was slow, she went back, and her answer signed her in, over Bob too.
test("a sign-in that was given up signs nobody in, nor in the place of who came after", async () => {
  const own = stand();
  const flow = createSignIn(own.plinto);
  for (const next of [null, "bob"] as const) {
    const late = own.hold("/sign-in");
    const given = flow.signIn(credentialsOf(own, "ada"));
    await late.answered;
    flow.restart();
    if (next) await flow.signIn(credentialsOf(own, next));
    late.release();
    await given;
    await turn();
    expect([own.plinto.session.current?.user.name ?? null, statusOf(flow)]).toEqual(next ? ["Bob Kahn", "complete"] : [null, "start"]);
  }
});

test("an unfinished sign-in that was given up while it was asked for does not come back", async () => {
  const own = stand();
  const flow = createSignIn(own.plinto);
  const late = own.hold("/sign-in");
  const given = flow.signIn(credentialsOf(own, "mary"));
  await late.answered;
  flow.restart();
  late.release();
  await given;
  await turn();
  expect([own.plinto.session.pending, statusOf(flow), flow.get().busy]).toEqual([null, "start", false]);
});

// Who had picked a passkey in the autofill, and then typed, was signed in with the passkey's account.
test("a passkey from the autofill that is on its way does not count when something else begins, or when the form goes", async () => {
  const own = stand();
  const { credentials } = own.mock.passkeys.authenticator();
  await own.plinto.auth.signIn(credentialsOf(own, "ada"));
  const { challengeId, publicKey } = await own.plinto.passkeys.beginRegistration();
  await own.plinto.passkeys.completeRegistration({ challengeId, credential: await createPasskey(publicKey, { credentials }) });
  await own.plinto.auth.signOut();
  const flow = createSignIn(own.plinto, { credentials });

  const first = own.hold("/authentication/verify");
  flow.offerPasskeys();
  await first.answered;
  await flow.signIn(credentialsOf(own, "bob"));
  first.release();
  await turn();
  expect([own.plinto.session.current?.user.name, flow.get().error]).toEqual(["Bob Kahn", null]);
  await own.plinto.auth.signOut();

  const second = own.hold("/authentication/verify");
  const stop = flow.offerPasskeys();
  await second.answered;
  stop();
  second.release();
  await turn();
  expect([own.plinto.session.current, statusOf(flow)]).toEqual([null, "start"]);
});

// Bob was setting up an app when another sign-in took the place of his: the next person was shown his secret.
test("what is made while a factor is set up is shown to nobody but its person, and is dropped when she goes", async () => {
  const own = stand();
  const flow = createSignIn(own.plinto);
  await flow.signIn(credentialsOf(own, "bob"));
  await flow.enrollTotp();
  expect((await flow.activateTotp({ code: own.mock.totp("bob") })).enrollment?.recoveryCodes?.codes).toHaveLength(10);
  await own.plinto.auth.signOut();
  expect(flow.get().enrollment).toBeNull();
  await own.plinto.auth.signIn(credentialsOf(own, "ada"));
  expect(flow.get().enrollment).toBeNull();
  await flow.enrollTotp();
  expect(flow.get().enrollment?.totp?.factor.userId).toBe(own.mock.seed.users.ada.id);
});

test("it is dropped at once where somebody listens, so that it does not come back with its person", async () => {
  const own = stand();
  const flow = createSignIn(own.plinto);
  flow.subscribe(() => {});
  await flow.signIn(credentialsOf(own, "bob"));
  await flow.enrollTotp();
  await own.plinto.auth.signIn(credentialsOf(own, "ada"));
  await own.plinto.auth.signIn(credentialsOf(own, "bob"));
  expect(flow.get().enrollment).toBeNull();
});

test("a secret that comes when its person has gone is nobody's", async () => {
  const own = stand();
  const flow = createSignIn(own.plinto);
  await flow.signIn(credentialsOf(own, "bob"));
  const late = own.hold("/v1/mfa/totp");
  const enrolling = flow.enrollTotp();
  await late.answered;
  await own.plinto.auth.signIn(credentialsOf(own, "ada"));
  late.release();
  expect((await enrolling).enrollment).toBeNull();
  await own.plinto.auth.signIn(credentialsOf(own, "bob"));
  expect(flow.get().enrollment).toBeNull();
});

// A passkey as second factor after ten minutes: the step stayed `mfa_required` for good.
test("an unfinished sign-in that is over goes back to the start, whichever action finds out", async () => {
  for (const action of ["provePasskey", "enrollTotp", "enrollPasskey"] as const) {
    const own = stand({ clock: "virtual" });
    const flow = createSignIn(own.plinto);
    await flow.signIn(credentialsOf(own, "mary"));
    expect(statusOf(flow)).toBe("mfa_required");
    await own.mock.clock.advance("11m");
    expect(await flow[action]()).toMatchObject({ step: { status: "start" }, error: { code: "pending_token_expired" } });
  }
});

// Anybody could send somebody to the page that a provider comes back to, with words for her to read.
test("no words of the address are shown, and none count without a sign-in that was begun in this tab", async () => {
  const own = stand();
  const kept = new Map<string, string>();
  const tabStorage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  let at = "https://app.test/back?error=access_denied&errorDescription=Call+0900+now";
  const flow = createSignIn(own.plinto, { tabStorage, href: () => at, navigate: () => {} });
  expect((await flow.finishProvider()).error).toMatchObject({ kind: "config", code: "provider_not_begun" });
  await flow.signInWithProvider({ provider: "google", redirectTo: "http://localhost:5173/welcome" });
  expect((await flow.finishProvider()).error?.code).toBe("provider_not_begun");
  const { state } = JSON.parse([...kept.values()][0]!) as { state: string };
  at = `https://app.test/back?state=${state}&error=Call%200900&errorDescription=Call+0900+now`;
  const { error } = await flow.finishProvider();
  expect([error?.code, error?.message]).toEqual(["provider_refused", "The provider let nobody in: offer to try again"]);
  expect(kept.size).toBe(0);
});

// The browser went on asking for a passkey that nobody waited for.
test("who gives up a fresh proof closes the browser's dialog, and so does the component that asked for it when it goes", async () => {
  const own = stand({ clock: "virtual" });
  const { credentials } = own.mock.passkeys.authenticator();
  await own.plinto.auth.signIn(credentialsOf(own, "ada"));
  const { challengeId, publicKey } = await own.plinto.passkeys.beginRegistration();
  await own.plinto.passkeys.completeRegistration({ challengeId, credential: await createPasskey(publicKey, { credentials }) });
  await own.mock.clock.advance("11m");

  for (const gives of ["cancel", "leave"] as const) {
    const asked = Promise.withResolvers<AbortSignal>();
    const prompt = createStepUpPrompt(own.plinto, {
      credentials: {
        create: () => Promise.resolve(null),
        get: ({ signal }: CredentialRequestOptions) =>
          new Promise((_, reject) => {
            signal!.addEventListener("abort", () => reject(signal!.reason));
            asked.resolve(signal!);
          }),
      },
    });
    const leave = prompt.attend();
    const refused = own.plinto.mfa.recoveryCodes.regenerate().safe();
    await expect.poll(() => prompt.get().challenge?.methods).toContain("passkey");
    const proving = prompt.provePasskey();
    const signal = await asked.promise;
    expect([signal.aborted, prompt.get().busy]).toEqual([false, true]);
    if (gives === "cancel") prompt.cancel();
    leave();
    expect(signal.aborted).toBe(true);
    expect(await proving).toMatchObject({ challenge: null, busy: false, error: null });
    expect(await refused).toMatchObject({
      error: { code: "step_up_required", cause: { kind: "abort", code: "step_up_cancelled", message: "the person did not want to prove herself again" } },
    });
  }
});

test("what is no error of ours is told as a mistake of the program, with its cause", async () => {
  const cause = new TypeError("no such thing");
  const broken = (): never => {
    throw cause;
  };
  const flow = createSignIn(stand().plinto, { tabStorage: { getItem: broken, setItem: broken, removeItem: broken }, href: () => "https://app.test/" });
  expect((await flow.finishProvider()).error).toMatchObject({ kind: "config", code: "action_failed", cause });
  expect(flow.get().error?.message).toBe("The action failed for a reason that is not the API's: see the cause");
});
