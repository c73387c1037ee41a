import type { Metadata } from "next";
import { AccountScreen } from "@/components/AccountScreen";
import { shorten } from "@/lib/format";

type Props = PageProps<"/account/[id]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params;
  return { title: `Account ${shorten(id)}` };
}

export default async function Page({ params }: Props) {
  const { id } = await params;
  return <AccountScreen id={id} />;
}
