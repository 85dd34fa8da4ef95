// #region proxy
export { proxy } from "./next-plinto.ts";
export const config = { matcher: ["/((?!_next/static|_next/image|favicon.ico).*)"] };
// #endregion proxy
