import Link from "next/link";

export default function NotFound() {
  return (
    <div className="notice">
      <h1>There is no such page</h1>
      <p>The exchange lists no market or account of this name.</p>
      <Link href="/" className="button">
        All markets
      </Link>
    </div>
  );
}
