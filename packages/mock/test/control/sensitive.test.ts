import { expect, test } from "vitest";
import { redactJson } from "../../src/control/redact.ts";
import { loadOpenApi } from "../../src/pipeline/openapi.ts";
import { asEnvironment } from "../api.ts";
import { acmeWebhooks } from "../webhooks/ground.ts";
import { served } from "./served.ts";

// The inspector showed them in requests and in the rows of commits: their names say nothing of a secret.
test("the values of an endpoint's custom headers are left out of requests and of commits", async () => {
  const { mock, control } = await served();
  const admin = asEnvironment(mock);
  const { body } = await admin.post(acmeWebhooks(mock), {
    url: "https://receiver.plinto.test/1",
    events: ["team.created"],
    customHeaders: { Authorization: "Bearer top-4711", "X-Api-Key": "key-4712" },
  });
  await admin.patch(`${acmeWebhooks(mock)}/${body.id as string}`, { customHeaders: { "X-Api-Key": "key-4713", Authorization: null } });
  const shown: string[] = [];
  for (const { id } of mock.requests) shown.push(JSON.stringify(await control.getRequest({ id })));
  const { data } = await control.listCommits({});
  for (const { seq } of data) shown.push(JSON.stringify(await control.getCommit({ seq })));
  expect(shown.length).toBeGreaterThan(3);
  expect(shown.join("\n")).toContain("X-Api-Key");
  for (const secret of ["top-4711", "key-4712", "key-4713", body.secret as string]) expect(shown.join("\n")).not.toContain(secret);
});

interface Node {
  readonly "x-plinto-sensitive"?: boolean;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Node>>;
}

// A name that the list of secret names does not have is shown: the description says which they are.
test("whatever the description calls sensitive is left out under its name", async () => {
  const { components } = (await loadOpenApi()) as { components: { schemas: Readonly<Record<string, Node>> } };
  const isSensitive = (node: Node): boolean => {
    const named = node.$ref === undefined ? undefined : components.schemas[node.$ref.split("/").at(-1)!];
    return node["x-plinto-sensitive"] === true || named?.["x-plinto-sensitive"] === true;
  };
  const names = new Set(
    Object.values(components.schemas).flatMap(({ properties = {} }) => Object.keys(properties).filter((name) => isSensitive(properties[name]!))),
  );
  expect(names).toContain("customHeaders");
  expect(names).toContain("password");
  // These are known by their form, wherever they stand.
  const forms: Readonly<Record<string, string>> = {
    ticket: "tkt_4711",
    key: "ok_test_4711",
    uri: "otpauth://totp/Acme?secret=4711",
    downloadUrl: "https://api.plinto.test/exports/a?signature=4711",
  };
  const shown = [...names].filter((name) => JSON.stringify(redactJson({ [name]: forms[name] ?? "4711 0815" })).includes("4711"));
  expect(shown).toEqual([]);
  expect(redactJson({ customHeaders: { Authorization: "4711", gone: null } })).toEqual({ customHeaders: { Authorization: "[redacted]", gone: null } });
});
