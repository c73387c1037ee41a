// Around every page: the one connection and its state, and the wallet. The layout stays while pages come and go, so that a
// visitor who goes from market to market opens no new socket. Each page has its own seed.
import type { Metadata, Viewport } from "next";
import Link from "next/link";
import { connection } from "next/server";
import { O2Provider } from "o2-react";
import { createWorker } from "o2-react/worker";
import type { ReactNode } from "react";
import { ConnectionBadge } from "@/components/ConnectionBadge";
import { LostNotice } from "@/components/LostNotice";
import { TradingProvider } from "@/components/TradingProvider";
import { WalletLink } from "@/components/WalletLink";
import { readConfig, readDemoApi } from "@/lib/exchange";
import "./globals.css";
import "./panels.css";
import "./market.css";
import "./order.css";
import "./account.css";

export const metadata: Metadata = {
  title: { default: "Markets · O2", template: "%s · O2" },
  description: "The O2 Exchange, live: an example of o2-react.",
};

export const viewport: Viewport = {
  colorScheme: "dark light",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f3f5f8" },
    { media: "(prefers-color-scheme: dark)", color: "#090c11" },
  ],
};

// Pages wait for their prices, so that the first HTML has them. Without this line Next asks for a <Suspense> around them.
export const instant = false;

export default async function Layout({ children }: { readonly children: ReactNode }) {
  // The exchange's addresses are those of the request, not of the build.
  await connection();
  const worker = process.env.O2_WORKER ? createWorker : undefined;
  return (
    <html lang="en">
      <body>
        <O2Provider config={readConfig()} worker={worker}>
          <TradingProvider apiBase={readDemoApi()}>
            <header className="top">
              <Link href="/" className="logo">
                O2<span>dashboard</span>
              </Link>
              <nav aria-label="Pages">
                <Link href="/">Markets</Link>
                <Link href="/account">Account</Link>
              </nav>
              <ConnectionBadge />
              <WalletLink />
            </header>
            <LostNotice />
            <main>{children}</main>
          </TradingProvider>
        </O2Provider>
      </body>
    </html>
  );
}
