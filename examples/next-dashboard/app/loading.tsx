// While the next page is on its way.
export default function Loading() {
  return (
    <p className="notice" role="status">
      Loading…
    </p>
  );
}
