/** A client in a process of its own: it refreshes with the token that it is sent, and says what came of it. */
import { createPlinto, isPlintoError, memoryStorage } from "@plinto/core";

const { baseUrl, publishableKey } = JSON.parse(process.argv[2]!) as { baseUrl: string; publishableKey: string };

process.on("message", (refreshToken: string) => {
  const plinto = createPlinto({ baseUrl, publishableKey, storage: memoryStorage(), retry: { retries: 0 } });
  plinto.auth.refresh({ refreshToken }).then(
    (session) => process.send?.({ sessionId: session.id, successor: session.refreshToken }),
    (error: unknown) => process.send?.({ refused: isPlintoError(error) ? error.code : String(error) }),
  );
});
process.send?.("ready");
