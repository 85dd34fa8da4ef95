import { visit } from "./visits.ts";

// #region routes
import { expressAuth, requireAuth, requirePermission, signedIn } from "@plinto/node/express";
import express from "express";
import { verifier } from "./verifier.ts";

const app = express();
app.use(expressAuth({ verifier }));
app.get("/me", requireAuth(), (request, response) => void response.json({ userId: signedIn(request).userId }));
app.post("/invitations", requirePermission("members:invite"), (request, response) => void response.json({ by: signedIn(request).userId }));
// #endregion routes

const server = app.listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
await visit(`http://127.0.0.1:${(server.address() as { port: number }).port}`);
server.close().closeAllConnections();
// prints: ada 200 200
// prints: bob 200 403
// prints: nobody 401 401
