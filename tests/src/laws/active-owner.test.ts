import fc from "fast-check";
import { expect, test } from "vitest";
import { commandOf, performTogether, standingChanges } from "./command.ts";
import { law } from "./law.ts";
import { Town } from "./town.ts";

test("whatever people do, alone or at once, every organization keeps an owner who can act", async () => {
  let refusals = 0;
  const turn = fc.array(commandOf(undefined, standingChanges), { minLength: 1, maxLength: 3 });
  await law(
    fc.asyncProperty(fc.array(turn, { minLength: 1, maxLength: 30, size: "max" }), async (turns) => {
      const town = await Town.open();
      for (const commands of turns) {
        const answers = await performTogether(town, commands);
        refusals += answers.filter((answer) => answer.code === "sole_owner").length;
        expect(await ownerless(town)).toEqual([]);
      }
    }),
    100,
  );
  expect(refusals, "somebody tried to take the last owner away").toBeGreaterThan(0);
});

// Found by the law above: the environment's key made somebody who was banned the only owner of a new organization.
test("nobody who is banned becomes the owner of a new organization", async () => {
  const town = await Town.open();
  const { id } = town.mock.seed.users.nora;
  await town.send({ operation: "banUser", caller: "environment", method: "POST", path: `/v1/users/${id}/ban`, body: {} });
  const answer = await town.send({
    operation: "createOrganization",
    caller: "environment",
    method: "POST",
    path: "/v1/organizations",
    body: { name: "Orphan", ownerUserId: id },
  });
  expect([answer.status, answer.code]).toEqual([400, "validation_failed"]);
  expect(answer.body.errors).toEqual([{ pointer: "/ownerUserId", code: "banned_user", message: "the user is banned and cannot own an organization" }]);
});

/** The names of organizations in which no owner is active and free to act. */
async function ownerless(town: Town): Promise<string[]> {
  const looker = town.fork();
  const organizations = (await looker.look("/v1/organizations?pageSize=100")).body.data as { id: string; name: string }[];
  const found: string[] = [];
  for (const { id, name } of organizations) {
    const owners = (await looker.look(`/v1/organizations/${id}/members?role=owner&status=active`)).body.data as { userId: string }[];
    const accounts = await Promise.all(owners.map(({ userId }) => looker.look(`/v1/users/${userId}`)));
    if (!accounts.some(({ body }) => body.status !== "banned")) found.push(name);
  }
  return found;
}
