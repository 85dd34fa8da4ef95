import { expected } from "../expectation.ts";
import { anybody, closed, keys, oneself, recent } from "./fragments.ts";

const notToOthers = { shared: "owner admin member superAdmin: 404 not_found" };

export const passkeys = {
  passkeyRegistrationOptions: expected(null, [...recent("200"), "pendingEnrollment: 200"]),
  // Who is not let begin has a challenge of another session at best.
  passkeyRegistrationVerify: expected(null, [
    closed,
    "owner admin member viewer granted suspended stranger outsider superAdmin pendingEnrollment: 201",
    `stale staleAdmin: 400 webauthn_verification_failed; acting ${keys} pending: 403 permission_denied`,
  ]),
  passkeyAuthenticationOptions: expected(null, anybody("200")),
  passkeyAuthenticationVerify: expected(null, anybody("200")),
  listPasskeys: expected(null, oneself("200")),
  getPasskey: expected(null, oneself("200"), notToOthers),
  renamePasskey: expected(null, oneself("200"), notToOthers),
  deletePasskey: expected(null, recent("204"), notToOthers),
};
