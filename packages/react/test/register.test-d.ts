import { expectTypeOf, test } from "vitest";
import { type Permission, useCan } from "../src/index.ts";

declare module "../src/permissions/permission.ts" {
  interface Register {
    permissions: "reports:read";
  }
}

test("permissions of one's own environment complete beside those of the description", () => {
  useCan({ permission: "reports:read" });
  useCan({ permission: "members:invite" });
  expectTypeOf<"reports:read">().toExtend<Permission>();
  // @ts-expect-error -- nobody has registered it
  useCan({ permission: "reports:write" });
});
