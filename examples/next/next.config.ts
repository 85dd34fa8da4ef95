import type { NextConfig } from "next";

const config: NextConfig = {
  // Types are checked by `tsc`, tests and all.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  // While it is developed everything is mounted twice, which finds what is not taken back.
  reactStrictMode: true,
};

export default config;
