import { guard } from "@plinto/node";
import { auth } from "../../plinto.js";

export async function GET(request) {
  const result = await guard(await auth(request), "members:read");
  if ("answer" in result) return new Response(result.answer.body, result.answer);
  return Response.json({ userId: result.auth.userId });
}
