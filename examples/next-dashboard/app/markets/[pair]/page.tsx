import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { O2Seed } from "o2-react";
import { MarketRules } from "@/components/MarketRules";
import { MarketScreen } from "@/components/MarketScreen";
import { deskOf, readMarket, readSeed } from "@/lib/exchange";
import { toPair } from "@/lib/slug";

type Props = PageProps<"/markets/[pair]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { pair } = await params;
  return { title: toPair(pair) };
}

// No loading.tsx here: the page is to show its prices without any script. From market to market the link says that it is pending.
export default async function Page({ params }: Props) {
  const pair = toPair((await params).pair);
  // While the exchange does not answer nobody knows: the page is shown, and goes live by itself.
  const market = await readMarket(pair).catch(() => null);
  if (market === undefined) notFound();
  return (
    <O2Seed data={await readSeed(deskOf(pair))}>
      <MarketScreen pair={pair} rules={market && <MarketRules market={market} />} />
    </O2Seed>
  );
}
