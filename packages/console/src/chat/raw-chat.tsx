/** The chat as the API sends it, to be read and copied. */
import { Button, CopyButton } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { WholeChat } from '../api/chats.ts';
import { useFormats, useText } from '../language/language-context.ts';
import classes from './chat-panel.module.css';

/** More than people read, and less than takes the page long to lay out. */
const SHOWN_UNITS = 200_000;

export function RawChat({ chat }: { readonly chat: WholeChat }) {
  const text = useText();
  const formats = useFormats();
  const json = useMemo(() => JSON.stringify(chat, null, 2), [chat]);
  const [isWhole, setWhole] = useState(false);
  const isCut = json.length > SHOWN_UNITS && !isWhole;
  return (
    <>
      <div className={classes.rawBar}>
        <CopyButton value={json}>
          {({ copied, copy }) => (
            <Button size="compact-sm" variant="default" onClick={copy}>
              {copied ? text('takeAway.copied') : text('chat.copyJson')}
            </Button>
          )}
        </CopyButton>
        {isCut && (
          <>
            <span>{text('chat.cut')}</span>
            <Button size="compact-sm" variant="default" onClick={() => setWhole(true)}>
              {text('chat.showAll', { size: formats.bytes(new Blob([json]).size) })}
            </Button>
          </>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <pre dir="ltr" className={classes.raw} tabIndex={0}>
        {isCut ? json.slice(0, SHOWN_UNITS) : json}
      </pre>
    </>
  );
}
