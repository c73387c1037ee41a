// An id, cut short and copied by a press.
import { type ReactElement, useEffect, useState } from "react";
import { shortId } from "../names.ts";
import { copyText } from "./copy.ts";

export function Id({ id, name }: { readonly id: string; readonly name?: string }): ReactElement {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 1_500);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <button type="button" className="id" title={id} onClick={async () => setCopied(await copyText(id))}>
      <span className="unseen">Copy id of </span>
      {name ?? shortId(id)}
      {isCopied && <span className="copied"> copied</span>}
    </button>
  );
}
