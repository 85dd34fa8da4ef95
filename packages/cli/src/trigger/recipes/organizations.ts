import { invite, join, newKey, newOrganization, newRole, newTeam, session, type Scene } from "../scene.ts";
import type { Recipes, TypesOf } from "../recipe.ts";

/** Organizations and who and what is in them. */
export const organizations: Recipes<
  | TypesOf<"environment" | "organization" | "member" | "team" | "role" | "email_template">
  | Exclude<TypesOf<"invitation" | "api_key">, "invitation.expired" | "api_key.expiring">
> = {
  "environment.updated": ({ mock, word }) => mock.call("PATCH", "/v1/environment", { name: word }),
  "organization.created": newOrganization,
  "organization.updated": ({ mock, path, word }) => mock.call("PATCH", path, { publicMetadata: { trigger: word } }),
  "organization.deleted": async (scene) => scene.mock.call("DELETE", (await newOrganization(scene)).path),
  "organization.restored": async (scene) => {
    const { path } = await newOrganization(scene);
    await scene.mock.call("DELETE", path);
    await scene.mock.call("POST", `${path}/restore`);
  },
  "organization.ownership_transferred": async (scene) => {
    const { path, id: orgId, owner } = await newOrganization(scene);
    const { userId } = await join({ ...scene, path, orgId, word: `${scene.word}-next` });
    await scene.mock.call("POST", `${path}/transfer`, { userId }, { as: (await session(scene, owner)).accessToken });
  },
  "organization.auth_policy_updated": async (scene) =>
    scene.mock.call("PUT", `${(await newOrganization(scene)).path}/auth-policy`, { session: { maxAgeSeconds: 86_400 } }),
  "member.added": join,
  "member.updated": async (scene) => scene.mock.call("PATCH", await newMember(scene), { role: "viewer" }),
  "member.removed": async (scene) => scene.mock.call("DELETE", await newMember(scene)),
  "member.suspended": async (scene) => scene.mock.call("POST", `${await newMember(scene)}/suspend`),
  "member.restored": async (scene) => {
    const path = await newMember(scene);
    await scene.mock.call("POST", `${path}/suspend`);
    await scene.mock.call("POST", `${path}/restore`);
  },
  "team.created": newTeam,
  "team.updated": async (scene) => scene.mock.call("PATCH", await newTeam(scene), { name: `${scene.word} renamed` }),
  "team.deleted": async (scene) => scene.mock.call("DELETE", await newTeam(scene)),
  "team.member_added": newTeamMember,
  "team.member_removed": async (scene) => scene.mock.call("DELETE", await newTeamMember(scene)),
  "role.created": newRole,
  "role.updated": async (scene) => scene.mock.call("PATCH", await newRole(scene), { name: `${scene.word} renamed` }, { organization: scene.orgId }),
  "role.deleted": async (scene) => scene.mock.call("DELETE", await newRole(scene), undefined, { organization: scene.orgId }),
  "role.assigned": assignRole,
  "role.unassigned": async (scene) => {
    const { path, userId } = await assignRole(scene);
    await scene.mock.call("DELETE", `${path}/unassign?userId=${userId}`, undefined, { organization: scene.orgId });
  },
  "invitation.created": invite,
  "invitation.updated": async (scene) =>
    scene.mock.call("PATCH", `/v1/invitations/${(await invite(scene)).id}`, { role: "viewer" }, { organization: scene.orgId }),
  "invitation.resent": async (scene) => scene.mock.call("POST", `/v1/invitations/${(await invite(scene)).id}/resend`, {}, { organization: scene.orgId }),
  "invitation.accepted": join,
  "invitation.declined": async (scene) => scene.mock.call("POST", "/v1/invitations/decline", { token: (await invite(scene)).token }, { as: null }),
  "invitation.revoked": async (scene) => scene.mock.call("DELETE", `/v1/invitations/${(await invite(scene)).id}`, undefined, { organization: scene.orgId }),
  "api_key.created": newKey,
  "api_key.updated": async (scene) => scene.mock.call("PATCH", await newKey(scene), { name: `${scene.word} renamed` }),
  "api_key.rotated": async (scene) => scene.mock.call("POST", `${await newKey(scene)}/rotate`, {}),
  "api_key.revoked": async (scene) => scene.mock.call("DELETE", await newKey(scene)),
  "email_template.updated": async (scene) => {
    const template = { subject: "Come in", text: "{{link}}", html: "<p>{{link}}</p>" };
    await scene.mock.call("PUT", `${(await newOrganization(scene)).path}/email/templates/invitation`, template);
  },
};

async function newMember(scene: Scene): Promise<string> {
  return `${scene.path}/members/${(await join(scene)).userId}`;
}

async function newTeamMember(scene: Scene): Promise<string> {
  const { userId } = await join(scene);
  const path = `${await newTeam(scene)}/members/${userId}`;
  await scene.mock.call("PUT", path);
  return path;
}

async function assignRole(scene: Scene): Promise<{ readonly path: string; readonly userId: string }> {
  const { userId } = await join(scene);
  const path = await newRole(scene);
  await scene.mock.call("POST", `${path}/assign`, { userId }, { organization: scene.orgId });
  return { path, userId };
}
