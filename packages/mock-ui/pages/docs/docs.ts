import type { ControlWorldInfo } from "@plinto/mock/control";
import { createApiReference } from "@scalar/api-reference";
import "./docs.css";
import { leaveOutOptionalParameters, type Explored } from "./optional-parameters.ts";

const [description, control] = await Promise.all([fetch("/v1/openapi.json"), fetch("/__plinto")]);
// Where the control plane does not answer, such as to a page of another machine, the explorer has no key to fill in.
const world = control.ok ? ((await control.json()) as ControlWorldInfo) : undefined;

createApiReference("#app", {
  content: leaveOutOptionalParameters((await description.json()) as Explored),
  servers: [{ url: world?.baseUrl ?? location.origin, description: "This mock" }],
  ...(world ? { authentication: { preferredSecurityScheme: "environmentKey", securitySchemes: { environmentKey: { token: world.secretKey } } } } : {}),
  // The description as it is stands at /v1/openapi.json, where the landing page links to it.
  documentDownloadType: "none",
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: "never",
  agent: { disabled: true },
  mcp: { disabled: true },
});
