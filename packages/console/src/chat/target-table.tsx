/** The service level targets of the chat, each with its due time and what became of it. */
import { Table } from '@mantine/core';
import type { ExplainedTarget } from '@parley/contract';
import type { PlainTextId } from '../language/catalogue.ts';
import { useFormats, useText } from '../language/language-context.ts';
import classes from './explanation.module.css';

interface TargetTableProps {
  readonly targets: readonly ExplainedTarget[];
  readonly timeZone: string;
}

const TARGETS: Readonly<Record<ExplainedTarget['target'], PlainTextId>> = {
  firstResponse: 'targets.firstResponse',
  nextResponse: 'targets.nextResponse',
  waiting: 'targets.waiting',
  close: 'targets.close',
};
const RESULTS: Readonly<Record<ExplainedTarget['status'], PlainTextId>> = {
  running: 'targets.running',
  met: 'targets.met',
  missed: 'targets.missed',
  void: 'targets.void',
};

export function TargetTable({ targets, timeZone }: TargetTableProps) {
  const text = useText();
  const formats = useFormats();
  if (targets.length === 0) return null;
  return (
    <Table captionSide="top" className={classes.table}>
      <Table.Caption>{text('targets.title')}</Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{text('targets.target')}</Table.Th>
          <Table.Th>{text('targets.allowed')}</Table.Th>
          <Table.Th>{text('targets.due')}</Table.Th>
          <Table.Th>{text('targets.result')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {targets.map(({ target, turn, seconds, dueAt, status, rule }) => (
          <Table.Tr key={`${target} ${turn}`}>
            <Table.Td>
              {turn === null ? text(TARGETS[target]) : text('targets.ofTurn', { target: text(TARGETS[target]), turn })}
            </Table.Td>
            <Table.Td>
              <bdi>{formats.duration(seconds)}</bdi>
            </Table.Td>
            <Table.Td>{dueAt === null ? '–' : formats.time(dueAt, timeZone)}</Table.Td>
            <Table.Td title={rule} data-status={status} className={classes.status}>
              {text(RESULTS[status])}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
