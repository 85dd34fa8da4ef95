import { createMock, defineSeed, type Mock } from "@plinto/mock";
import fc from "fast-check";
import { World } from "../matrix/world.ts";
import { ActionCommand } from "./action.ts";
import { memberActions } from "./actions/members.ts";
import { organizationActions } from "./actions/organizations.ts";
import { grantActions, teamActions } from "./actions/resources.ts";
import { newMembership, newOrganization, type Model } from "./model.ts";
import { Real } from "./real.ts";

const seed = defineSeed({
  users: { ada: { email: "ada@plinto.test" }, bob: { email: "bob@plinto.test" }, cyd: { email: "cyd@plinto.test" }, dan: { email: "dan@plinto.test" } },
  organizations: { first: { owner: "ada", members: { bob: "admin", cyd: "member" } }, second: { owner: "bob", members: { dan: "member" } } },
});
/** The world in which every sequence begins. Its forks cost nothing. */
export const base: Mock<typeof seed> = createMock({ clock: "virtual", seed });

/** The seed, in the words of the model. */
function initialModel(): Model {
  const [first, second] = [newOrganization("ada"), newOrganization("bob")];
  first.members.set("bob", newMembership("admin")).set("cyd", newMembership("member"));
  second.members.set("dan", newMembership("member"));
  return {
    organizations: new Map([
      [1, first],
      [2, second],
    ]),
    gone: new Set(),
  };
}

function initialReal(mock: Mock, note: (step: string) => void): Real {
  const real = new Real(new World(mock), base.seed.users, note);
  real.organizations.set(1, base.seed.organizations.first.id).set(2, base.seed.organizations.second.id);
  return real;
}

const actions = fc.oneof(
  { weight: 1, arbitrary: organizationActions },
  { weight: 10, arbitrary: memberActions },
  { weight: 6, arbitrary: teamActions },
  { weight: 8, arbitrary: grantActions },
);
/** One step in four may be one that the design refuses. */
const command = fc.tuple(actions, fc.constantFrom(true, false, false, false)).map(([action, daring]) => new ActionCommand(action, daring));

/** Sequences of steps, each on a backend of its own; `note` hears of every step that was taken. */
export function sequences(note: (step: string) => void, tampered: (mock: Mock) => Mock = (mock) => mock): fc.IAsyncProperty<[Iterable<ActionCommand>]> {
  return fc.asyncProperty(fc.noBias(fc.commands([command], { maxCommands: 800, size: "max" }) as fc.Arbitrary<Iterable<ActionCommand>>), async (commands) => {
    await fc.asyncModelRun(() => ({ model: initialModel(), real: initialReal(tampered(base.fork()), note) }), commands);
  });
}
