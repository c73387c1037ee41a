import { O2Seed } from "o2-react";
import { MarketList } from "@/components/MarketList";
import { listOf, readMarkets, readSeed } from "@/lib/exchange";

export default async function Page() {
  const markets = await readMarkets().catch(() => []);
  return (
    <O2Seed data={await readSeed(listOf(markets))}>
      <h1>Markets</h1>
      <MarketList />
    </O2Seed>
  );
}
