import { authFacts } from "../../domain/auth/facts.ts";
import type { SignInProgress } from "../../domain/auth/sign-in-steps.ts";
import { signInWith } from "../../domain/oauth/sign-in-with.ts";
import { useTicket } from "../../domain/oauth/use-ticket.ts";
import { refuse } from "../../kernel/transaction.ts";
import { handler, type OperationHandlers } from "../../pipeline/handler.ts";
import { signInResult } from "../sign-in-result.ts";

/** What comes of having been at a provider. */
export const oauthTicketOperations: OperationHandlers<"exchangeOAuthTicket"> = {
  exchangeOAuthTicket: handler<"exchangeOAuthTicket", SignInProgress>({
    decide(context, { ticket, codeVerifier, invitationToken }) {
      const { tx, emit, environment } = context;
      const used = useTicket(tx, emit, { ticket, codeVerifier, linkSessionId: null });
      const method = used.ok ? used.value.provider : null;
      const isOn = used.ok && environment.oauthProviders[used.value.provider].enabled;
      if (!used.ok || !isOn) {
        emit("auth.sign_in_failed", authFacts({ userId: null, method }));
        return used.ok ? refuse("auth_method_disabled") : used;
      }
      const progress = signInWith(context, used.value, invitationToken);
      // Nothing came of it but advice, which the same ticket can follow.
      if (!progress.ok && progress.code === "email_taken") tx.oauthTickets.update(used.value.id, { usedAt: null });
      return progress;
    },
    finish: (context, progress) => signInResult(context, progress, "code_invalid"),
  }),
};
