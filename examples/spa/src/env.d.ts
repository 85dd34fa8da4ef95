/// <reference types="vite/client" />

interface ImportMetaEnv {
  readonly VITE_PLINTO_BASE_URL?: string;
  readonly VITE_PLINTO_PUBLISHABLE_KEY?: string;
  /** A page that shows what the backend has mailed and done, where it is a mock. */
  readonly VITE_PLINTO_INSPECTOR?: string;
}
