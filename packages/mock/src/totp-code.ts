import { appsOf } from "./domain/mfa/factors.ts";
import { codeOfStep, stepOf } from "./domain/mfa/totp.ts";
import { MockError } from "./mock-error.ts";
import type { HostedWorld } from "./world-host.ts";

/**
 * A code of a person's authenticator app that is good now, at the clock of the world. A code is good once: when the
 * present one was used, this is the next one, which is taken half a minute early.
 *
 * @throws MockError `totp_missing` when the person has no app, `totp_used_up` when all codes that are good now were used
 */
export function totpCode({ handles, world }: HostedWorld, person: string): string {
  const userId = Object.hasOwn(handles.users, person) ? handles.users[person]!.id : person;
  const now = world.clock.now();
  // The one that waits for its first code is the newest.
  const app = appsOf(world.read, userId, now).at(-1);
  if (!app)
    throw new MockError(
      "totp_missing",
      `${JSON.stringify(person)} has no authenticator app. Give the person \`mfa: true\` in the seed, or begin one with enrollTotp.`,
    );
  const step = Math.max(stepOf(now), (app.lastUsedStep ?? -1) + 1);
  if (step > stepOf(now) + 1)
    throw new MockError("totp_used_up", 'Every code that is good now was used. Move the clock on by 30 seconds: `await mock.clock.advance("30s")`.');
  return codeOfStep(app.secret, step);
}
