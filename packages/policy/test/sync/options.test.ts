import { expect, test } from "vitest";
import { createPolicyClient, type PolicyClientOptions } from "../../src/sync.ts";
import { baseUrl, organizationId, secretKey } from "./support/bundle-server.ts";

const fine: PolicyClientOptions = { baseUrl, secretKey, organizationId, fetch: () => Promise.reject(new Error("unreachable")), pollIntervalSeconds: 0 };

test.each<[options: object, message: string]>([
  [{ baseUrl: "api.plinto.test" }, "baseUrl has to be an address such as https://api.plinto.dev."],
  [{ baseUrl: "https://api.plinto.test?x" }, "baseUrl has to be an address such as https://api.plinto.dev."],
  [{ secretKey: undefined }, "secretKey has to be a secret key, or a function that gives one."],
  [{ organizationId: "" }, "organizationId has to be the id of an organization."],
  [{ onUnavailable: "allow" }, 'onUnavailable has to be "last_known" or "deny".'],
  [{ pollIntervalSeconds: 0.5 }, "pollIntervalSeconds has to be 0, or 1 to 86,400."],
  [{ timeoutSeconds: 0 }, "timeoutSeconds has to be above 0 and at most 600."],
  [{ maxStaleSeconds: -1 }, "maxStaleSeconds has to be 0 or more."],
  [{ maxStaleSeconds: Number.NaN }, "maxStaleSeconds has to be 0 or more."],
  [{ maxBundleBytes: 1_023 }, "maxBundleBytes has to be a whole number, 1,024 to 2,147,483,647."],
  [{ maxBundleBytes: Infinity }, "maxBundleBytes has to be a whole number, 1,024 to 2,147,483,647."],
  [{ reportEvaluations: { sampleRate: 2 } }, "reportEvaluations.sampleRate has to be 0 to 1."],
  [{ reportEvaluations: { batchSize: 101 } }, "reportEvaluations.batchSize has to be a whole number, 1 to 100."],
  [{ reportEvaluations: { flushSeconds: 0 } }, "reportEvaluations.flushSeconds has to be above 0 and at most 3,600."],
])("the options %j are refused at once", (options, message) => {
  expect(() => createPolicyClient({ ...fine, ...options } as PolicyClientOptions)).toThrow(expect.objectContaining({ code: "option_invalid", message }));
});
