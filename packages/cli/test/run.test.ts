import { expect, test } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { plinto } from "./fake-terminal.ts";

const overview =
  /^plinto <command> \[options\]\n\n {2}dev {6}Run .+\n {2}listen {3}Forward .+\n {2}trigger {2}Cause .+\n {2}seed {5}Empty .+\n {2}reset {4}Return .+\n {2}types {4}Write .+\n {2}policy {3}Decide .+\n {2}add {6}Copy .+\n\nplinto <command> --help tells more\.$/;

test.for([[], ["help"], ["--help"], ["-h"]])("plinto %j names the commands", async (args) => {
  const ended = await plinto(...args);
  expect(ended).toEqual({ code: 0, out: expect.stringMatching(overview), error: "" });
});

test.for([
  ["dev", "--help"],
  ["dev", "--port", "1", "-h"],
  ["help", "dev"],
])("plinto %j tells how the command is used, and runs nothing", async (args) => {
  expect(await plinto(...args)).toEqual({
    code: 0,
    out: expect.stringMatching(
      /^plinto dev \[--port 4010\] .*\[--limits enforce\|count\] \[--webhooks loopback\|public\|any\] \[--persist folder\] \[--app folder\]$/,
    ),
    error: "",
  });
});

test.for(["--version", "-v"])("plinto %s tells the version", async (flag) => {
  expect(await plinto(flag)).toEqual({ code: 0, out: manifest.version, error: "" });
});

test.for([
  [["start"], "start"],
  [["help", "start"], "start"],
  [["constructor"], "constructor"],
  [["--port", "1"], "--port"],
])("plinto %j is no command", async ([args, name]) => {
  expect(await plinto(...(args as string[]))).toEqual({
    code: 2,
    out: "",
    error: `plinto: there is no command ${JSON.stringify(name)}. Commands: dev, listen, trigger, seed, reset, types, policy, add.`,
  });
});
