import type { Command, Terminal } from "../command.ts";
import { Failure } from "../failure.ts";
import { readOptions } from "../options.ts";
import { readSuite } from "../policy/read-suite.ts";
import { runCases, type Outcome } from "../policy/run-cases.ts";
import { UsageError } from "../usage-error.ts";

/** `plinto policy test`: decides cases by policies, here and now, and compares. */
export const policy: Command = {
  name: "policy",
  summary: "Decide cases by your policies, without a server, and compare with what you expect.",
  usage: `plinto policy test <cases.json>… [--json]`,
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, { json: { type: "boolean", default: false } });
    const [what, ...files] = positionals;
    if (what !== "test") throw new UsageError("Say what to do with policies: test.");
    if (files.length === 0) throw new UsageError("Name a file of policies and cases.");
    // Loaded here, so that other commands start without it.
    const engine = await import("@plinto/policy");
    const suites = await Promise.all(files.map(async (file) => ({ file, suite: await readSuite(file, engine) })));
    const outcomes = suites.flatMap(({ file, suite }) => runCases(suite, engine).map((outcome) => ({ file, ...outcome })));
    const failed = outcomes.filter(({ ok }) => !ok).length;
    const passed = outcomes.length - failed;
    if (values.json) terminal.out(JSON.stringify({ passed, failed, cases: outcomes }, null, 2));
    else {
      for (const outcome of outcomes) tell(outcome, terminal);
      terminal.out(`${passed} of ${outcomes.length} cases as expected.`);
    }
    if (failed > 0) throw new Failure(`${failed} of ${outcomes.length} cases ${failed === 1 ? "is" : "are"} decided in another way than expected.`);
  },
};

/** `✗ by night  allow  policy_allow by export: deny was expected`, and below it what became of each policy. */
function tell({ name, ok, decision, reason, policies, problem, considered }: Outcome, terminal: Terminal): void {
  const by = policies.length === 0 ? "" : ` by ${policies.join(", ")}`;
  terminal.out(`${ok ? "✓" : "✗"} ${name}  ${decision}  ${reason}${by}${problem === null ? "" : `: ${problem}`}`);
  if (ok) return;
  for (const { policyId, outcome, failed } of considered) terminal.out(`    ${policyId}  ${outcome}${failed === null ? "" : ` at ${failed}`}`);
}
