import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvCell } from "../../src/domain/audit-logs/csv.ts";
import { createMock, type Mock } from "../../src/index.ts";
import { api, asEnvironment, orgId, signedIn, type Answer, type Api } from "../api.ts";
import { fillLog } from "../audit-rows.ts";

const atAcme = (mock: Mock, person: string): Promise<Api> => signedIn(mock, person, { organization: orgId(mock, "acme") });
const exporting = (caller: Api, body: object, headers?: Readonly<Record<string, string>>): Promise<Answer> =>
  caller.post("/v1/audit-logs/export", body, headers);

/** What the link leads to. */
async function download(mock: Mock, url: string): Promise<{ status: number; type: string | null; text: string }> {
  const response = await mock.fetch(url);
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
}

/** Reads CSV as RFC 4180 says, by another way than it was written. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  for (const line of text.matchAll(/((?:"(?:[^"]|"")*"|[^",\r\n]*)(?:,(?:"(?:[^"]|"")*"|[^",\r\n]*))*)\r\n/g)) {
    rows.push(
      [...`${line[1]!},`.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*),/g)].map(([, cell]) =>
        cell!.startsWith('"') ? cell!.slice(1, -1).replaceAll('""', '"') : cell!,
      ),
    );
  }
  return rows;
}

describe("exportAuditLogs", () => {
  test("answers a small export at once as JSON, oldest first, and as a file behind the link", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    await ada.patch(`/v1/organizations/${orgId(mock, "acme")}`, { name: "Acme Group" });
    const listed = (await ada.get("/v1/audit-logs?sort=occurredAt&pageSize=1000")).body.data;

    const answer = await exporting(ada, { format: "json" });

    expect(answer).toMatchObject({
      status: 200,
      body: { status: "completed", format: "json", rowCount: listed.length, organizationId: orgId(mock, "acme"), expiresInSeconds: 86_400 },
    });
    expect(JSON.parse(answer.body.content as string)).toEqual(listed);
    expect(await download(mock, answer.body.downloadUrl as string)).toEqual({ status: 200, type: "application/json", text: answer.body.content });
    const again = await ada.get(`/v1/audit-logs/exports/${answer.body.id as string}`);
    expect(again.body).toMatchObject({ status: "completed", content: null, downloadUrl: answer.body.downloadUrl });
    const event = mock.events.at(-1)!;
    expect(event).toMatchObject({ type: "audit_log.exported", data: { exportId: answer.body.id, format: "json", rowCount: listed.length } });
    expect(JSON.stringify(event)).not.toContain("signature");
  });

  test("writes CSV that reads back as it was, and that no spreadsheet executes", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const name = '=HYPERLINK("https://evil.test";"x"), B';
    await ada.patch(`/v1/organizations/${orgId(mock, "acme")}`, { name }, { "user-agent": "@SUM(A1)" });

    const { content } = (await exporting(ada, { format: "csv", action: "organization.updated" })).body;
    const [head, ...rows] = parseCsv(content as string);
    const row = Object.fromEntries(head!.map((column, index) => [column, rows[0]![index]!]));

    expect(content).toMatch(/^id,sequence,occurredAt,action,outcome,organizationId,actorType,[^\r\n]*\r\n/);
    expect(rows).toHaveLength(1);
    expect(row).toMatchObject({ action: "organization.updated", actorType: "user", userAgent: "'@SUM(A1)" });
    expect(JSON.parse(row["changes"]!)).toEqual({ name: { before: "Acme", after: name } });
  });

  test("has cells that read back, and none that begins like a formula", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom("=", "+", "-", "@", "\t", "\r", "\n", '"', ",", " ", "a", "é", "＝") }), { minLength: 1 }),
        (cells) => {
          const [read] = parseCsv(`${cells.map(csvCell).join(",")}\r\n`);
          for (const [index, cell] of read!.entries()) {
            expect([cells[index], `'${cells[index]!}`]).toContain(cell);
            expect(cell).not.toMatch(/^\s*[=+\-@＝\t\r\n]/);
          }
        },
      ),
    );
  });

  test("lets only through what the filter lets through", async () => {
    const mock = createMock({ clock: "virtual" });
    await fillLog(mock, orgId(mock, "acme"), 50);
    await mock.clock.advance("1h");
    await fillLog(mock, orgId(mock, "acme"), 50);
    const ada = await atAcme(mock, "ada");

    expect((await exporting(ada, { format: "csv", outcome: "denied" })).body.rowCount).toBe(10);
    expect((await exporting(ada, { format: "csv", action: "access.denied", occurredAt: { gte: "2030-01-01T01:00:00.000Z" } })).body.rowCount).toBe(5);
    expect((await exporting(ada, { format: "csv", targetId: "nobody" })).body).toMatchObject({ rowCount: 0, status: "completed" });
  });

  test("takes its time for a large one: 202, one at a time, then a link", async () => {
    const mock = createMock({ clock: "virtual", validateResponses: true });
    await fillLog(mock, orgId(mock, "acme"), 10_001);
    const ada = await atAcme(mock, "ada");

    const begun = await exporting(ada, { format: "csv" });
    const path = `/v1/audit-logs/exports/${begun.body.id as string}`;
    expect(begun).toMatchObject({ status: 202, body: { status: "pending", content: null, downloadUrl: null, completedAt: null } });
    expect(begun.body.rowCount).toBeGreaterThan(10_000);
    expect(await exporting(ada, { format: "csv" })).toMatchObject({ status: 409, body: { code: "export_in_progress", title: "An export is running already" } });
    const elsewhere = api(mock, { as: mock.keys.secretKey, organization: orgId(mock, "globex") });
    expect((await exporting(elsewhere, { format: "csv" })).status).toBe(200);
    expect((await ada.get(path)).body.status).toBe("pending");

    await mock.clock.advance("2s");
    const done = (await ada.get(path)).body;
    expect(done).toMatchObject({ status: "completed", completedAt: "2030-01-01T00:00:02.000Z" });
    const file = await download(mock, done.downloadUrl as string);
    expect(file).toMatchObject({ status: 200, type: "text/csv; charset=utf-8; header=present" });
    // What happened after the request, the export itself among it, is not in the file.
    expect(file.text.trimEnd().split("\r\n")).toHaveLength(1 + (begun.body.rowCount as number));
    expect(file.text).not.toContain("audit_log.exported");
  });

  test("refuses one with too many rows", { timeout: 60_000 }, async () => {
    const mock = createMock({ clock: "virtual" });
    await fillLog(mock, orgId(mock, "acme"), 100_001);
    const ada = await atAcme(mock, "ada");

    expect(await exporting(ada, { format: "json" })).toMatchObject({
      status: 413,
      body: { code: "export_too_large", maximum: 100_000, detail: "An export has at most 100,000 rows." },
    });
    expect((await exporting(ada, { format: "json", outcome: "success" })).status).toBe(202);
  });

  test("is for those who hold audit:export, and repeats itself for the same idempotency key", async () => {
    const mock = createMock({ clock: "virtual" });
    const ada = await atAcme(mock, "ada");
    const first = await exporting(ada, { format: "csv" }, { "idempotency-key": "one" });
    const again = await exporting(ada, { format: "csv" }, { "idempotency-key": "one" });

    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(again.body).toEqual(first.body);
    expect((await exporting(await atAcme(mock, "grace"), { format: "csv" })).status).toBe(200);
    for (const person of ["bob", "vera"]) {
      const caller = await atAcme(mock, person);
      expect(await exporting(caller, { format: "csv" })).toMatchObject({ status: 403, body: { code: "permission_denied" } });
      expect(await caller.get(`/v1/audit-logs/exports/${first.body.id as string}`)).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    }
    const olga = await signedIn(mock, "olga", { organization: orgId(mock, "globex") });
    expect(await olga.get(`/v1/audit-logs/exports/${first.body.id as string}`)).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await exporting(ada, { format: "xml" })).toMatchObject({ status: 400, body: { code: "validation_failed", errors: [{ pointer: "/format" }] } });
  });
});

describe("the link to an export", () => {
  test("works for a day and then says that it has expired", async () => {
    const mock = createMock({ clock: "virtual" });
    const environment = asEnvironment(mock);
    const { id, downloadUrl } = (await exporting(environment, { format: "csv" })).body;

    await mock.clock.advance("86399s");
    expect((await download(mock, downloadUrl as string)).status).toBe(200);
    await mock.clock.advance("1s");
    const late = await download(mock, downloadUrl as string);
    expect({ status: late.status, code: JSON.parse(late.text).code as string }).toEqual({ status: 410, code: "export_expired" });
    expect(await environment.get(`/v1/audit-logs/exports/${id as string}`)).toMatchObject({
      status: 410,
      body: { code: "export_expired", title: "The export has expired" },
    });
  });

  test("cannot be made by hand, prolonged, or bent to another file or world", async () => {
    const mock = createMock({ clock: "virtual" });
    const { downloadUrl } = (await exporting(asEnvironment(mock), { format: "csv" })).body as { downloadUrl: string };
    const prolonged = downloadUrl.replace(/expires=\d+/, "expires=9999999999999");
    const bent = downloadUrl.replace(".csv", ".json");
    // As long as a right one: whoever counts characters only takes it.
    const guessed = [0, 21, 42].map((place) =>
      downloadUrl.replace(/(?<=signature=).*/, (right) => right.replace(/./g, (sign, at) => (at === place ? (sign === "A" ? "B" : "A") : sign))),
    );
    const elsewhere = mock.world("other");
    await elsewhere.ready();

    for (const url of [prolonged, bent, ...guessed, downloadUrl.split("?")[0]!, `${downloadUrl}x`]) {
      expect((await download(mock, url)).status).toBe(404);
    }
    expect((await download(elsewhere, downloadUrl.replace(mock.baseUrl, elsewhere.baseUrl))).status).toBe(404);
    expect(JSON.stringify(mock.requests)).not.toContain("signature=");
  });
});
