import { readFileSync } from "node:fs";
import type { Document } from "../../description/openapi.ts";
import { breakingGate, releaseState } from "../../release/breaking-gate.ts";
import { releasedDescription, releasedGraphql } from "../../release/released.ts";
import { inRoot } from "../../root.ts";
import { specRules } from "../../spec-rules/all.ts";
import { operationChanges } from "../../spec-rules/breaking-changes.ts";
import { closedEnumChanges } from "../../spec-rules/closed-enums.ts";
import { graphqlChanges, missingNames } from "../../spec-rules/graphql-changes.ts";
import { oasdiffChanges } from "../../spec-rules/oasdiff.ts";
import { unreferencedParts } from "../../spec-rules/referenced-files.ts";
import { failed, passed, type Case } from "../case.ts";
import { runProgram } from "../run-program.ts";
import type { Stage } from "../stage.ts";

const bundle = inRoot("spec", "dist", "plinto.openapi.json");
const schema = inRoot("spec", "dist", "plinto.graphql");

/** The description: Redocly's rules, our own, and no breaking change against the last release. */
export const specLint: Stage = {
  name: "spec-lint",
  about: "redocly lint, our own rules for the description, breaking changes",
  async run() {
    const document = JSON.parse(readFileSync(bundle, "utf8")) as Document;
    const cases = [
      await redocly("redocly lint", bundle),
      await redocly("redocly lint of the mock's control plane", inRoot("spec", "mock-control.yaml")),
      await redocly("redocly lint of the sockets' AsyncAPI document", inRoot("spec", "dist", "plinto.asyncapi.yaml")),
      ...specRules.map((rule) => caseOf(rule.says, rule.check(document))),
      caseOf("the GraphQL schema has every name that was promised", missingNames(readFileSync(schema, "utf8"))),
      caseOf("every file, path and event below spec/resources is part of the description", unreferencedParts(inRoot("spec"))),
    ];
    const notes: string[] = [];
    const released = releasedDescription();
    if (released) {
      const state = releaseState();
      cases.push(
        breakingGate("no operation of the last release is gone or moved", operationChanges(released, document), state),
        breakingGate("no closed enum of the last release has grown", closedEnumChanges(released, document), state),
        breakingGate("oasdiff finds no breaking change", await oasdiffChanges(released, document), state),
      );
    } else notes.push("no released description yet: spec/released appears with the first release");
    const releasedSchema = releasedGraphql();
    if (releasedSchema !== undefined)
      cases.push(
        breakingGate(
          "no field, type or argument of the last release's GraphQL schema is gone or changed",
          graphqlChanges(releasedSchema, readFileSync(schema, "utf8")),
          releaseState(),
        ),
      );
    else notes.push("no released GraphQL schema yet: spec/released/plinto.graphql appears with the first release");
    return { cases, notes };
  },
};

async function redocly(title: string, file: string): Promise<Case> {
  const args = [
    inRoot("tooling", "node_modules", "@redocly", "cli", "bin", "cli.js"),
    "lint",
    file,
    "--config",
    inRoot("spec", "redocly.yaml"),
    "--format=stylish",
  ];
  const { code, output } = await runProgram(process.execPath, args, { env: { REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" } });
  return code === 0 ? passed(title) : failed(title, output);
}

function caseOf(title: string, problems: readonly string[]): Case {
  return problems.length === 0 ? passed(title) : failed(title, problems.join("\n"));
}
