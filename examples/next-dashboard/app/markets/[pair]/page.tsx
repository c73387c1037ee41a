import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { MarketScreen } from "@/components/MarketScreen";
import { isMarket } from "@/lib/exchange";
import { toPair } from "@/lib/slug";

type Props = PageProps<"/markets/[pair]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { pair } = await params;
  return { title: toPair(pair) };
}

// No loading.tsx here: React sends a large boundary's fallback first and its content behind it, and this page is to show
// its prices without any script. On the way from market to market the link says that it is pending.
export default async function Page({ params }: Props) {
  const pair = toPair((await params).pair);
  if ((await isMarket(pair)) === false) notFound();
  return <MarketScreen pair={pair} />;
}
