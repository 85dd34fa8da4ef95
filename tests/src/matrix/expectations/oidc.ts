import { expected } from "../expectation.ts";
import { anybody } from "./fragments.ts";

export const oidc = {
  getOpenIdConfiguration: expected(null, anybody("200")),
  getJwks: expected(null, anybody("200")),
  getOrganizationJwks: expected(null, anybody("200")),
};
