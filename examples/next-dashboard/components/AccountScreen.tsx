"use client";

// One trade account: what it holds and is worth, its orders, its fills, its nonce.
import { useNonce } from "o2-react";
import { shorten } from "@/lib/format";
import { Balances } from "./Balances";
import { Fills } from "./Fills";
import { Freshness } from "./Freshness";
import { Orders } from "./Orders";

export function AccountScreen({ id }: { readonly id: string }) {
  const nonce = useNonce({ identity: id });
  return (
    <div className="account">
      <section className="market" data-status={nonce.status} aria-label="Account">
        <h1 title={id}>Account {shorten(id)}</h1>
        <p className="nonce">
          <span className="label">Nonce</span> <output aria-label="Nonce">{nonce.data?.toString() ?? "–"}</output>
        </p>
        <Freshness {...nonce} />
      </section>
      <Balances id={id} />
      <Orders id={id} />
      <Fills id={id} />
    </div>
  );
}
