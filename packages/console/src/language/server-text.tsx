/** A sentence of the server: English, whatever the language of the page. */

export function ServerText({ children }: { readonly children: string }) {
  return (
    <bdi lang="en" dir="auto">
      {children}
    </bdi>
  );
}
