import { handlers } from "../../../../plinto/server";

export const { POST, OPTIONS } = handlers;
