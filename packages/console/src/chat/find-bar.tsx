/** Looks for words in the open chat: the field, the count, and the way from hit to hit. */
import { ActionIcon, CloseButton, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { type KeyboardEvent, useRef } from 'react';
import { DownIcon, SearchIcon, UpIcon } from '../frame/icons.tsx';
import { useKeys } from '../frame/use-keys.ts';
import { useText } from '../language/language-context.ts';
import classes from './find-bar.module.css';
import type { ChatHits } from './use-chat-hits.ts';

interface FindBarProps {
  readonly find: ChatHits;
  /** Whether parts of the chat are not in the page, where the browser would not find them. */
  readonly isLong: boolean;
}

export function FindBar({ find, isLong }: FindBarProps) {
  const text = useText();
  const field = useRef<HTMLInputElement>(null);
  const { words, setWords, count, at, isSearching, step } = find;
  useKeys({ n: () => step(1), N: () => step(-1) });
  // The browser finds only what is in the page.
  useHotkeys(isLong ? [['mod+F', () => field.current?.select()]] : []);
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    if (words === '') field.current?.blur();
    setWords('');
  };
  return (
    <div className={classes.bar} role="search" aria-label={text('find.label')}>
      <TextInput
        ref={field}
        size="xs"
        radius="xl"
        className={classes.field}
        aria-label={text('find.label')}
        placeholder={text('find.label')}
        maxLength={400}
        leftSection={<SearchIcon />}
        rightSection={
          words === '' ? null : <CloseButton size="xs" aria-label={text('find.clear')} onClick={() => setWords('')} />
        }
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={press}
      />
      <span className={classes.count} role="status">
        {words === '' ? null : countText({ count, at, isSearching }, text)}
      </span>
      <ActionIcon
        variant="subtle"
        color="gray"
        className={classes.step}
        aria-label={text('find.previous')}
        disabled={count === 0}
        onClick={() => step(-1)}
      >
        <UpIcon />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        className={classes.step}
        aria-label={text('find.next')}
        disabled={count === 0}
        onClick={() => step(1)}
      >
        <DownIcon />
      </ActionIcon>
    </div>
  );
}

function countText(
  { count, at, isSearching }: Pick<ChatHits, 'count' | 'at' | 'isSearching'>,
  text: ReturnType<typeof useText>,
): string {
  if (count === 0) return text(isSearching ? 'find.searching' : 'find.none');
  return at === null ? text('find.hits', { count }) : text('find.count', { at: at + 1, count });
}
