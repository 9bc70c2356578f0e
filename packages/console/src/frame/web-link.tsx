/** An address that somebody else wrote: a link when it is one of the web, else text. It never takes this page along. */
import { webAddress } from '../text/web-address.ts';

interface WebLinkProps {
  readonly address: string;
  /** Shown in its place; the address itself when it is empty. */
  readonly name: string;
}

export function WebLink({ address, name }: WebLinkProps) {
  const link = webAddress(address);
  const words = <bdi>{name === '' ? address : name}</bdi>;
  if (link === null) {
    // Each by itself: a sign that turns the direction of the one must not reach the other.
    return name === '' ? (
      words
    ) : (
      <>
        {words} (<bdi>{address}</bdi>)
      </>
    );
  }
  return (
    <a href={link} title={link} target="_blank" rel="noopener noreferrer">
      {words}
    </a>
  );
}
