export { proxy } from "./plinto.js";
export const config = { matcher: ["/who"] };
