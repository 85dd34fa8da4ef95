export { proxy } from "./plinto/server";

export const config = { matcher: ["/((?!_next/static|_next/image|favicon.ico).*)"] };
