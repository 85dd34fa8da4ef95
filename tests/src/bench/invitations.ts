import { start } from "./children.ts";
import { compareRates } from "./generate-load.ts";
import { perSecond, type Row } from "./round.ts";

/** Invitations through the server door, one per request, each with its mail. */
export async function invitationRows(): Promise<Row[]> {
  const served = await start<{ url: string; secretKey: string; orgId: string }>("mock-server.ts");
  const { url, secretKey, orgId } = served.message;
  try {
    const { invite } = await compareRates(
      {
        invite: {
          url: `${url}/v1/invitations`,
          method: "POST",
          headers: { authorization: `Bearer ${secretKey}`, "plinto-organization": orgId },
          body: JSON.stringify({ email: "person-{n}@work.test", role: "member" }),
          status: 201,
        },
      },
      { rounds: 5, connections: 10, milliseconds: 1500 },
    );
    return [
      {
        path: "invitations through the server door, 10 connections",
        value: perSecond(invite.perSecond),
        must: "≥ 100/s",
        held: invite.perSecond >= 100,
        noise: `rounds ± ${(invite.spread * 100).toFixed(0)} %`,
      },
    ];
  } finally {
    served.child.kill();
  }
}
