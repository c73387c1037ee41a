/** The screen without its content, while an account's page is loading. */
export default function Loading() {
  return (
    <div className="account">
      <p className="market label" role="status">
        Loading…
      </p>
      <div className="panel balances" />
      <div className="panel orders" />
    </div>
  );
}
