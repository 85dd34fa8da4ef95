import { handlers } from "../../../../plinto.js";

export const { POST, OPTIONS } = handlers;
