import { notFound } from "next/navigation";
import { readAccount } from "@/lib/exchange";

/** Asks for the account outside of loading.tsx, so that an account that does not exist is answered before anything is shown. */
export default async function Layout({ params, children }: LayoutProps<"/account/[id]">) {
  const { id } = await params;
  if (!(await readAccount(id))) notFound();
  return children;
}
