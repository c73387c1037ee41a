import type { Metadata } from "next";
import Form from "next/form";
import Link from "next/link";
import { redirect } from "next/navigation";
import { connection } from "next/server";
import { Steps } from "@/components/Steps";

export const metadata: Metadata = { title: "Account" };

export default async function Page({ searchParams }: PageProps<"/account">) {
  const { id } = await searchParams;
  if (typeof id === "string" && id) redirect(`/account/${encodeURIComponent(id.trim())}`);
  await connection();
  const demo = process.env.O2_DEMO_ACCOUNT;
  return (
    <div className="notices">
      <Steps />
      <Form action="/account" className="notice">
        <h1>Follow an account</h1>
        <label htmlFor="id">The id of a trade account</label>
        <input
          id="id"
          name="id"
          required
          pattern="\s*(0x)?[0-9a-fA-F]{64}\s*"
          title="32 bytes of hex: 64 digits, with or without 0x"
          placeholder="0x…"
          autoComplete="off"
          spellCheck={false}
        />
        <button type="submit">Follow</button>
        {demo && <Link href={`/account/${demo}`}>or the demo account</Link>}
      </Form>
    </div>
  );
}
