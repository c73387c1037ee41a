"use client";

// The wallet in the header of every page.
import Link from "next/link";
import { shorten } from "@/lib/format";
import { useTrading } from "./TradingProvider";

export function WalletLink() {
  const { stage, wallet } = useTrading();
  if (stage === "unavailable") return null;
  return (
    <Link href="/account" className="button" title={wallet}>
      {wallet ? shorten(wallet) : "Connect"}
    </Link>
  );
}
