import { expected } from "../expectation.ts";
import { anybody } from "./fragments.ts";

export const system = {
  getHealth: expected(null, anybody("200")),
  getVersion: expected(null, anybody("200")),
  getOpenApi: expected(null, anybody("200")),
};
