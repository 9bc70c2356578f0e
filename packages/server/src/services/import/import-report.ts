/** The final report of an import, as text. Used by the command. */
import type { ImportTotals } from './import-chats.ts';
import { describeRejectGroups } from './reject-groups.ts';

export interface ImportReport {
  readonly totals: ImportTotals;
  readonly seconds: number;
  /** File of the rejected rows. */
  readonly rejectsPath: string;
}

/** Lines of plain text, one fact each, in a fixed order; rejects and warnings are counted by kind. */
export function describeImport({ totals, seconds, rejectsPath }: ImportReport): string {
  const lines = [
    `read       ${totals.read}`,
    `created    ${totals.created}`,
    `replaced   ${totals.replaced}`,
    `unchanged  ${totals.unchanged}`,
    `rejected   ${totals.rejected}${totals.rejected > 0 ? `, see ${rejectsPath}` : ''}`,
    ...describeRejectGroups(totals.rejectGroups),
    ...[...totals.warnings]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([kind, count]) => `warning    ${count} with: ${kind}`),
    `seconds    ${seconds.toFixed(1)}, ${Math.round(totals.read / Math.max(seconds, 0.001))} chats/s`,
  ];
  if (totals.redactedOnArrival > 0) {
    lines.push(
      `note       ${totals.redactedOnArrival} of a redacted contact, from before its redaction: stored without what it wrote`,
    );
  }
  if (totals.createdBelowHighest > 0) {
    lines.push(
      `note       ${totals.createdBelowHighest} chats came under ids below the highest of the project: ` +
        'clients that page by id and remember the last one will not see them, only the change feed tells of them',
    );
  }
  return `${lines.join('\n')}\n`;
}
