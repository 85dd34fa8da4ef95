import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Providers } from "../plinto/providers";
import { plintoSettings } from "../plinto/settings";
import { currentVisit } from "../plinto/visit";
import { Header } from "./header";
import "./style.css";

export const metadata: Metadata = { title: "Plinto in Next.js", icons: { icon: "data:," } };

export default async function Layout({ children }: { readonly children: ReactNode }): Promise<ReactNode> {
  const { baseUrl, publishableKey } = plintoSettings();
  const { initialState } = await currentVisit();
  return (
    <html lang="en">
      <body>
        <Providers baseUrl={baseUrl} publishableKey={publishableKey} initialState={initialState}>
          <Header />
          <main>{children}</main>
        </Providers>
      </body>
    </html>
  );
}
