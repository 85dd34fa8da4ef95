import { newUser, session, type Scene } from "../scene.ts";
import type { Recipes, TypesOf } from "../recipe.ts";

/** Users, their addresses, passwords, sessions and devices. */
export const people: Recipes<TypesOf<"user" | "auth" | "session" | "device">> = {
  "user.created": newUser,
  "user.updated": async (scene) => scene.mock.call("PATCH", await userPath(scene), { name: "Renamed" }),
  "user.banned": async (scene) => scene.mock.call("POST", `${await userPath(scene)}/ban`, { reason: "plinto trigger" }),
  "user.unbanned": async (scene) => {
    const path = await userPath(scene);
    await scene.mock.call("POST", `${path}/ban`, { reason: "plinto trigger" });
    await scene.mock.call("POST", `${path}/unban`);
  },
  "user.deleted": async (scene) => scene.mock.call("DELETE", await userPath(scene)),
  "user.email_changed": async (scene) => scene.mock.call("PATCH", await userPath(scene), { email: `${scene.word}-moved@plinto.test` }),
  "user.locked": lock,
  "user.unlocked": async (scene) => scene.mock.call("POST", `/v1/users/${await lock(scene)}/unlock`),
  "user.impersonation_started": impersonate,
  "user.impersonation_ended": async (scene) => scene.mock.call("POST", "/v1/auth/impersonation/stop", undefined, { as: await impersonate(scene) }),
  "auth.sign_in_succeeded": session,
  "auth.email_verified": async (scene) => {
    const email = `${scene.word}@plinto.test`;
    await scene.mock.call("POST", "/v1/auth/sign-up", { email, password: "trigger horse battery staple" }, { as: null });
    const { token } = await scene.mock.mailTo(email, "email_verification");
    await scene.mock.call("POST", "/v1/auth/email/verify", { token }, { as: null });
  },
  "auth.password_changed": async (scene) => {
    const { accessToken: as, password: currentPassword } = await session(scene);
    await scene.mock.call("POST", "/v1/auth/password/change", { currentPassword, newPassword: "staple battery horse trigger" }, { as });
  },
  "session.created": session,
  "session.revoked": async (scene) => scene.mock.call("POST", "/v1/auth/sign-out", {}, { as: (await session(scene)).accessToken }),
  "session.replay_detected": async (scene) => {
    const { refreshToken } = await session(scene);
    await scene.mock.call("POST", "/v1/auth/refresh", { refreshToken }, { as: null });
    // A client that lost the answer may ask again for ten seconds.
    await scene.mock.advanceClock("11s");
    await scene.mock.refused("POST", "/v1/auth/refresh", { refreshToken }, { as: null });
  },
  "device.registered": session,
  "device.trusted": async (scene) => {
    const { accessToken: as } = await session(scene);
    await scene.mock.call("PATCH", await devicePath(scene, as), { trusted: true }, { as });
  },
  "device.forgotten": async (scene) => {
    const { accessToken: as } = await session(scene);
    await scene.mock.call("DELETE", await devicePath(scene, as), undefined, { as });
  },
};

async function userPath(scene: Scene): Promise<string> {
  return `/v1/users/${(await newUser(scene)).userId}`;
}

async function devicePath({ mock }: Scene, as: string): Promise<string> {
  const { data } = await mock.call<{ data: readonly { id: string }[] }>("GET", "/v1/devices", undefined, { as });
  return `/v1/devices/${data[0]!.id}`;
}

/** Somebody tries ten wrong passwords. */
async function lock(scene: Scene): Promise<string> {
  const { email, userId } = await newUser(scene);
  for (let attempt = 0; attempt < 10; attempt += 1) await scene.mock.refused("POST", "/v1/auth/sign-in", { email, password: "no" }, { as: null });
  return userId;
}

/** A new super admin acts as somebody who was invited. Returns the access token of that session. */
async function impersonate(scene: Scene): Promise<string> {
  const { mock, word } = scene;
  const { accessToken: as, userId } = await session(scene);
  await mock.call("PATCH", `/v1/users/${userId}`, { platformRole: "super_admin" });
  const other = await newUser({ ...scene, word: `${word}-other` });
  const { accessToken } = await mock.call<{ accessToken: string }>("POST", `/v1/users/${other.userId}/impersonate`, { reason: "plinto trigger" }, { as });
  return accessToken;
}
