import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readArguments, UsageError } from "../src/arguments.ts";

const environment = { PLINTO_URL: "https://api.example.test", PLINTO_SECRET_KEY: "sk_test_1" };

/** A folder with a file of tenants, one that is none, and a folder. */
function folderWithFiles(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "plinto-onboarding-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, "tenants.csv"), "customer,name,slug,owner_email,owner_name,admins\nc-1,One,one,o@one.test,,\n");
  writeFileSync(path.join(folder, "letter.csv"), 'customer,"name\n');
  mkdirSync(path.join(folder, "folder"));
  return folder;
}

test("the command line names the file, how many are worked on at a time, and where the outcomes go", () => {
  const folder = folderWithFiles();
  const [file, results] = [path.join(folder, "tenants.csv"), path.join(folder, "results.csv")];
  writeFileSync(results, "of the run before");
  const read = readArguments([file, "--concurrency", "3", "--results", results], environment);
  expect([read.concurrency, read.results, read.tenants.map(({ customer }) => customer)]).toEqual([3, results, ["c-1"]]);
  expect(readFileSync(results, "utf8")).toBe("of the run before");
});

// Each of these ended with a stack, some after all tenants had been set up, though the README promises a message and 2.
test.each<[readonly string[], NodeJS.ProcessEnv, string | RegExp]>([
  [[], environment, "Name one file of tenants."],
  [["tenants.csv", "letter.csv"], environment, "Name one file of tenants."],
  [["tenants.csv", "--twice"], environment, /^Unknown option '--twice'/],
  [["tenants.csv"], { ...environment, PLINTO_URL: "" }, "The environment variables PLINTO_URL and PLINTO_SECRET_KEY are needed."],
  [["tenants.csv"], { ...environment, PLINTO_SECRET_KEY: undefined }, "The environment variables PLINTO_URL and PLINTO_SECRET_KEY are needed."],
  [["tenants.csv"], { ...environment, PLINTO_SECRET_KEY: "pk_test_1" }, /secretKey/],
  [["tenants.csv", "--concurrency", "abc"], environment, "--concurrency must be a whole number from 1 to 1,000."],
  [["tenants.csv", "--concurrency", "0"], environment, "--concurrency must be a whole number from 1 to 1,000."],
  [["tenants.csv", "--concurrency", "1001"], environment, "--concurrency must be a whole number from 1 to 1,000."],
  [["tenants.csv", "--concurrency", "1e2"], environment, "--concurrency must be a whole number from 1 to 1,000."],
  [["missing.csv"], environment, /missing\.csv: ENOENT/],
  [["letter.csv"], environment, /letter\.csv: Line 1 has a quote that nothing closes\.$/],
  [["tenants.csv", "--results", "folder"], environment, /folder: EISDIR/],
])("%j is not understood, and nothing is done", (args, variables, message) => {
  const folder = folderWithFiles();
  const found = args.map((arg) => (/\.csv$|^folder$/.test(arg) ? path.join(folder, arg) : arg));
  // No outcome of its own where the test does not name one.
  const results = args.includes("--results") ? [] : ["--results", path.join(folder, "results.csv")];
  const reading = (): unknown => readArguments([...found, ...results], variables);
  expect(reading).toThrow(UsageError);
  expect(reading).toThrow(message);
});

test("the program says what was wrong and how it is used, and ends with 2", () => {
  const program = path.join(import.meta.dirname, "..", "src", "main.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--conditions=@plinto/source", program, "tenants.csv", "--concurrency", "abc"], {
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "", ...environment },
  });
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr.trimEnd().split("\n")).toEqual([
    "--concurrency must be a whole number from 1 to 1,000.",
    "PLINTO_URL=… PLINTO_SECRET_KEY=sk_… node src/main.ts tenants.csv [--concurrency 8] [--results results.csv]",
  ]);
});
