import { writeFileSync } from "node:fs";
import { createControl } from "@plinto/mock/control";
import { expect, test } from "vitest";
import { plinto, startDev } from "./fake-terminal.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("plinto seed plants a seed by its name", async () => {
  const { url } = await startDev();
  expect(await plinto("seed", "empty", "--url", url)).toEqual({ code: 0, out: "The world holds 0 people now: nobody.", error: "" });
  expect(await plinto("seed", "acme", "--url", url)).toEqual({
    code: 0,
    out: "The world holds 7 people now: ada, grace, bob, vera, olga, root, mary.",
    error: "",
  });
});

test("plinto seed plants what a JSON file holds", async () => {
  const { url } = await startDev();
  const file = `${temporaryFolder()}/seed.json`;
  writeFileSync(file, JSON.stringify({ users: { mia: { email: "mia@initech.test" }, ned: { email: "ned@initech.test" } } }));
  expect(await plinto("seed", file, "--url", url)).toEqual({ code: 0, out: "The world holds 2 people now: mia, ned.", error: "" });
  expect((await createControl({ url }).getWorld()).people.map(({ email }) => email)).toEqual(["mia@initech.test", "ned@initech.test"]);
});

test("plinto seed fills a world of its own when its address is given", async () => {
  const { url } = await startDev();
  await createControl({ url }).createWorld({ id: "test-7" });
  expect((await plinto("seed", "empty", "--url", `${url}/w/test-7`)).code).toBe(0);
  expect((await createControl({ url }).getWorld()).people).toHaveLength(7);
});

test("a seed that the mock refuses fails with 1, and the world stays as it is", async () => {
  const { url } = await startDev();
  const file = `${temporaryFolder()}/seed.json`;
  writeFileSync(file, JSON.stringify({ organizations: { acme: { owner: "nobody" } } }));
  expect(await plinto("seed", file, "--url", url)).toEqual({
    code: 1,
    out: "",
    error: expect.stringMatching(/^plinto seed: organizations\.acme.* names the user "nobody".*\.$/),
  });
  expect(await plinto("seed", "foo", "--url", url)).toMatchObject({ code: 1, error: expect.stringContaining('There is no seed "foo".') });
  expect((await createControl({ url }).getWorld()).people).toHaveLength(7);
});

test.for([
  ["{", /^plinto seed: The file ".+" is not JSON: /],
  ["[]", /^plinto seed: The file ".+" must hold an object with users and organizations\.\n/],
])("a file with %j is no seed", async ([text, message]) => {
  const file = `${temporaryFolder()}/seed.json`;
  writeFileSync(file, text as string);
  expect(await plinto("seed", file)).toEqual({ code: 2, out: "", error: expect.stringMatching(message as RegExp) });
});

test.for([[[]], [["acme", "empty"]]])("plinto seed takes one seed, not %j", async ([args]) => {
  expect(await plinto("seed", ...args!)).toEqual({
    code: 2,
    out: "",
    error: "plinto seed: Name one seed, or one JSON file with a seed.\nplinto seed <name | file.json> [--url http://127.0.0.1:4010]",
  });
});
