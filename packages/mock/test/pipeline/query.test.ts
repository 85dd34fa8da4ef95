import { expect, test } from "vitest";
import { createMock } from "../../src/index.ts";
import { asEnvironment } from "../api.ts";

const refusals: readonly (readonly [query: string, pointer: string, code: string, message: string])[] = [
  ["pagesize=1", "/query/pagesize", "unknown_parameter", 'there is no query parameter "pagesize" here'],
  ["__proto__=1", "/query/__proto__", "unknown_parameter", 'there is no query parameter "__proto__" here'],
  ["constructor[name]=1", "/query/constructor[name]", "unknown_parameter", 'there is no query parameter "constructor[name]" here'],
  ["pageSize=1&pageSize=2", "/query/pageSize", "duplicate", "pageSize is given twice"],
  ["pageSize=1&pageSize=1", "/query/pageSize", "duplicate", "pageSize is given twice"],
  ["createdAt[gte]=2026-01-01T00:00:00Z&createdAt[gte]=2027-01-01T00:00:00Z", "/query/createdAt[gte]", "duplicate", "createdAt[gte] is given twice"],
  ["createdAt[__proto__]=2026-01-01T00:00:00Z", "/query/createdAt/__proto__", "unknown_property", 'there is no property "__proto__" here'],
  ["createdAt=2026-01-01T00:00:00Z", "/query/createdAt", "unknown_parameter", 'there is no query parameter "createdAt" here'],
  ["createdAt[gte][x]=1", "/query/createdAt[gte][x]", "unknown_parameter", 'there is no query parameter "createdAt[gte][x]" here'],
  ["q[x]=1", "/query/q[x]", "unknown_parameter", 'there is no query parameter "q[x]" here'],
  ["pageSize=two", "/query/pageSize", "type", "pageSize must be integer"],
  ["pageSize=1.5", "/query/pageSize", "type", "pageSize must be integer"],
  ["pageSize=0x10", "/query/pageSize", "type", "pageSize must be integer"],
  ["pageSize=", "/query/pageSize", "type", "pageSize must be integer"],
  ["pageSize=0", "/query/pageSize", "minimum", "pageSize must be at least 1"],
  ["pageSize=101", "/query/pageSize", "maximum", "pageSize must be at most 100"],
  ["q=%zz", "/query/q", "encoding", "this is not UTF-8 with percent-encoding"],
  ["q=100%", "/query/q", "encoding", "this is not UTF-8 with percent-encoding"],
  ["q=%ff", "/query/q", "encoding", "this is not UTF-8 with percent-encoding"],
  ["%ff=1", "/query", "encoding", "this is not UTF-8 with percent-encoding"],
];

test.each(refusals)("the query %s is refused at %s as %s", async (query, pointer, code, message) => {
  const { status, body } = await asEnvironment(createMock()).get(`/v1/users?${query}`);
  expect([status, body.code]).toEqual([400, "validation_failed"]);
  expect(body.errors).toContainEqual({ pointer, code, message });
});

test("a query is decoded once, with plus signs and encoded characters", async () => {
  const mock = createMock();
  const key = asEnvironment(mock);
  await key.post("/v1/users", { email: "zoe+plus@acme.test" });
  const found = async (query: string): Promise<string[]> => (await key.get(`/v1/users?${query}`)).body.data.map((user: { email: string }) => user.email);
  expect(await found("email=zoe%2Bplus%40acme.test")).toEqual(["zoe+plus@acme.test"]);
  expect(await found("%65mail=zoe%2bplus@acme.test")).toEqual(["zoe+plus@acme.test"]);
});

test("every fault of a query is named at once", async () => {
  const { body } = await asEnvironment(createMock()).get("/v1/users?pageSize=0&nothing=1&q=%zz");
  expect(body.errors.map((fault: { code: string }) => fault.code).toSorted()).toEqual(["encoding", "minimum", "unknown_parameter"]);
});

test("a very long query is answered, and an unknown name is shown only in part", async () => {
  const { body } = await asEnvironment(createMock()).get(`/v1/users?${"n".repeat(200_000)}=1`);
  expect(JSON.stringify(body).length).toBeLessThan(1000);
});
