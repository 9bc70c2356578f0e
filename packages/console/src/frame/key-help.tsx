/** The keys of the list, shown by a button and by `?`. */
import { ActionIcon, Kbd, Popover, Table } from '@mantine/core';
import { useState } from 'react';
import type { PlainTextId } from '../language/catalogue.ts';
import { useText } from '../language/language-context.ts';
import { KeyboardIcon } from './icons.tsx';
import { useKeys } from './use-keys.ts';

/** What a key's cap shows; the id of a text where that differs from country to country. */
type Cap = string | { readonly id: PlainTextId };

const KEYS: readonly (readonly [keys: readonly Cap[], meaning: PlainTextId])[] = [
  [['j', '↓'], 'keys.next'],
  [['k', '↑'], 'keys.previous'],
  [[{ id: 'keys.capEnter' }], 'keys.open'],
  [[{ id: 'keys.capEscape' }], 'keys.close'],
  [['/'], 'keys.search'],
  [['f'], 'keys.filter'],
  [['n'], 'keys.hit'],
  [['Shift+n'], 'keys.hitBefore'],
  [[{ id: 'keys.capHome' }, { id: 'keys.capEnd' }], 'keys.ends'],
  [['?'], 'keys.help'],
];

export function KeyHelp() {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  useKeys({ '?': () => setOpen((was) => !was) });
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" shadow="md">
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={text('keys.title')}
          visibleFrom="xs"
          onClick={() => setOpen(!isOpen)}
        >
          <KeyboardIcon />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={text('keys.title')}>
        <Table withRowBorders={false} fz="sm">
          <Table.Tbody>
            {KEYS.map(([keys, meaning]) => (
              <Table.Tr key={meaning}>
                <Table.Td>
                  {keys
                    .map((cap) => (typeof cap === 'string' ? cap : text(cap.id)))
                    .map((cap) => (
                      <Kbd key={cap} me={4}>
                        {cap}
                      </Kbd>
                    ))}
                </Table.Td>
                <Table.Td>{text(meaning)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Popover.Dropdown>
    </Popover>
  );
}
