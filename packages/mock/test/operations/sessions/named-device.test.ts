import { expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { api, signedIn } from "../../api.ts";
import { signInFrom } from "../../from-address.ts";
import { mfaSeed, passwordOf, pendingSignIn } from "../../mfa-calls.ts";

const firefox = (version: number): string => `Mozilla/5.0 (X11; Linux x86_64; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`;
const laptop = (version: number): Record<string, string> => ({ "plinto-device": "laptop-of-mary-01", "user-agent": firefox(version) });

// Every update of the browser made it another device: it was asked for the second factor again, and strangers locked it.
test("a device that has a name stays the same when its browser is updated", async () => {
  const mock = createMock({ seed: mfaSeed, clock: "virtual" });
  await mock.ready();
  const pending = await pendingSignIn(mock, "mary", {}, laptop(128));
  await pending.post("/v1/auth/continue", { step: "mfa", rememberDevice: true, proof: { kind: "totp", code: mock.totp("mary") } });
  const { body } = await passwordOf(mock, "mary", {}, laptop(129));
  expect(body.status).toBe("complete");
  const mary = api(mock, { as: body.session.accessToken });
  expect((await mary.get("/v1/devices")).body.data).toMatchObject([{ userAgent: firefox(129) }]);

  const { email, password } = mock.seed.users.mary;
  for (let count = 0; count < 100; count++) await signInFrom(mock, `10.0.${count % 10}.1`, { email, password: "wrong" });
  expect((await signInFrom(mock, "192.0.2.9", { email, password })).code).toBe("account_locked");
  expect((await signInFrom(mock, "192.0.2.9", { email, password }, laptop(130))).status).toBe("complete");
});

test("without a name the user agent tells devices apart, and another name is another device", async () => {
  const mock = createMock({ seed: mfaSeed });
  await mock.ready();
  const headers = [
    { "user-agent": firefox(128) },
    { "user-agent": firefox(128) },
    { "user-agent": firefox(129) },
    laptop(129),
    { ...laptop(129), "plinto-device": "phone-of-bob-00001" },
  ];
  for (const sent of headers) await passwordOf(mock, "bob", {}, sent);
  expect((await (await signedIn(mock, "bob")).get("/v1/devices")).body.data).toHaveLength(4);
});
