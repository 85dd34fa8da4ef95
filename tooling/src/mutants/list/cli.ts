import type { Mutant } from "../mutant.ts";

const writing = "packages/cli/src/add/write-files.ts";
const packages = "packages/cli/src/files/missing-packages.ts";
const tests: readonly string[] = ["packages/cli/test/add.test.ts", "packages/cli/test/add-links.test.ts"];
const links: readonly string[] = ["packages/cli/test/add-links.test.ts"];
const typesTests: readonly string[] = ["packages/cli/test/types.test.ts"];
const policyTests: readonly string[] = ["packages/cli/test/policy.test.ts"];

/** The command line: what it writes into somebody's project. */
export const cli: readonly Mutant[] = [
  {
    id: "add-overwrites-without-force",
    breaks: "Files that somebody has changed are overwritten although nobody said --force.",
    file: writing,
    find: "if (inTheWay.length > 0 && !force)",
    replace: "if (inTheWay.length < 0 && !force)",
    tests,
  },
  {
    id: "add-refuses-with-force",
    breaks: "Even --force overwrites nothing.",
    file: writing,
    find: "if (inTheWay.length > 0 && !force)",
    replace: "if (inTheWay.length > 0)",
    tests,
  },
  {
    id: "add-writes-some-before-it-refuses",
    breaks: "When one file is in the way, the others are written.",
    file: writing,
    find: "if (inTheWay.length > 0 && !force)",
    replace: "if (!force && inTheWay.length > 0) await writeAll(folder, changes.filter(({ isThere }) => !isThere));\n    if (inTheWay.length > 0 && !force)",
    tests,
  },
  {
    id: "add-asks-for-what-is-installed",
    breaks: "Packages that the project names already are to be installed.",
    file: packages,
    find: "return packages.filter((name) => !named.includes(name));",
    replace: "return [...packages];",
    tests,
  },
  {
    id: "add-looks-for-the-project-in-the-folder-alone",
    breaks: "The package.json above the chosen folder is not found.",
    file: packages,
    find: "if (at === path.dirname(at)) return [...packages];",
    replace: "return [...packages];",
    tests,
  },
  {
    id: "add-writes-through-links",
    breaks: "What a link leads to is overwritten.",
    file: writing,
    find: "await rename(fresh, target);",
    replace: "await copyFile(fresh, target);",
    tests: links,
  },
  {
    id: "add-follows-links",
    breaks: "A link that leads to nothing does not count as in the way.",
    file: writing,
    find: "(await lstat(target)).isDirectory()",
    replace: "(await readFile(target)) === undefined",
    tests: links,
  },
  {
    id: "add-leaves-half",
    breaks: "When a file in the middle cannot be written, those before it stay overwritten.",
    file: writing,
    find: "for (const step of undo.toReversed()) await step();",
    replace: "",
    tests: links,
  },
  {
    id: "types-overwrite-a-program",
    breaks: "The declarations replace whatever file --out names.",
    file: "packages/cli/src/types/own-file.ts",
    find: "if (text !== undefined && !text.startsWith(firstWords))",
    replace: "if (text !== undefined && text === firstWords)",
    tests: typesTests,
  },
  {
    id: "types-for-one-package",
    breaks: "A project with both packages gets the names for the server alone.",
    file: "packages/cli/src/commands/types.ts",
    find: 'return found.length === 0 ? ["node"] : found;',
    replace: 'return found.length !== 1 ? ["node"] : found;',
    tests: typesTests,
  },
  {
    id: "policy-test-passes-all",
    breaks: "A case that is decided in another way than expected passes.",
    file: "packages/cli/src/policy/run-cases.ts",
    find: "if (decision !== expected.decision) return",
    replace: "if (decision === expected.decision) return null;\n  if (expected.reason !== undefined) return",
    tests: policyTests,
  },
  {
    id: "policy-test-ends-well",
    breaks: "The command ends with 0 though a case failed.",
    file: "packages/cli/src/commands/policy.ts",
    find: "if (failed > 0) throw",
    replace: "if (failed > outcomes.length) throw",
    tests: policyTests,
  },
  {
    id: "policy-test-by-the-clock",
    breaks: "A case passes by day and fails by night.",
    file: "packages/cli/src/policy/run-cases.ts",
    find: "return validUntil === null ||",
    replace: "return validUntil !== undefined ||",
    tests: policyTests,
  },
  {
    id: "policy-test-takes-unknown-fields",
    breaks: "A misspelt field of a case is passed over.",
    file: "packages/cli/src/policy/shape.ts",
    find: "if (!known.includes(name)) throw",
    replace: "if (known.length === 0) throw",
    tests: policyTests,
  },
  {
    id: "policy-test-without-roles",
    breaks: "Roles grant nothing in a case.",
    file: "packages/cli/src/policy/run-cases.ts",
    find: "const granted = accessRoles(roles);",
    replace: "const granted = accessRoles(roles.slice(roles.length));",
    tests: policyTests,
  },
];
