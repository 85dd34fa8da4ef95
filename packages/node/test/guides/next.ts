import { createPlinto } from "@plinto/core";
import { NextRequest } from "next/server.js";
import { GET } from "./next-api.ts";
import { config, proxy } from "./next-proxy.ts";
import { POST } from "./next-route.ts";
import { mock } from "./verifier.ts";

const { email, password } = mock.seed.users.bob;
const origin = "https://app.example.test";
const headers = { origin, "content-type": "application/json" };
const signIn = await POST(new Request(`${origin}/api/plinto/v1/auth/sign-in`, { method: "POST", headers, body: JSON.stringify({ email, password }) }));
console.log(signIn.status, config.matcher.length);
const cookie = signIn.headers
  .getSetCookie()
  .map((line) => line.split(";")[0])
  .join("; ");
const passed = (await proxy(new NextRequest(`${origin}/dashboard`, { headers: { cookie } }))).headers.get("x-middleware-request-authorization");
console.log(passed?.startsWith("Bearer eyJ"));
const ada = await createPlinto(mock.as("ada", { organization: "acme" })).session.getToken();
console.log((await GET(new Request(`${origin}/api/members`, { headers: { authorization: `Bearer ${ada}` } }))).status);
// prints: 200 1
// prints: true
// prints: 200
