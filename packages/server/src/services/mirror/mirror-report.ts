/** The final report of a mirror run, as text. Used by the command. */
import { describeRejectGroups } from '../import/reject-groups.ts';
import type { MirrorSource } from './mirror-source.ts';
import { isUnencrypted } from './mirror-source.ts';
import type { MirrorResult } from './run-mirror.ts';
import type { KnownReading } from './source-walk.ts';

export interface MirrorReport {
  readonly source: MirrorSource;
  readonly result: MirrorResult;
  readonly seconds: number;
  readonly overlapDays: number;
  /** IANA name of the local project's zone. */
  readonly zoneName: string;
  readonly rejectsPath: string;
}

const IDS_SHOWN = 20;

/** Lines of plain text, one fact each, in a fixed order; at the end what a mirror of this source cannot know. */
export function describeMirror(report: MirrorReport): string {
  const { source, result, seconds, rejectsPath } = report;
  const { totals } = result;
  const lines = [
    `source     ${source.baseUrl}, tenant ${source.customer}, project ${source.projectId}`,
    describeSteps(result),
    `requests   ${result.requests}, ${result.retries} of them again`,
    `read       ${totals.read}`,
    `created    ${totals.created}`,
    `replaced   ${totals.replaced}`,
    `unchanged  ${totals.unchanged}`,
    `erased     ${totals.erased}`,
    `rejected   ${totals.rejected}${totals.rejected > 0 ? `, see ${rejectsPath}` : ''}`,
    ...describeRejectGroups(totals.rejectGroups),
    ...[...totals.warnings]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([kind, count]) => `warning    ${count} with: ${kind}`),
    ...(result.failure !== null && totals.read === 0 ? [] : [`start      ${describeReading(result.known)}`]),
    `seconds    ${seconds.toFixed(1)}`,
    ...listNotes(report).map((note) => `note       ${note}`),
    ...listUnknown(report).map((unknown) => `unknown    ${unknown}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** What read nothing is not called done. */
function describeSteps({ failure, steps, totals }: MirrorResult): string {
  const what = steps.join('; ');
  if (failure !== null) return `stopped    ${what === '' ? 'before anything was read' : `during ${steps.at(-1)}`}`;
  return totals.read === 0 ? `no news    ${what}: the source sent no chats` : `done       ${what}`;
}

function describeReading({ reading, isCertain }: KnownReading): string {
  const doubt = isCertain ? '' : ', as far as its ids tell: they have no gaps, so it cannot be told for certain';
  switch (reading) {
    case 'id':
      return `the source begins at that chatId${doubt}`;
    case 'after':
      return `the source begins after that chatId${doubt}`;
    case 'offset':
      return `the source skips that many rows${doubt}`;
    case 'ignored':
      return 'the source does not read it and sends everything at once';
    case null:
      return 'not known: the source has no chats yet';
  }
}

function listNotes({ source, result }: MirrorReport): readonly string[] {
  const { totals, lostOpen } = result;
  const notes = [...result.notes];
  if (isUnencrypted(source)) notes.push('the address is no HTTPS: the key and the chats can be read on the way');
  if (totals.duplicates > 0) {
    notes.push(`${totals.duplicates} rows had the id of another one in the same reply: the last of them counts`);
  }
  if (totals.createdBelowHighest > 0) {
    notes.push(
      `${totals.createdBelowHighest} chats came under ids below the highest of the project: ` +
        'clients that page by id and remember the last one will not see them, only the change feed tells of them',
    );
  }
  if (lostOpen.length > 0) {
    const shown = lostOpen.slice(0, IDS_SHOWN).join(', ');
    const more = lostOpen.length > IDS_SHOWN ? ', …' : '';
    notes.push(
      `${lostOpen.length} chats are in progress here, but the source does not send them any more: ${shown}${more}`,
    );
  }
  return notes;
}

function listUnknown({ result, overlapDays, zoneName }: MirrorReport): readonly string[] {
  const zone = `in which zone the source prints its times: rows are kept as they came, days are taken in ${zoneName}`;
  if (result.hasFeed) return [zone];
  return [
    'which chats were erased at the source: they stay here',
    `what changed in closed chats that began more than ${overlapDays} days before the last run: --full reads everything again`,
    zone,
  ];
}
