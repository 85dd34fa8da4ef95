import type { ControlWorldInfo } from "@plinto/mock/control";
import { createApiReference } from "@scalar/api-reference";
import "./docs.css";

const world = (await (await fetch("/__plinto")).json()) as ControlWorldInfo;

createApiReference("#app", {
  url: "/v1/openapi.json",
  servers: [{ url: world.baseUrl, description: "This mock" }],
  authentication: { preferredSecurityScheme: "environmentKey", securitySchemes: { environmentKey: { token: world.secretKey } } },
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: "never",
  agent: { disabled: true },
  mcp: { disabled: true },
});
