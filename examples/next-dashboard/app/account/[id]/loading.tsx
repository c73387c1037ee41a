/** The screen without its content, at once, while an account's page is on its way. */
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
