// Around every page: the one connection, what it starts from, and how it is. It stays while pages come and go, so that
// going from market to market opens no new socket.
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { O2Provider } from "o2-react";
import { createWorker } from "o2-react/worker";
import type { ReactNode } from "react";
import { ConnectionBadge } from "@/components/ConnectionBadge";
import { LostNotice } from "@/components/LostNotice";
import { readConfig, readFirstPaint } from "@/lib/exchange";
import "./globals.css";
import "./panels.css";
import "./market.css";
import "./account.css";

export const metadata: Metadata = {
  title: { default: "Markets · O2", template: "%s · O2" },
  description: "The O2 Exchange, live: an example of o2-react.",
};

export const viewport: Viewport = { colorScheme: "dark", themeColor: "#090c11" };

// Prices are of the moment: nothing here is rendered at build time.
export const dynamic = "force-dynamic";

export default async function Layout({ children }: { readonly children: ReactNode }) {
  const path = (await headers()).get("x-path") ?? "";
  const worker = process.env.O2_WORKER ? createWorker : undefined;
  return (
    <html lang="en">
      <body>
        <O2Provider config={readConfig()} worker={worker} initialData={await readFirstPaint(path)}>
          <header className="top">
            <Link href="/" className="logo">
              O2<span>dashboard</span>
            </Link>
            <nav aria-label="Pages">
              <Link href="/">Markets</Link>
              <Link href="/account">Account</Link>
            </nav>
            <ConnectionBadge />
          </header>
          <LostNotice />
          <main>{children}</main>
        </O2Provider>
      </body>
    </html>
  );
}
