/** What was written, with what happened in between: all of it in the page, or the neighbourhood of what is visible when it is long. */
import { useMemo, useRef, useState } from 'react';
import type { WholeChat } from '../api/chats.ts';
import { mayReadContent } from '../api/session.ts';
import { useText } from '../language/language-context.ts';
import { useSession } from '../session/session-context.ts';
import { ChunkOfRows } from './chunk-of-rows.tsx';
import { ConversationRowView } from './conversation-row-view.tsx';
import { conversationRows } from './conversation-rows.ts';
import { FindBar } from './find-bar.tsx';
import { chunkOf, chunksOf, MOST_WHOLE_ROWS } from './rows-in-chunks.ts';
import type { Explained } from './shown-turns.ts';
import classes from './transcript.module.css';
import { useChatHits } from './use-chat-hits.ts';
import { useIsPrinting } from './use-is-printing.ts';
import { type Place, useShownPlace } from './use-shown-place.ts';

interface TranscriptProps {
  readonly chat: WholeChat;
  /** null until it is known. */
  readonly explained: Explained | null;
  /** Of the printed times. */
  readonly zone: string;
  /** What the list was searched for; empty for nothing. */
  readonly words: string;
  /** The message to show; null for none. */
  readonly place: Place | null;
  /** Whether it can be seen: nothing scrolls behind another tab. */
  readonly isShown: boolean;
}

const NOTHING = { place: null, hit: null } as const;

export function Transcript({ chat, explained, zone, words, place, isShown }: TranscriptProps) {
  const text = useText();
  const mayRead = mayReadContent(useSession());
  const rows = useMemo(() => conversationRows(chat, explained, zone), [chat, explained, zone]);
  const box = useRef<HTMLDivElement>(null);
  const find = useChatHits(rows, words, place !== null);
  const shownRow = useShownPlace(box, rows, isShown ? { place, hit: find.active } : NOTHING);
  const [whole, setWhole] = useState<ReadonlySet<string>>(new Set());
  const isPrinting = useIsPrinting();
  const isLong = rows.length > MOST_WHOLE_ROWS;
  const chunks = useMemo(() => chunksOf(rows), [rows]);
  const hasMessages = (chat.transcript ?? []).length > 0;
  return (
    <div ref={box} className={classes.transcript}>
      {mayRead && hasMessages && <FindBar find={find} isLong={isLong} />}
      {!mayRead && <p className={classes.none}>{text('chat.hidden')}</p>}
      {mayRead && !hasMessages && <p className={classes.none}>{text('chat.silent')}</p>}
      {chunks.map((chunk, index) => (
        <ChunkOfRows
          // Rows never change places.
          // biome-ignore lint/suspicious/noArrayIndexKey: their place is what they are known by
          key={index}
          isWindowed={isLong && !isPrinting}
          isWanted={shownRow !== null && chunkOf(shownRow) === index}
          rowCount={chunk.length}
        >
          {chunk.map((row) => (
            <ConversationRowView
              key={row.key}
              row={row}
              hits={find.hitsOf(Number(row.key))}
              activeStart={find.active !== null && String(find.active.row) === row.key ? find.active.start : null}
              isWhole={whole.has(row.key)}
              onShowAll={() => setWhole((shown) => new Set([...shown, row.key]))}
            />
          ))}
        </ChunkOfRows>
      ))}
    </div>
  );
}
