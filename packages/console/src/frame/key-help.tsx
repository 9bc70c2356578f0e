/** The keys of the list, shown by a button and by `?`. */
import { ActionIcon, Kbd, Popover, Table } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useState } from 'react';
import { KeyboardIcon } from './icons.tsx';

const KEYS: readonly (readonly [keys: readonly string[], meaning: string])[] = [
  [['j', '↓'], 'next chat'],
  [['k', '↑'], 'previous chat'],
  [['Enter'], 'open the chat'],
  [['Esc'], 'close the chat'],
  [['/'], 'search'],
  [['f'], 'add a filter'],
  [['Home', 'End'], 'first and last loaded chat'],
  [['?'], 'show these keys'],
];

export function KeyHelp() {
  const [isOpen, setOpen] = useState(false);
  useHotkeys([['shift+?', () => setOpen((was) => !was)]]);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" shadow="md">
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" aria-label="Keys" visibleFrom="xs" onClick={() => setOpen(!isOpen)}>
          <KeyboardIcon />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label="Keys">
        <Table withRowBorders={false} fz="sm">
          <Table.Tbody>
            {KEYS.map(([keys, meaning]) => (
              <Table.Tr key={meaning}>
                <Table.Td>
                  {keys.map((key) => (
                    <Kbd key={key} me={4}>
                      {key}
                    </Kbd>
                  ))}
                </Table.Td>
                <Table.Td>{meaning}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Popover.Dropdown>
    </Popover>
  );
}
