import { expect, test } from "vitest";
import { shareSchemas, type JsonSchema } from "../../src/generate/share-schemas.ts";

const text = { type: "string", minLength: 1 };
const share = (schemas: Record<string, JsonSchema>): ReturnType<typeof shareSchemas> => shareSchemas(new Map(Object.entries(schemas)));

test("what two schemas say becomes a third that both refer to", () => {
  const { schemas } = share({ a: { type: "object", properties: { name: text } }, b: { type: "array", items: text } });
  const [part] = [...schemas.keys()].filter((name) => name.startsWith("part-"));
  expect(schemas.get(part!)).toEqual(text);
  expect(schemas.get("a")).toEqual({ type: "object", properties: { name: { $ref: part } } });
  expect(schemas.get("b")).toEqual({ type: "array", items: { $ref: part } });
});

test("a part is named by what it says", () => {
  const names = (schemas: Record<string, JsonSchema>): string[] => [...share(schemas).schemas.keys()].filter((name) => name.startsWith("part-"));
  expect(names({ a: { items: text }, b: { items: text } })).toEqual(names({ z: { not: text }, y: { anyOf: [text] }, x: { type: "null" } }));
});

test("the largest part that is the same is shared, and what only stands within it stays there", () => {
  const pair = { type: "object", properties: { name: text } };
  const { schemas } = share({ a: { items: pair, x: 1 }, b: { items: pair, x: 2 } });
  expect([...schemas.values()]).toContainEqual(pair);
  expect(schemas.size).toBe(3);
});

test("schemas that say the same, or only refer, are one", () => {
  const { schemas, nameOf } = share({ id: text, one: { type: "object", required: ["a"] }, two: { type: "object", required: ["a"] }, named: { $ref: "id" } });
  expect(nameOf("one")).toBe(nameOf("two"));
  expect(nameOf("named")).toBe("id");
  expect(schemas.has("named")).toBe(false);
  expect(() => nameOf("unheard")).toThrow("There is no schema unheard");
});

test("a reference to what only refers leads to where it ends", () => {
  const { schemas } = share({ id: text, named: { $ref: "id" }, owner: { type: "object", properties: { id: { $ref: "named" } } } });
  expect(schemas.get("owner")).toEqual({ type: "object", properties: { id: { $ref: "id" } } });
});

test("what one keyword says, and the tag of a union, stay where they are", () => {
  const kind = { type: "string", const: "team" };
  const { schemas } = share({ a: { properties: { kind, on: { type: "boolean" } } }, b: { properties: { kind, off: { type: "boolean" } } } });
  expect([...schemas.keys()]).toEqual(["a", "b"]);
  expect(schemas.get("a")).toEqual({ properties: { kind, on: { type: "boolean" } } });
});

test("items that must differ keep their type beside that, for Ajv to compare them in linear time", () => {
  const { schemas } = share({ a: { type: "array", uniqueItems: true, items: text }, b: { items: text }, c: { not: text } });
  expect(schemas.get("a")).toEqual({ type: "array", uniqueItems: true, items: text });
  expect(schemas.get("b")).toEqual({ items: { $ref: expect.stringMatching(/^part-/) } });
});
