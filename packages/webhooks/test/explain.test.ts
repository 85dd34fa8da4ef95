import { expect, test } from "vitest";
import { explainMismatch, type Transformation } from "../src/explain.ts";
import { createKeyring, isWebhookError, signWebhook } from "../src/index.ts";
import { failure, otherSecret, secret, standingClock } from "./support/fixtures.ts";

const clock = standingClock();
const sent = '{"name":"Zoë – “Café”","url":"https://acme.test/a","list":[1,{"b":null}]}';
const bytes = new TextEncoder().encode(sent);

/** Windows-1252 and Latin-1, as a decoder that was told the wrong charset reads UTF-8. */
const misread = (charset: string): string => new TextDecoder(charset).decode(bytes);

const broken: [string, string | Uint8Array, string | Uint8Array, Transformation, RegExp][] = [
  ["pretty-printed", sent, JSON.stringify(JSON.parse(sent), null, 2), "json_reserialised", /before any JSON parser/],
  ["made compact", JSON.stringify(JSON.parse(sent), null, 4), sent, "json_reserialised", /parsed and written as JSON again/],
  ["escapes lost", sent.replaceAll("/", "\\/"), sent, "json_reserialised", /written as JSON again/],
  ["escapes of another alphabet lost", '{"a":"\\u00e9"}', '{"a":"é"}', "json_reserialised", /written as JSON again/],
  ["Python's spaces lost", '{"a": [1, 2], "b": "x"}', '{"a":[1,2],"b":"x"}', "json_reserialised", /written as JSON again/],
  ["stringified twice", sent, JSON.stringify(sent), "json_stringified_twice", /calls JSON.stringify on what is a text already/],
  ["a line break added", sent, `${sent}\n`, "end_added", /added at the end/],
  ["a line break cut off", `${sent}\n`, sent, "end_trimmed", /Do not trim it/],
  ["line breaks made those of Windows", '{\n"a": 1.0\n}', '{\r\n"a": 1.0\r\n}', "line_breaks_changed", /Read it as bytes/],
  ["line breaks of Windows made others", '{\r\n"a": 1.0\r\n}', '{\n"a": 1.0\n}', "line_breaks_changed", /Read it as bytes/],
  ["the byte order mark eaten", `\uFEFF${sent}`, sent, "byte_order_mark_changed", /as text\(\) of a request does/],
  ["a byte order mark in front", `${sent.slice(0, -1)} }`, `\uFEFF${sent.slice(0, -1)} }`, "byte_order_mark_changed", /removed or added/],
  ["read as Windows-1252", sent, misread("windows-1252"), "decoded_as_latin1", /decoded as Latin-1/],
  ["read as Latin-1", sent, Buffer.from(sent).toString("latin1"), "decoded_as_latin1", /decoded as Latin-1/],
  ["in base64", sent, Buffer.from(sent).toString("base64"), "base64_encoded", /Decode it first/],
  ["percent-encoded", sent, encodeURIComponent(sent), "percent_encoded", /as forms are/],
  ["composed", '{"a":  "e\u0301"}', '{"a":  "\u00e9"}', "unicode_normalised", /normalised/],
  ["decomposed", '{"a":  "\u00e9"}', '{"a":  "e\u0301"}', "unicode_normalised", /normalised/],
];

test.each(broken)("a body that was %s is recognised, as text and as bytes", async (_, original, arrived, transformation, message) => {
  const headers = await signWebhook(original, secret, { id: "evt_1", clock });
  for (const form of [arrived, Buffer.from(arrived)]) {
    const explanation = await explainMismatch(form, headers, [otherSecret, secret]);
    expect(explanation?.transformation).toBe(transformation);
    expect(explanation?.message).toMatch(message);
  }
});

test("nothing is claimed that the signature does not prove", async () => {
  const headers = await signWebhook(sent, otherSecret, { id: "evt_1", clock });
  expect(await explainMismatch(JSON.stringify(JSON.parse(sent), null, 2), headers, secret)).toBeUndefined();
  expect(await explainMismatch("", headers, secret)).toBeUndefined();
  expect(await explainMismatch(Uint8Array.from([0xff, 0x00]), headers, secret)).toBeUndefined();
});

// A body of 50,000 brackets is parsed and cannot be written again: RangeError instead of an answer.
test("a body that is nested deeper than it can be written is no exception", async () => {
  const deep = "[".repeat(50_000) + "]".repeat(50_000);
  expect(await explainMismatch(deep, await signWebhook(sent, secret, { id: "evt_1", clock }), secret)).toBeUndefined();
  expect((await explainMismatch(`${deep}\n`, await signWebhook(deep, secret, { id: "evt_1", clock }), secret))?.transformation).toBe("end_added");
});

test("a key that is retired still explains", async () => {
  const headers = await signWebhook(sent, secret, { id: "evt_1", clock });
  const keyring = createKeyring([{ secret, retiresAt: "2000-01-01T00:00:00Z" }, otherSecret]);
  expect((await explainMismatch(`${sent}\n`, headers, keyring))?.transformation).toBe("end_added");
});

test("headers that are wrong are said to be so", async () => {
  expect(isWebhookError(await failure(explainMismatch(sent, {}, secret)), "header_missing")).toBe(true);
});
