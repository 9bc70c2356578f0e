/** The text of a message with its hits marked: always text, and no more of it at once than the page can lay out. */
import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { markedParts } from '../chats/marked-parts.ts';
import { useFormats, useText } from '../language/language-context.ts';
import { partsOf, shownEnd } from './long-text.ts';
import classes from './transcript.module.css';
import type { ChatHit } from './use-chat-hits.ts';

interface MessageTextProps {
  readonly text: string;
  readonly hits: readonly ChatHit[];
  /** Where the active hit begins; null when it is not in this text. */
  readonly activeStart: number | null;
  readonly isWhole: boolean;
  readonly onShowAll: () => void;
}

export function MessageText({ text: all, hits, activeStart, isWhole, onShowAll }: MessageTextProps) {
  const text = useText();
  const formats = useFormats();
  const end = shownEnd(all);
  const isCut = end < all.length && !isWhole && (activeStart === null || activeStart < end);
  const parts = useMemo(() => placed(isCut ? [all.slice(0, end)] : partsOf(all)), [all, end, isCut]);
  return (
    <>
      {parts.map(({ from, part }) => (
        <div key={from} dir="auto" className={parts.length === 1 ? classes.text : classes.longText}>
          <MarkedText part={part} from={from} hits={hits} activeStart={activeStart} />
        </div>
      ))}
      {isCut && (
        <p className={classes.cut}>
          <span>{text('chat.cut')}</span>
          <Button size="compact-xs" variant="default" onClick={onShowAll}>
            {text('chat.showAll', { size: formats.bytes(new Blob([all]).size) })}
          </Button>
        </p>
      )}
    </>
  );
}

interface PlacedPart {
  /** Where it begins in the whole text. */
  readonly from: number;
  readonly part: string;
}

function placed(parts: readonly string[]): readonly PlacedPart[] {
  let from = 0;
  return parts.map((part) => {
    const one = { from, part };
    from += part.length;
    return one;
  });
}

function MarkedText({ part, from, hits, activeStart }: PlacedPart & Pick<MessageTextProps, 'hits' | 'activeStart'>) {
  const end = from + part.length;
  const within = hits.filter((hit) => hit.start < end && hit.end > from);
  if (within.length === 0) return part;
  const moved = within.map((hit) => ({
    start: Math.max(hit.start - from, 0),
    end: Math.min(hit.end - from, part.length),
  }));
  return markedParts(part, moved).map(({ start, text, isHit }) =>
    isHit ? (
      <mark key={start} data-active={start + from === activeStart}>
        {text}
      </mark>
    ) : (
      <span key={start}>{text}</span>
    ),
  );
}
