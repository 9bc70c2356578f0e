/** How a chat began, or the words that were searched for, marked in what surrounds them. */
import type { ChatPreview } from '@parley/contract';
import { type ReactNode, useMemo } from 'react';
import classes from './chat-table.module.css';
import { markedParts, nearFirstHit } from './marked-parts.ts';

export function PreviewText({ preview: { text, hits } }: { readonly preview: ChatPreview }): ReactNode {
  const parts = useMemo(() => nearFirstHit(markedParts(text, hits)), [text, hits]);
  if (text === '') return null;
  return (
    <span className={classes.preview} title={text}>
      <bdi>
        {parts.map(({ start, text: part, isHit }) =>
          isHit ? <mark key={start}>{part}</mark> : <span key={start}>{part}</span>,
        )}
      </bdi>
    </span>
  );
}
