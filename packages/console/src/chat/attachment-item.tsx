/** An attachment by name, kind and size. What visitors send is never opened in this page, not even as a picture. */
import { WebLink } from '../frame/web-link.tsx';
import { useFormats, useText } from '../language/language-context.ts';
import { attachmentFacts } from './attachment-facts.ts';
import classes from './transcript.module.css';

export function AttachmentItem({ attachment }: { readonly attachment: unknown }) {
  const text = useText();
  const formats = useFormats();
  const { type, name, bytes, address, link } = attachmentFacts(attachment);
  const kind = <bdi>{type === '' ? text('chat.file') : type}</bdi>;
  return (
    <p className={classes.attachment}>
      <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
        <path
          d="M11.500 5.500l-5 5a1.400 1.400 0 0 0 2 2l5-5a3 3 0 0 0-4.200-4.200l-5.300 5.300a4.500 4.500 0 0 0 6.400 6.400"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.3"
          strokeLinecap="round"
        />
      </svg>
      <span>
        <WebLink address={link ?? address} name={name} />
        <span className={classes.kind}>
          {kind}
          {bytes !== null && `, ${formats.bytes(bytes)}`}
        </span>
      </span>
    </p>
  );
}
