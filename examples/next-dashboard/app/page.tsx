import { Markets } from "@/components/Markets";

export default function Page() {
  return (
    <>
      <h1>Markets</h1>
      <Markets />
    </>
  );
}
