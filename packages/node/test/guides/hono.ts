import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import { visit } from "./visits.ts";

// #region routes
import { honoAuth, requireAuth, requirePermission } from "@plinto/node/hono";
import { Hono } from "hono";
import { verifier } from "./verifier.ts";

const app = new Hono()
  .use(honoAuth({ verifier }))
  .get("/me", requireAuth(), (c) => c.json({ userId: c.var.auth.userId }))
  .post("/invitations", requirePermission("members:invite"), (c) => c.json({ by: c.var.auth.userId }));
// #endregion routes

const { promise, resolve } = Promise.withResolvers<number>();
const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => resolve(port)) as Server;
await visit(`http://127.0.0.1:${await promise}`);
server.close().closeAllConnections();
// prints: ada 200 200
// prints: bob 200 403
// prints: nobody 401 401
