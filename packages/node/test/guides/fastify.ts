import { visit } from "./visits.ts";

// #region routes
import { fastifyAuth, requireAuth, requirePermission, signedIn } from "@plinto/node/fastify";
import fastify from "fastify";
import { verifier } from "./verifier.ts";

const app = fastify();
await app.register(fastifyAuth({ verifier }));
app.get("/me", { preHandler: requireAuth() }, (request) => ({ userId: signedIn(request).userId }));
app.post("/invitations", { preHandler: requirePermission("members:invite") }, (request) => ({ by: signedIn(request).userId }));
// #endregion routes

await visit(await app.listen({ port: 0, host: "127.0.0.1" }));
await app.close();
// prints: ada 200 200
// prints: bob 200 403
// prints: nobody 401 401
