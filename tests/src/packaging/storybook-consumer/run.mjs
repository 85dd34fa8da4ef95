import { isMockError } from "@plinto/mock";
import { composeStories, setProjectAnnotations } from "@storybook/react";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import preview from "./preview.tsx";
import * as stories from "./switcher.stories.tsx";

setProjectAnnotations(preview);
const { SignedOut, Bare, TwoOffices, Unknown } = composeStories(stories);

async function show(Story) {
  await Story.load();
  console.log(renderToString(createElement(Story)));
}

async function ask() {
  const list = await globalThis.client.organizations.list({ sort: "name" }).safe();
  console.log(list.ok ? list.data.data.map(({ name }) => name).join() : list.error.code);
}

await show(SignedOut);
await ask();
await show(Bare);
await show(TwoOffices);
await ask();
await globalThis.client.organizations.create({ name: "Made in the story" });
await show(TwoOffices);
await ask();
await Unknown.load().catch((error) => console.log(isMockError(error, "snapshot_unknown"), error.message));
