import type { Meta, StoryObj } from "@storybook/react";
import { useContext } from "react";
import { Client } from "./preview.tsx";

function Switcher() {
  const client = useContext(Client);
  // What the program that renders the stories asks afterwards.
  Object.assign(globalThis, { client });
  return <p>{client ? "a client" : "none"}</p>;
}

const meta: Meta<typeof Switcher> = { title: "Switcher", component: Switcher };
export default meta;

export const SignedOut: StoryObj<typeof Switcher> = {};
export const Bare: StoryObj<typeof Switcher> = { render: (_, { loaded }) => <p>{loaded.plinto.mock.mailbox.messages.length} messages</p> };
// #region story
export const TwoOffices: StoryObj<typeof Switcher> = {
  parameters: { plinto: { snapshot: "second-office", as: "ada", organization: "acme" } },
};
// #endregion story
export const Unknown: StoryObj<typeof Switcher> = { parameters: { plinto: { snapshot: "third-office" } } };
