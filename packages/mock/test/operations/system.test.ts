import { describe, expect, test } from "vitest";
import { createMock } from "../../src/index.ts";
import { internalsOf } from "../../src/mock.ts";
import { api } from "../api.ts";

describe("the service", () => {
  test("tells that it works, by its own clock", async () => {
    const mock = createMock({ clock: "virtual" });
    await mock.clock.advance("1h");
    expect((await api(mock).get("/v1/health")).body).toEqual({ status: "ok", checkedAt: "2030-01-01T01:00:00.000Z" });
  });

  test("is down for maintenance when a test says so", async () => {
    const mock = createMock();
    mock.faults.add({ operation: "getHealth", code: "maintenance", times: 1 });
    expect((await api(mock).get("/v1/health")).status).toBe(503);
    expect((await api(mock).get("/v1/health")).status).toBe(200);
  });

  // The generated name was 16 digits long, and getVersion made another one of 64 from what it had loaded.
  test("answers the description it follows, and its version names that description", async () => {
    const mock = createMock();
    const description = await api(mock).get("/v1/openapi.json");
    expect(description.body.paths["/v1/openapi.json"].get.operationId).toBe("getOpenApi");
    const version = (await api(mock).get("/v1/version")).body;
    expect(version).toMatchObject({ api: description.body.info.version, supportedVersions: [description.body.info.version] });
    const bytes = new TextEncoder().encode(JSON.stringify(description.body));
    expect(version.descriptionHash).toBe(Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex"));
    expect(internalsOf(mock).hosted.world.descriptionHash).toBe(version.descriptionHash);
    expect((await api(mock).get("/v1/health", { "plinto-version": version.api })).status).toBe(200);
    expect((await api(mock).get("/v1/health", { "plinto-version": "2020-01-01" })).body).toMatchObject({
      code: "version_unsupported",
      detail: `This API speaks the version ${version.api}: install the packages of that version, or update the API.`,
    });
  });
});
