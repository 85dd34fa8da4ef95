import { expect, test } from "vitest";
import { createMock, type Mock } from "../../src/index.ts";
import { asEnvironment, type Answer } from "../api.ts";

async function post(mock: Mock, path: string, body: BodyInit | undefined, headers: Record<string, string> = {}, method = "POST"): Promise<Answer> {
  const response = await mock.fetch(mock.baseUrl + path, {
    method,
    headers: { authorization: `Bearer ${mock.keys.secretKey}`, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body }),
    ...(body instanceof ReadableStream ? { duplex: "half" } : {}),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text), headers: response.headers };
}

/** A JSON document of exactly so many bytes. */
function documentOf(bytes: number, filler = "a"): string {
  const frame = '{"email":"zoe@acme.test","name":""}';
  const width = new TextEncoder().encode(filler).length;
  const rest = bytes - frame.length;
  return `{"email":"zoe@acme.test","name":"${filler.repeat(Math.floor(rest / width))}${"a".repeat(rest % width)}"}`;
}

const limit = 1_048_576;

test.each([
  ["of one-byte characters", "a"],
  ["of two-byte characters", "é"],
  ["of three-byte characters", "€"],
  ["of four-byte characters", "😀"],
])("a body %s is measured in bytes, however it is given", async (_, filler) => {
  const mock = createMock();
  const [fits, exceeds] = [documentOf(limit, filler), documentOf(limit + 1, filler)];
  for (const form of [(text: string) => text, (text: string) => new TextEncoder().encode(text), (text: string) => new Blob([text])]) {
    // The name is too long for its field, which is said only of what was read.
    expect((await post(mock, "/v1/users", form(fits))).body.code).toBe("validation_failed");
    expect(await post(mock, "/v1/users", form(exceeds))).toMatchObject({ status: 413, body: { code: "payload_too_large", detail: "Send at most 1 MiB." } });
  }
});

test("a stream without an end is read only up to the limit", async () => {
  const mock = createMock();
  let cancelled = false;
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(100_000).fill(0x20)),
    cancel: () => void (cancelled = true),
  });
  expect((await post(mock, "/v1/users", body)).body.code).toBe("payload_too_large");
  expect(cancelled).toBe(true);
});

test("a body that announces too much is refused before it is read", async () => {
  const mock = createMock();
  let asked = 0;
  const body = new ReadableStream({ pull: () => void (asked += 1) }, { highWaterMark: 0 });
  expect((await post(mock, "/v1/users", body, { "content-length": String(limit + 1) })).body.code).toBe("payload_too_large");
  expect(asked).toBe(0);
});

test("a body that is no JSON, or no UTF-8, is refused", async () => {
  const mock = createMock();
  for (const text of ["{", "nul", "{'a':1}", '{"a":1,}', '{"a":1}{"b":2}', "\u00a0{}", '"\n"', "undefined", "[1,]", "01"])
    expect(await post(mock, "/v1/users", text)).toMatchObject({ status: 400, body: { code: "malformed_json", detail: "Send a JSON document." } });
  for (const bytes of [
    [0x22, 0xff, 0x22],
    [0x22, 0xc3, 0x22],
    [0x22, 0xed, 0xa0, 0x80, 0x22],
    [0xff, 0xfe, 0x22, 0x00],
  ])
    expect(await post(mock, "/v1/users", new Uint8Array(bytes))).toMatchObject({
      status: 400,
      body: { code: "malformed_json", detail: "The body is not UTF-8. Send JSON as UTF-8." },
    });
});

test("a byte order mark before the document is passed over", async () => {
  const mock = createMock();
  const bytes = new TextEncoder().encode('\uFEFF{"email":"zoe@acme.test"}');
  expect((await post(mock, "/v1/users", bytes)).status).toBe(201);
});

test("text that UTF-8 cannot write is refused where it stands", async () => {
  const mock = createMock();
  for (const [text, pointer] of [
    [String.raw`{"email":"zoe@acme.test","name":"\ud800"}`, "/name"],
    [String.raw`{"email":"zoe@acme.test","publicMetadata":{"a":["\udc00x"]}}`, "/publicMetadata/a/0"],
    [String.raw`{"email":"zoe@acme.test","publicMetadata":{"\udfff":1}}`, "/publicMetadata"],
  ] as const)
    expect(await post(mock, "/v1/users", text)).toMatchObject({
      status: 400,
      body: { code: "validation_failed", errors: [{ pointer, code: "encoding", message: "text may hold no half of a surrogate pair" }] },
    });
  expect((await post(mock, "/v1/users", String.raw`{"email":"zoe@acme.test","name":"\ud83d\ude00"}`)).body.name).toBe("😀");
});

test("a media type that no operation reads is refused with those that it does", async () => {
  const mock = createMock();
  const body = '{"name":"Zoe"}';
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/xml", "application/jsonp", "application/merge-patch+json", ""])
    expect(await post(mock, "/v1/users", body, { "content-type": type })).toMatchObject({
      status: 415,
      body: { code: "unsupported_media_type", detail: "Send Content-Type: application/json." },
    });
  const patch = `/v1/users/${mock.seed.users.ada.id}`;
  expect((await post(mock, patch, body, { "content-type": "application/merge-patch+json" }, "PATCH")).status).toBe(200);
  expect((await post(mock, patch, body, { "content-type": "Application/JSON; Charset=UTF-8" }, "PATCH")).status).toBe(200);
  expect((await post(mock, patch, body, { "content-type": "text/plain" }, "PATCH")).body.detail).toBe(
    "Send Content-Type: application/json or application/merge-patch+json.",
  );
});

