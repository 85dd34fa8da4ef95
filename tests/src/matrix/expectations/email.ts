import { expected } from "../expectation.ts";
import { closed, walls } from "./fragments.ts";

const administration = [closed, walls, "owner admin granted acting stale environment key: 200; member viewer: 403 permission_denied"];

export const email = {
  listEmailTemplates: expected("email:read", administration),
  getEmailTemplate: expected("email:read", administration),
  setEmailTemplate: expected("email:manage", administration),
  previewEmailTemplate: expected("email:read", administration),
  listEmailMessages: expected("email:read", administration),
};
