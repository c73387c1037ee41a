import type { Metadata } from "next";
import { O2Seed } from "o2-react";
import { AccountScreen } from "@/components/AccountScreen";
import { accountOf, readSeed } from "@/lib/exchange";
import { shorten } from "@/lib/format";

type Props = PageProps<"/account/[id]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params;
  return { title: `Account ${shorten(id)}` };
}

export default async function Page({ params }: Props) {
  const { id } = await params;
  return (
    <O2Seed data={await readSeed(accountOf(id))}>
      <AccountScreen id={id} />
    </O2Seed>
  );
}
