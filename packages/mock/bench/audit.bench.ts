/**
 * What the audit log costs: `node --conditions=@plinto/source bench/audit.bench.ts` in packages/mock. Each figure is the
 * median of rounds that alternate between a log of a thousand rows and one of a hundred thousand.
 */
import { emitEvent } from "../src/domain/events/emit.ts";
import { ok } from "../src/kernel/transaction.ts";
import { createMock, internalsOf, type Mock } from "../src/mock.ts";

const small = 1_000;
const large = 100_000;
const rounds = 15;

interface Log {
  readonly mock: Mock;
  readonly organizationId: string;
}

/** A log in which a hundred people take turns and every tenth row is a refusal. */
async function makeLog(rows: number): Promise<Log> {
  const mock = createMock({ clock: "virtual" });
  await mock.ready();
  const organizationId = mock.seed.organizations.acme.id;
  const { world } = internalsOf(mock).hosted;
  for (let done = 0; done < rows; done += 1_000) {
    await world.transact({ operationId: "bench", requestId: "", actor: null }, (tx) => {
      for (let index = done; index < done + 1_000; index += 1) {
        const denied = index % 10 === 9;
        const target = denied ? { type: "operation", id: "deleteOrganization" } : { type: "organization", id: organizationId, version: 1 };
        const data = denied ? { operationId: "deleteOrganization", code: "permission_denied" } : { name: `Acme ${index}` };
        const facts = { organizationId, target, data };
        emitEvent(tx, denied ? "access.denied" : "organization.updated", facts, { type: "user", id: personOf(index % 100) }, null);
      }
      return ok();
    });
  }
  return { mock, organizationId };
}

function personOf(index: number): string {
  return `usr_${String(index).padStart(26, "0")}`;
}

/** Milliseconds of one call. */
async function timed({ mock, organizationId }: Log, method: string, path: string, body?: object): Promise<number> {
  const headers = {
    authorization: `Bearer ${mock.keys.secretKey}`,
    "plinto-organization": organizationId,
    ...(body ? { "content-type": "application/json" } : {}),
  };
  const start = performance.now();
  const response = await mock.fetch(mock.baseUrl + path.replace(":org", organizationId), { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`);
  return performance.now() - start;
}

const logs = [await makeLog(small), await makeLog(large)] as const;

async function compare(what: string, call: (log: Log, round: number) => Promise<number>, times = rounds): Promise<void> {
  const figures = logs.map(() => [] as number[]);
  for (let round = 0; round < times; round += 1) for (const [at, log] of logs.entries()) figures.at(at)?.push(await call(log, round));
  const [few, many] = figures.map((taken) => taken.toSorted((a, b) => a - b)[Math.floor(taken.length / 2)] ?? Number.NaN);
  if (few === undefined || many === undefined) throw new Error("There are two logs to compare");
  console.log(`${what.padEnd(64)} ${few.toFixed(2).padStart(9)} ms ${many.toFixed(2).padStart(9)} ms`);
}

console.log(`${"".padEnd(64)} ${String(small).padStart(9)}    ${String(large).padStart(9)} rows`);
const filters = [
  "",
  "action=access.denied",
  "outcome=denied",
  `actorId=${personOf(9)}`,
  `actorId=${personOf(9)}&action=access.denied`,
  "targetId=deleteOrganization",
  "q=denied",
  "q=nowhere",
];
for (const filter of filters) await compare(`a page of 1,000, ${filter || "everything"}`, (log) => timed(log, "GET", `/v1/audit-logs?pageSize=1000&${filter}`));
await compare("statistics of 30 days", (log) => timed(log, "GET", "/v1/audit-logs/stats"));
await compare("a change of an organization, with its audit row", (log, round) => timed(log, "PATCH", "/v1/organizations/:org", { name: `Acme ${round}` }), 301);
await compare("a read of an organization", (log) => timed(log, "GET", "/v1/organizations/:org"), 301);
await compare("a verification of the whole chain", (log) => timed(log, "POST", "/v1/audit-logs/verify"), 3);
