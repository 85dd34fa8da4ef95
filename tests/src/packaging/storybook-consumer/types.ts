import { plintoStories } from "@plinto/mock/storybook";

plintoStories({
  seed: { users: { mia: { email: "mia@shop.test" } } },
  snapshots: {
    fine(mock) {
      const id: string = mock.seed.users.mia.id;
      return id;
    },
    // @ts-expect-error the seed has no such person
    wrong: (mock) => mock.seed.users.ada,
  },
  // @ts-expect-error a client is made of a connection
  client: (connection: number) => connection,
});
