import { expected } from "../expectation.ts";
import { anybody } from "./fragments.ts";

/** Whoever asks is answered; what each field says is decided by its own operation. */
export const graphql = { graphql: expected(null, anybody("200")) };
