/** Each time the visitor waited, and how long. */
import { Table } from '@mantine/core';
import type { ExplainedTurn } from '@parley/contract';
import { durationText } from '../text/durations.ts';
import { timeInZone } from '../text/wall-times.ts';
import classes from './explanation.module.css';

interface TurnTableProps {
  readonly turns: readonly ExplainedTurn[];
  readonly timeZone: string;
  readonly onMessage: (messageId: string) => void;
}

export function TurnTable({ turns, timeZone, onMessage }: TurnTableProps) {
  if (turns.length === 0) return null;
  return (
    <Table captionSide="top" className={classes.table}>
      <Table.Caption>Each time the visitor waited</Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Turn</Table.Th>
          <Table.Th>Visitor wrote</Table.Th>
          <Table.Th>Agent answered</Table.Th>
          <Table.Th>Response</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {turns.map(({ turn, openedBy, startedAt, startedFrom, closedBy, closedAt, seconds }) => (
          <Table.Tr key={turn}>
            <Table.Td>{turn}</Table.Td>
            <Table.Td>
              <button type="button" className={classes.link} onClick={() => onMessage(openedBy)}>
                {timeInZone(startedAt, timeZone)}
              </button>
              {startedFrom === 'handOff' && ' (hand-off of the bot)'}
            </Table.Td>
            <Table.Td>
              {closedBy === null || closedAt === null ? (
                'not answered'
              ) : (
                <button type="button" className={classes.link} onClick={() => onMessage(closedBy)}>
                  {timeInZone(closedAt, timeZone)}
                </button>
              )}
            </Table.Td>
            <Table.Td>
              <bdi>{durationText(seconds)}</bdi>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
