import { expect, test } from "vitest";
import { createMock } from "../../src/index.ts";
import { comeBack, decideAt, signInAt, signInWith, start } from "../at-provider.ts";

const grace = { email: "grace@acme.test" };

test.each(["google", "github", "microsoft"] as const)("%s that says nothing is given up after ten seconds", async (provider) => {
  const mock = createMock({ clock: "virtual" });
  await mock.providers.fail(provider, "silence");
  const callback = await decideAt(mock, await start(mock, provider), { decision: "another", ...grace });
  const coming = comeBack(mock, callback);
  let isBack = false;
  void coming.then(() => (isBack = true));
  await mock.clock.advance("9s");
  expect(isBack).toBe(false);
  await mock.clock.advance("1s");
  await expect.poll(() => isBack).toBe(true);
  const back = await coming;
  expect([back.searchParams.get("error"), back.searchParams.get("ticket")]).toEqual(["provider_unreachable", null]);
  await mock.providers.recover(provider);
  expect((await signInWith(mock, provider, grace)).body.status).toBe("complete");
});

test.each(["unreachable", "server_error"] as const)("a provider that fails by %s is told as unreachable, as often as it was told to", async (failure) => {
  const mock = createMock();
  await mock.providers.fail("github", failure, { times: 2 });
  for (let time = 0; time < 2; time++) {
    const back = await signInAt(mock, await start(mock, "github"), grace);
    expect(back.searchParams.get("error")).toBe("provider_unreachable");
  }
  expect((await signInWith(mock, "github", grace)).body.status).toBe("complete");
});

test("a code that the provider does not take back is an error of the provider", async () => {
  const mock = createMock();
  for (const provider of ["google", "github", "microsoft"] as const) {
    await mock.providers.fail(provider, "invalid_grant", { times: 1 });
    const back = await signInAt(mock, await start(mock, provider), grace);
    expect(back.searchParams.get("error")).toBe("provider_error");
    expect(back.searchParams.get("errorDescription")).toContain("the code");
  }
});

test("how a provider behaves is state: a reset ends it, a fork has it of its own", async () => {
  const mock = createMock();
  await mock.providers.fail("google", "server_error");
  const fork = mock.fork();
  await mock.reset();
  expect((await signInWith(mock, "google", grace)).body.status).toBe("complete");
  expect((await signInAt(fork, await start(fork), grace)).searchParams.get("error")).toBe("provider_unreachable");
});
