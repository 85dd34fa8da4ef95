import { expected } from "../expectation.ts";
import { anybody, closed, keys, oneself, recent } from "./fragments.ts";

const notToOthers = { shared: "owner admin member superAdmin: 404 not_found" };

export const oauth = {
  listOAuthProviders: expected(null, anybody("200")),
  startOAuth: expected(null, anybody("200")),
  completeOAuth: expected(null, anybody("302")),
  exchangeOAuthTicket: expected(null, anybody("200")),
  listIdentities: expected(null, oneself("200")),
  getIdentity: expected(null, oneself("200"), notToOthers),
  linkIdentity: expected(null, recent("200")),
  // Who is not let begin has a ticket of another session at best.
  confirmIdentityLink: expected(null, [
    closed,
    "owner admin member viewer granted suspended stranger outsider superAdmin: 201",
    `stale staleAdmin acting: 400 code_invalid; ${keys} pending: 403 permission_denied`,
  ]),
  unlinkIdentity: expected(null, recent("204"), notToOthers),
};
