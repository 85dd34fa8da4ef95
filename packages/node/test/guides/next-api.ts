// #region api
import { guard } from "@plinto/node";
import { auth } from "./next-plinto.ts";

export async function GET(request: Request): Promise<Response> {
  const result = await guard(await auth(request), "members:read");
  if ("answer" in result) return new Response(result.answer.body, result.answer);
  return Response.json({ userId: result.auth.userId });
}
// #endregion api
