"use client";

// Shown when a page cannot be rendered: its server component could not read its data, or something threw.
export default function ErrorPage({ retry }: { readonly retry: () => void }) {
  return (
    <div className="notice" role="alert">
      <h1>This page cannot be shown</h1>
      <p>The exchange did not answer, or something is broken here.</p>
      <button type="button" onClick={retry}>
        Try again
      </button>
    </div>
  );
}
