/** The service level targets of the chat, each with its due time and what became of it. */
import { Table } from '@mantine/core';
import type { ExplainedTarget } from '@parley/contract';
import { durationText } from '../text/durations.ts';
import { timeInZone } from '../text/wall-times.ts';
import classes from './explanation.module.css';

interface TargetTableProps {
  readonly targets: readonly ExplainedTarget[];
  readonly timeZone: string;
}

const LABELS: Readonly<Record<string, string>> = {
  firstResponse: 'First response',
  nextResponse: 'Next response',
  waiting: 'Waiting for an agent',
  close: 'Close',
};

export function TargetTable({ targets, timeZone }: TargetTableProps) {
  if (targets.length === 0) return null;
  return (
    <Table captionSide="top" className={classes.table}>
      <Table.Caption>Service level targets</Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Target</Table.Th>
          <Table.Th>Allowed</Table.Th>
          <Table.Th>Due</Table.Th>
          <Table.Th>Result</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {targets.map(({ target, turn, seconds, dueAt, status, rule }) => (
          <Table.Tr key={`${target} ${turn}`}>
            <Table.Td>
              {LABELS[target] ?? target}
              {turn !== null && `, turn ${turn}`}
            </Table.Td>
            <Table.Td>
              <bdi>{durationText(seconds)}</bdi>
            </Table.Td>
            <Table.Td>{dueAt === null ? '–' : timeInZone(dueAt, timeZone)}</Table.Td>
            <Table.Td title={rule} data-status={status} className={classes.status}>
              {status}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
