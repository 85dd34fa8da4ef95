import { expected } from "../expectation.ts";
import { anybody, closed, keys, oneself, people } from "./fragments.ts";

const notByImpersonator = `${keys} pending acting: 403 permission_denied`;

export const auth = {
  signUp: expected(null, anybody("201")),
  signIn: expected(null, anybody("200")),
  continueSignIn: expected(null, [closed, `pending: 200; ${people} ${keys}: 403 permission_denied`]),
  signOut: expected(null, oneself("204")),
  refreshSession: expected(null, anybody("200")),
  getCurrentSession: expected(null, oneself("200")),
  // The organization is Acme, whoever asks to stand in it.
  switchOrganization: expected(null, [
    closed,
    `owner admin member viewer granted acting stale: 200; suspended: 403 member_suspended; stranger outsider superAdmin: 404 not_found`,
    `${keys} pending: 403 permission_denied`,
  ]),
  stepUp: expected(null, [closed, `owner admin member viewer granted suspended stranger outsider superAdmin stale: 200; ${notByImpersonator}`]),
  discoverAuthMethods: expected(null, anybody("200")),
  verifyEmail: expected(null, anybody("200")),
  resendVerification: expected(null, anybody("202")),
  requestPasswordReset: expected(null, anybody("202")),
  resetPassword: expected(null, anybody("200")),
  changePassword: expected(null, [
    closed,
    `owner admin member viewer granted suspended stranger outsider superAdmin: 204; stale staleAdmin: 403 step_up_required; ${notByImpersonator}`,
  ]),
  sendMagicLink: expected(null, anybody("202")),
  verifyMagicLink: expected(null, anybody("200")),
  sendOtp: expected(null, anybody("202")),
  verifyOtp: expected(null, anybody("200")),
  stopImpersonation: expected(null, [
    closed,
    `acting: 204; owner admin member viewer granted suspended stranger outsider superAdmin stale: 409 not_impersonating; ${keys} pending: 403 permission_denied`,
  ]),
};
