import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  testMatch: /\.spec\.m?ts$/,
  fullyParallel: true,
  workers: 2,
  reporter: [["json", { outputFile: process.env.REPORT }]],
  use: {
    baseURL: process.env.APP_URL,
    launchOptions: { executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] },
  },
});
