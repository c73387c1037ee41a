import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AccountScreen } from "@/components/AccountScreen";
import { readAccount } from "@/lib/exchange";
import { shorten } from "@/lib/format";

type Props = PageProps<"/account/[id]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params;
  return { title: `Account ${shorten(id)}` };
}

export default async function Page({ params }: Props) {
  const account = await readAccount((await params).id);
  if (!account) notFound();
  return <AccountScreen id={account.trade_account_id} />;
}