test("another charset and a compressed body are refused by name", async () => {
  const mock = createMock();
  const body = '{"email":"zoe@acme.test"}';
  expect(await post(mock, "/v1/users", body, { "content-type": "application/json; charset=iso-8859-1" })).toMatchObject({
    status: 415,
    body: { code: "unsupported_media_type", detail: "Send JSON as UTF-8." },
  });
  expect(await post(mock, "/v1/users", body, { "content-encoding": "gzip" })).toMatchObject({
    status: 415,
    body: { code: "unsupported_media_type", detail: "Send the body as it is, without Content-Encoding." },
  });
});

test("a body nested deeper than 32 levels is refused, whatever its length", async () => {
  const mock = createMock();
  const nested = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;
  expect(await post(mock, "/v1/users", `{"publicMetadata":{"a":${nested(31)}}}`)).toMatchObject({
    status: 400,
    body: { code: "validation_failed", errors: [{ code: "depth", message: "a body may be nested 32 levels deep" }] },
  });
  expect((await post(mock, "/v1/users", nested(500_000))).body.errors[0].code).toBe("depth");
  const flat = await post(mock, "/v1/users", `{"email":"zoe@acme.test","publicMetadata":{"a":${nested(5)}}}`);
  expect(flat.status).toBe(201);
});

test.each(["__proto__", "constructor", "prototype"])("no property may be called %s, at any depth", async (name) => {
  const mock = createMock();
  const at = async (body: string): Promise<unknown> => (await post(mock, "/v1/users", body)).body;
  const refusal = (pointer: string): object => ({
    code: "validation_failed",
    errors: [{ pointer, code: "name_forbidden", message: `no property may be called ${name}` }],
  });
  expect(await at(`{"email":"zoe@acme.test","${name}":{"admin":true}}`)).toMatchObject(refusal(`/${name}`));
  expect(await at(`{"email":"zoe@acme.test","publicMetadata":{"a":[{"${name}":1}]}}`)).toMatchObject(refusal(`/publicMetadata/a/0/${name}`));
  expect(Object.hasOwn(Object.prototype, "admin")).toBe(false);
});

test("names that every object has are metadata like any other", async () => {
  const mock = createMock();
  const publicMetadata = { toString: "a", hasOwnProperty: 1, valueOf: [true] };
  const { body } = await asEnvironment(mock).post("/v1/users", { email: "zoe@acme.test", publicMetadata });
  expect(body.publicMetadata).toEqual(publicMetadata);
});

test("every unknown field and every wrong type is named, with its pointer", async () => {
  const mock = createMock();
  const { status, body } = await asEnvironment(mock).post("/v1/users", { email: 7, nmae: "Zoe", "a/b~c": 1, publicMetadata: [] });
  expect(status).toBe(400);
  expect(body.errors).toEqual(
    expect.arrayContaining([
      { pointer: "/email", code: "type", message: "email must be string" },
      { pointer: "/nmae", code: "unknown_property", message: 'there is no property "nmae" here' },
      { pointer: "/a~1b~0c", code: "unknown_property", message: 'there is no property "a/b~c" here' },
      { pointer: "/publicMetadata", code: "type", message: "publicMetadata must be object" },
    ]),
  );
  expect(body.errors).toHaveLength(4);
});

test("a document that is no object is refused for its type", async () => {
  const mock = createMock();
  for (const text of ["null", "[]", '"text"', "7", "true"])
    expect((await post(mock, "/v1/users", text)).body).toMatchObject({
      code: "validation_failed",
      errors: [{ pointer: "", code: "type", message: "the body must be object" }],
    });
  expect((await post(mock, "/v1/users", undefined)).body.errors).toEqual([{ pointer: "", code: "required", message: "a JSON body is required" }]);
});

// What was sent to an operation without a body was dropped, and its sender believed that it counted.
test("an operation that takes no body refuses one, but for an empty object", async () => {
  const mock = createMock();
  const { id } = mock.seed.users.bob;
  await asEnvironment(mock).post(`/v1/users/${id}/ban`);
  for (const body of ['{"reason":"none"}', "text", " ".repeat(limit) + "x".repeat(10), new Uint8Array([0xff])])
    expect((await post(mock, `/v1/users/${id}/unban`, body)).body).toMatchObject({
      code: "validation_failed",
      errors: [{ pointer: "", code: "unknown_body", message: "this operation takes no body" }],
    });
  expect((await asEnvironment(mock).get(`/v1/users/${id}`)).body.status).toBe("banned");
  expect((await post(mock, `/v1/users/${id}/unban`, " {} ")).status).toBe(200);
});

test("a body cannot give a parameter of the path another value", async () => {
  const mock = createMock();
  const { ada, bob } = mock.seed.users;
  const answer = await asEnvironment(mock).patch(`/v1/users/${ada.id}`, { userId: bob.id, name: "Zoe" });
  expect(answer.body.errors).toEqual([{ pointer: "/userId", code: "unknown_property", message: 'there is no property "userId" here' }]);
});

// JSON.parse reads 1e999 as infinity, which the store cannot keep: it was a 500.
test.each(["1e999", "-1e999", "[1, 1e309]", '{"deep": 1e400}'])("the number in %s, which is beyond every double, is refused where it stands", async (value) => {
  const answer = await post(createMock(), "/v1/users", `{"email":"zoe@acme.test","publicMetadata":{"x":${value}}}`);
  expect(answer).toMatchObject({
    status: 400,
    body: {
      code: "validation_failed",
      errors: [{ pointer: expect.stringMatching(/^\/publicMetadata\/x/), code: "number", message: expect.stringContaining("between") }],
    },
  });
});
