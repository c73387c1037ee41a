import { notFound } from "next/navigation";
import { readAccount } from "@/lib/exchange";

/** Asks outside of loading.tsx, so that an account that is not there is a 404 from the first byte on. */
export default async function Layout({ params, children }: LayoutProps<"/account/[id]">) {
  const { id } = await params;
  if (!(await readAccount(id))) notFound();
  return children;
}
