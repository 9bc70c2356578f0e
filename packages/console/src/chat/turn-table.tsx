/** Each time the visitor waited, and how long. */
import { Table } from '@mantine/core';
import type { ExplainedTurn } from '@parley/contract';
import type { ReactNode } from 'react';
import { useFormats, useText } from '../language/language-context.ts';
import classes from './explanation.module.css';

interface TurnTableProps {
  readonly turns: readonly ExplainedTurn[];
  readonly timeZone: string;
  readonly onMessage: (messageId: string) => void;
}

export function TurnTable({ turns, timeZone, onMessage }: TurnTableProps) {
  const text = useText();
  const formats = useFormats();
  if (turns.length === 0) return null;
  return (
    <Table captionSide="top" className={classes.table}>
      <Table.Caption>{text('turns.title')}</Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{text('turns.turn')}</Table.Th>
          <Table.Th>{text('turns.wrote')}</Table.Th>
          <Table.Th>{text('turns.answered')}</Table.Th>
          <Table.Th>{text('turns.response')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {turns.map(({ turn, openedBy, startedAt, startedFrom, closedBy, closedAt, seconds }) => (
          <Table.Tr key={turn}>
            <Table.Td>{formats.number(turn)}</Table.Td>
            <Table.Td>
              <TurnStart isHandOff={startedFrom === 'handOff'}>
                <button type="button" className={classes.link} onClick={() => onMessage(openedBy)}>
                  {formats.time(startedAt, timeZone)}
                </button>
              </TurnStart>
            </Table.Td>
            <Table.Td>
              {closedBy === null || closedAt === null ? (
                text('turns.notAnswered')
              ) : (
                <button type="button" className={classes.link} onClick={() => onMessage(closedBy)}>
                  {formats.time(closedAt, timeZone)}
                </button>
              )}
            </Table.Td>
            <Table.Td>
              <bdi>{formats.duration(seconds)}</bdi>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function TurnStart({ isHandOff, children }: { readonly isHandOff: boolean; readonly children: ReactNode }) {
  const text = useText();
  return isHandOff ? text.rich('turns.handOff', { time: children }) : children;
}
