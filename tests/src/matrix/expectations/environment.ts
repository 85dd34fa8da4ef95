import { expected } from "../expectation.ts";
import { closed, organizationKeys, people } from "./fragments.ts";

const keyOnly = [closed, `environment: 200; ${people} ${organizationKeys} pending: 403 permission_denied`];

export const environment = {
  getEnvironment: expected(null, keyOnly),
  updateEnvironment: expected(null, keyOnly),
};
