import type { Mutant } from "../mutant.ts";

const emit = "packages/mock/src/domain/events/emit.ts";
const auditLogs = "packages/mock/src/operations/audit-logs.ts";
const operations = "packages/mock/test/operations";
const logs = [`${operations}/audit-logs.test.ts`];
const retention = [`${operations}/audit-retention.test.ts`];

/** Events and the audit log. */
export const audit: readonly Mutant[] = [
  {
    id: "audit-row-missing",
    breaks: "An event leaves no row in the audit log.",
    file: emit,
    find: `if (entry.channels.includes("audit")) appendAuditRow(tx, event, origin);`,
    replace: "",
    tests: logs,
  },
  {
    id: "sequence-stands-still",
    breaks: "Events of an organization have gaps or the same number.",
    file: emit,
    find: "tx.sequences.update(stream, { last: last + 1 });",
    replace: "tx.sequences.update(stream, { last: last + 2 });",
    tests: ["packages/mock/test/domain/events/sequence.test.ts"],
  },
  {
    id: "denial-untold",
    breaks: "A refused call leaves no trace.",
    file: "packages/mock/src/pipeline/denial.ts",
    find: "if (!deniedCodes.includes(code)) return;",
    replace: "if (deniedCodes.length > 0) return;",
    tests: logs,
  },
  {
    id: "own-rows-only-dropped",
    breaks: "Whoever may see the own rows sees those of all.",
    file: auditLogs,
    find: `if (principal.kind === "user") return { ...scope, actors: [principal.userId] };`,
    replace: `if (principal.kind === "user") return scope;`,
    tests: logs,
  },
  {
    id: "log-of-another-organization",
    breaks: "The list of an organization's log shows the rows of all.",
    file: auditLogs,
    find: "const scope = { organizationId: organization?.id };",
    replace: "const scope = { organizationId: organization ? undefined : organization };",
    tests: logs,
  },
  {
    id: "row-of-another-organization",
    breaks: "A row of another organization can be read by its id.",
    file: auditLogs,
    find: "const isVisible = row && (organizationId === undefined || row.organizationId === organizationId) &&",
    replace: "const isVisible = row && organizationId !== null &&",
    tests: logs,
  },
  {
    id: "export-of-another-organization",
    breaks: "An export of another organization can be read.",
    file: auditLogs,
    find: `if (!row || (context.organization !== undefined && row.organizationId !== context.organization.id)) return refuse("not_found");`,
    replace: `if (!row) return refuse("not_found");`,
    tests: [`${operations}/audit-exports.test.ts`],
  },
  {
    id: "export-link-unsigned",
    breaks: "Anybody can make up the link to an export.",
    file: "packages/mock/src/domain/audit-logs/export.ts",
    find: "equalInConstantTime(signature, signatureOf(derive, row, path));",
    replace: "signature.length === signatureOf(derive, row, path).length;",
    tests: [`${operations}/audit-exports.test.ts`],
  },
  {
    id: "export-link-from-its-number-alone",
    breaks: "The link to an export of one organization leads to that of another one in a world that began anew.",
    file: "packages/mock/src/domain/audit-logs/export.ts",
    find: `path, row.organizationId ?? "", row.createdAt,`,
    replace: "path, row.createdAt,",
    tests: ["packages/mock/test/credentials/begun-anew.test.ts"],
  },
  {
    id: "formula-in-csv",
    breaks: "A spreadsheet takes a cell of an export for a formula.",
    file: "packages/mock/src/domain/audit-logs/csv.ts",
    find: "? `'${value}` : String(value);",
    replace: "? value : String(value);",
    tests: [`${operations}/audit-exports.test.ts`],
  },
  {
    id: "chain-unverified",
    breaks: "A row of the audit log can be changed and the verification says that it is whole.",
    file: "packages/mock/src/domain/audit-logs/chain.ts",
    find: "if (!isWhole(row) || row.hash !== chainHash(previous, row))",
    replace: "if (!isWhole(row))",
    tests: [...retention, ...logs],
  },
  {
    id: "legal-hold-ignored-by-time",
    breaks: "Rows that are under legal hold are deleted when they are old.",
    file: "packages/mock/src/domain/audit-logs/purge-timer.ts",
    find: "if (!isHeld(tx, chainId)) {",
    replace: "if (chainId) {",
    tests: retention,
  },
  {
    id: "legal-hold-ignored-by-cleanup",
    breaks: "Rows that are under legal hold can be deleted by hand.",
    file: auditLogs,
    find: `if (isHeld(tx, chainId)) return refuse("legal_hold");`,
    replace: "",
    tests: retention,
  },
  {
    id: "purge-forgets-where-it-ended",
    breaks: "The chain of the audit log does not survive a purge.",
    file: "packages/mock/src/domain/audit-logs/purge.ts",
    find: "tx.auditChains.update(chainId, { purgedThrough: throughSequence, purgedHash: hash });",
    replace: `tx.auditChains.update(chainId, { purgedThrough: throughSequence, purgedHash: "" });`,
    tests: retention,
  },
  {
    id: "redaction-dropped",
    breaks: "The address of whoever was erased stays in the audit log.",
    file: "packages/mock/src/domain/audit-logs/redact.ts",
    find: "...(hasOrigin ? { ipAddress: null, userAgent: null, origin: { ...row.origin, salt: null } } : {}),",
    replace: "",
    tests: ["packages/mock/test/domain/audit-logs/redact.test.ts"],
  },
];
