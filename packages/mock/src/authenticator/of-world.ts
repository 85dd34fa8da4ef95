import { checkOptions } from "../check-options.ts";
import { userHandleOf } from "../domain/passkeys/user-handle.ts";
import { MockError } from "../mock-error.ts";
import { seedPasskey } from "../seed-passkeys.ts";
import type { HostedWorld } from "../world-host.ts";
import type { SoftwareAuthenticator } from "./authenticator.ts";
import { containerOf } from "./container.ts";
import type { Authenticator, AuthenticatorOptions } from "./options.ts";

const knownOptions = ["algorithm", "origin", "userVerification", "synced", "counter", "passkeysOf"];

/** An authenticator for the passkeys of a world. What it works with is loaded when it is used first. */
export function authenticatorOf(hosted: HostedWorld, options: AuthenticatorOptions): Authenticator {
  checkOptions("mock.passkeys.authenticator", options, knownOptions);
  const { algorithm = "ES256", counter = 0, passkeysOf: person } = options;
  if (!["ES256", "EdDSA", "RS256"].includes(algorithm)) throw new MockError("option_invalid", "The option algorithm must be ES256, EdDSA or RS256.");
  if (!Number.isInteger(counter) || counter < 0 || counter > 0xffff_ffff)
    throw new MockError("option_invalid", "The option counter must be a whole number from 0 to 4294967295.");
  const { users } = hosted.handles;
  const handle = person === undefined || !Object.hasOwn(users, person) ? undefined : users[person];
  if (person !== undefined && handle?.passkeyId === undefined)
    throw new MockError("persona_unknown", `The seed has no passkey of ${JSON.stringify(person)}. Give the person \`passkey: true\` in the seed.`);
  let made: Promise<SoftwareAuthenticator> | undefined;
  const authenticator = (): Promise<SoftwareAuthenticator> => (made ??= make(hosted, options, handle?.id));
  const create: Authenticator["create"] = async (...call) => (await authenticator()).create(...call);
  const get: Authenticator["get"] = async (...call) => (await authenticator()).get(...call);
  return {
    create,
    get,
    credentials: containerOf({ create, get }),
    exportCredentials: async () => (await authenticator()).exportCredentials(),
  };
}

async function make(hosted: HostedWorld, { passkeysOf: person, origin, ...options }: AuthenticatorOptions, userId: string | undefined) {
  const [{ SoftwareAuthenticator }, { keyFromJwk }] = await Promise.all([import("./authenticator.ts"), import("./passkey-key.ts"), hosted.ready]);
  const { read, derive } = hosted.world;
  const { webauthn } = read.environments.all().first()!;
  const seeded = userId === undefined ? undefined : seedPasskey(person!, derive);
  const held = seeded && {
    credentialId: seeded.credentialId,
    rpId: webauthn.rpId,
    userHandle: userHandleOf(userId!, derive),
    userName: read.users.get(userId!)?.email ?? "",
    key: await keyFromJwk(seeded.jwk),
    counter: 0,
  };
  // A port that may be any is none.
  return new SoftwareAuthenticator({ ...options, origin: origin ?? webauthn.origins[0]!.replace(/:\*$/, ""), held: held ? [held] : [] });
}
