import type { ErrorCode, OperationId, SetAuthPolicy } from "@plinto/spec";
import { beforeAll, describe, expect, test } from "vitest";
import { recordEvidence } from "../evidence/record.ts";
import type { Caller } from "./callers.ts";
import { assembleCast, type Cast } from "./cast.ts";
import type { Sample } from "./sample.ts";
import { samples } from "./samples/all.ts";
import { expectationOf, stageFor } from "./stage.ts";

recordEvidence();

let cast: Cast;
beforeAll(async () => {
  cast = await assembleCast();
});

/** Policies that everybody of the cast falls short of: they signed in with a password, from an address that nobody knows. */
const policies: readonly (readonly [code: ErrorCode, policy: SetAuthPolicy, bindsKeys: boolean])[] = [
  ["mfa_required_by_org", { mfa: "required" }, false],
  ["auth_method_not_allowed", { allowedMethods: ["passkey"] }, false],
  ["ip_not_allowed", { ipRanges: ["203.0.113.0/24"] }, true],
];

/** The operations into an organization, by what is expected of somebody whose membership there is suspended. Leaving it only gives up power. */
const inside = (Object.keys(samples) as OperationId[]).filter(
  (id) => expectationOf(id).usual.suspended === "403 member_suspended" && id !== "leaveOrganization",
);

/** What a caller is answered under a policy, everything else being as it is in the matrix. */
async function under(policy: SetAuthPolicy, id: OperationId, caller: Caller): Promise<string> {
  const stage = await stageFor(cast, id, caller, "usual");
  const { params, organization } = await (samples[id] as Sample<OperationId>)(stage);
  await stage.world.ask("setAuthPolicy", { orgId: stage.acme, ...policy });
  const answer = await stage.world.call(id, params, { as: stage.caller.credential, ...(organization === undefined ? {} : { organization }) });
  return answer.outcome;
}

test("the operations into an organization are those that a suspended member is kept from", () => {
  expect(inside.length).toBeGreaterThan(60);
});

const openTo = (caller: Caller): OperationId[] => inside.filter((id) => !expectationOf(id).usual[caller].includes(" "));

for (const [code, policy, bindsKeys] of policies) {
  describe(`a policy that answers ${code}`, () => {
    test.each(inside)("closes %s to the owner", async (id) => {
      expect(await under(policy, id, "owner")).toBe(`403 ${code}`);
    });

    test("leaves leaveOrganization to who may", async () => {
      expect(await under(policy, "leaveOrganization", "member")).toBe(expectationOf("leaveOrganization").usual.member);
    });

    test.each(openTo("environment"))("leaves %s to the environment's key", async (id) => {
      expect(await under(policy, id, "environment")).toBe(expectationOf(id).usual.environment);
    });

    test.each(openTo("key"))(`${bindsKeys ? "closes" : "leaves"} %s to an organization key`, async (id) => {
      expect(await under(policy, id, "key")).toBe(bindsKeys ? `403 ${code}` : expectationOf(id).usual.key);
    });
  });
}
