/** The defaults for what sign-in takes from the browser: beside platform.ts, whose weight every application carries. */

import type { StorageArea } from "./ports.ts";

/** Sends the browser to another page. */
export const systemNavigate = (url: string): void => location.assign(url);

/** The address of this page. */
export const systemHref = (): string => location.href;

/** `sessionStorage`: what it holds survives the way to another page and back, and no other tab sees it. */
export const systemTabStorage = (): StorageArea => sessionStorage;
