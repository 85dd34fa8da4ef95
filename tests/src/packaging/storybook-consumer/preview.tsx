// #region preview
import { createPlinto, type Plinto } from "@plinto/core";
import { plintoStories } from "@plinto/mock/storybook";
import type { Preview } from "@storybook/react";
import { createContext } from "react";

export const Client = createContext<Plinto | undefined>(undefined);

const preview: Preview = {
  ...plintoStories({
    client: createPlinto,
    snapshots: {
      async "second-office"(mock) {
        await createPlinto(mock.as("ada")).organizations.create({ name: "Second Office" });
      },
    },
    provide: (Story, { client }) => (
      <Client.Provider value={client}>
        <Story />
      </Client.Provider>
    ),
  }),
};

export default preview;
// #endregion preview
