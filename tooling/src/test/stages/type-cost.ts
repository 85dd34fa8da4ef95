import { costOf } from "../../checks/type-cost.ts";
import { bundle } from "../../description/bundle.ts";
import { describe } from "../../description/model.ts";
import { sdkExample } from "../../docs/reference/request-example.ts";
import { inRoot } from "../../root.ts";
import { failed, passed } from "../case.ts";
import type { Stage } from "../stage.ts";

const budget = 1_000;
const calls = 50;

/** What calls of the client cost the compiler of whoever writes them: a file with 50 different ones. */
export const typeCost: Stage = {
  name: "type-cost",
  about: "type instantiations of a file with 50 calls",
  needs: ["build"],
  run() {
    const description = describe(bundle());
    const operations = description.operations.filter(({ inFacade }) => inFacade).slice(0, calls);
    const source = [
      `import { createPlinto } from "@plinto/core";`,
      `const plinto = createPlinto({ baseUrl: "https://api.plinto.test", publishableKey: "pk_test_x" });`,
      `const orgId = "org_x";`,
      ...operations.map((operation) => `{ ${sdkExample(description, operation)} }`),
    ].join("\n");
    const { instantiations, problems } = costOf(source, inRoot("tests"));
    const title = `${operations.length} calls cost at most ${budget} type instantiations`;
    const faults = [
      ...problems,
      ...(operations.length < calls ? [`there are only ${operations.length} operations to call`] : []),
      ...(instantiations > budget ? [`they cost ${instantiations}`] : []),
      ...(instantiations === 0 ? ["they cost nothing, so the packages' types were not found"] : []),
    ];
    return {
      cases: [faults.length === 0 ? passed(title) : failed(title, faults.join("\n"))],
      notes: [`${operations.length} calls: ${instantiations} of ${budget} type instantiations`],
    };
  },
};
