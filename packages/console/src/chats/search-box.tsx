/** Looks for chats by what was written in them. What is typed counts when it is sent, so that nobody waits for half a word. */
import { CloseButton, TextInput } from '@mantine/core';
import { type FormEvent, type RefObject, useState } from 'react';
import { SearchIcon } from '../frame/icons.tsx';
import { useText } from '../language/language-context.ts';
import classes from './filter-bar.module.css';
import { useFilters } from './use-filters.ts';

interface SearchBoxProps {
  /** What the list is searched for now; empty for nothing. */
  readonly value: string;
  readonly ref: RefObject<HTMLInputElement | null>;
  /** Where the focus goes with the result. */
  readonly returnTo: RefObject<HTMLElement | null>;
}

export function SearchBox({ value, ref, returnTo }: SearchBoxProps) {
  const text = useText();
  const [typed, setTyped] = useState(value);
  const { setWords } = useFilters();
  const send = (next: string) => setWords(next.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send(typed);
    returnTo.current?.focus();
  };
  const clear = () => {
    setTyped('');
    send('');
    ref.current?.focus();
  };
  return (
    <form role="search" className={classes.search} onSubmit={submit}>
      <TextInput
        ref={ref}
        type="text"
        inputMode="search"
        enterKeyHint="search"
        size="xs"
        radius="xl"
        // Words are written in the direction of their script; the field keeps that of the page.
        classNames={{ input: `${classes.typed}` }}
        aria-label={text('filters.search')}
        placeholder={text('filters.searchExample')}
        maxLength={400}
        leftSection={<SearchIcon />}
        rightSection={
          typed === '' ? null : <CloseButton size="xs" aria-label={text('filters.clearSearch')} onClick={clear} />
        }
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </form>
  );
}
