import type {
  ControlCreateWorld,
  ControlForkWorld,
  ControlOperationList,
  ControlSeedWorld,
  ControlWorldChanges,
  ControlWorldInfo,
  ControlWorldList,
} from "../../generated/control-types.ts";
import { operationTable } from "../../generated/operation-table.ts";
import { MockError } from "../../mock-error.ts";
import { internalsOf, type Mock } from "../../mock.ts";
import type { ControlledWorld, ControlHandler } from "../controlled-world.ts";
import { take } from "../take.ts";
import { clockState } from "./clock.ts";

type WorldOperation = "getWorld" | "listWorlds" | "createWorld" | "endWorld" | "forkWorld" | "watchWorld" | "listOperations" | "resetWorld" | "seedWorld";

/** The worlds of a server, and what a world is as a whole. */
export const worldOperations: Readonly<Record<WorldOperation, ControlHandler>> = {
  getWorld: ({ mock, id }) => worldInfo(mock, id),

  listWorlds: async ({ server }): Promise<ControlWorldList> => ({ data: [...(await internalsOf(server).worldIds())] }),

  async createWorld({ server, worldsChanged }, input) {
    const { id } = input as unknown as ControlCreateWorld;
    const world = (await internalsOf(server).findWorld(id)) ?? server.world(id);
    await world.ready();
    worldsChanged();
    return worldInfo(world, id);
  },

  async endWorld({ server, worldsChanged }, input) {
    const { id } = input as { id: string };
    const { worldIds, dropWorld } = internalsOf(server);
    const ids = await worldIds();
    if (!ids.includes(id)) throw new MockError("not_found", `There is no world ${JSON.stringify(id)}. There is ${ids.join(", ") || "none"}.`);
    await dropWorld(id);
    worldsChanged();
  },

  async forkWorld(world, input) {
    const { id, seq } = input as unknown as ControlForkWorld;
    const forked = await fork(world, id, seq);
    world.worldsChanged();
    return worldInfo(forked, id);
  },

  async watchWorld({ watch }, input, signal): Promise<ControlWorldChanges> {
    const { after, waitSeconds = 0 } = input as { after?: string; waitSeconds?: number };
    return watch.changes(after, waitSeconds * 1000, signal);
  },

  listOperations: (): ControlOperationList => ({
    data: Object.values(operationTable).map(({ id, slug, method, path, errors }) => ({ id, resource: slug, method, path, errors: [...errors] })),
  }),

  resetWorld: ({ mock }) => mock.reset(),

  async seedWorld({ mock, id, snapshots, watch }, input) {
    const { seed } = input as unknown as ControlSeedWorld;
    await internalsOf(mock).reseed(seed);
    // The names of another seed would point at nobody in them.
    snapshots.clear();
    watch.tell("snapshots");
    return worldInfo(mock, id);
  },
};

/** All worlds hang below the one that is served, whichever they come from. */
async function fork({ mock, server }: ControlledWorld, id: string, seq: number | undefined): Promise<Mock> {
  const { world } = internalsOf(mock).hosted;
  return internalsOf(server).adoptWorld(id, seq === undefined ? world.fork() : await world.at(seq).fork(), mock);
}

function worldInfo(mock: Mock, id: string | null): ControlWorldInfo {
  const { world } = internalsOf(mock).hosted;
  return {
    id,
    baseUrl: mock.baseUrl,
    ...mock.keys,
    clock: clockState(mock),
    commits: world.seq,
    organizations: take(world.read.organizations.all(), 100).map(({ id: organizationId, name, slug }) => ({
      id: organizationId,
      name,
      slug,
    })),
    people: Object.entries(mock.seed.users).map(([name, { id: userId, email, password, totpSecret, recoveryCodes, passkeyId }]) => ({
      name,
      id: userId,
      email,
      password,
      ...(totpSecret === undefined ? {} : { totpSecret }),
      ...(recoveryCodes === undefined ? {} : { recoveryCodes: [...recoveryCodes] }),
      ...(passkeyId === undefined ? {} : { passkeyId }),
      organizations: [...world.read.memberships.scan("byUser", [userId])].map((membership) => ({
        name: world.read.organizations.get(membership.organizationId)?.name ?? "",
        id: membership.organizationId,
        role: membership.role,
      })),
    })),
  };
}
