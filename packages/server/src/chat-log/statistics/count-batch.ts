/** Counts the rows of a batch, each in the tally of its group. Plain loops over columns: there are millions of rows. */
import type { FactBatch, NumberColumn, TextColumn } from './fact-batch.ts';
import type { GroupTally, TallyTexts } from './group-tally.ts';
import type { ExactSum } from './histogram.ts';
import type { TextCounts, TextIndex } from './text-counts.ts';

/** The tally of each row; null for a row that is not counted. */
type Tallies = readonly (GroupTally | null)[];

/** `isSpamCounted` false: spam is left out, and only counted as that. */
export function countBatch(batch: FactBatch, tallies: Tallies, texts: TallyTexts, isSpamCounted: boolean): void {
  const counted = countRows(batch, tallies, isSpamCounted);
  const { measured } = batch;
  if (measured === null) return;
  for (const [at, column] of measured.measures.entries()) addValues(counted, column, at);
  addSums(counted, measured.responseCount, (tally) => tally.responseCount);
  addSums(counted, measured.sumResponseTime, (tally) => tally.sumResponseTime);
  addTransferred(counted, measured.transferCount);
  addTexts(counted, measured.disposition, texts.dispositions, (tally) => tally.dispositions);
  addTexts(counted, measured.slaStatus, texts.slaStatus, (tally) => tally.slaStatus);
}

function countRows({ chatIds, isSpam }: FactBatch, tallies: Tallies, isSpamCounted: boolean): Tallies {
  const counted: (GroupTally | null)[] = [];
  for (let at = 0; at < tallies.length; at += 1) {
    const tally = tallies[at] ?? null;
    const id = chatIds[at] ?? 0;
    const isMarked = isSpam[at] === 1;
    if (tally !== null && isMarked) tally.spam += 1;
    if (tally === null || (isMarked && !isSpamCounted)) {
      counted.push(null);
      continue;
    }
    tally.count += 1;
    if (id > tally.newestChatId) tally.newestChatId = id;
    counted.push(tally);
  }
  return counted;
}

function addTransferred(tallies: Tallies, transferCount: NumberColumn): void {
  for (let at = 0; at < tallies.length; at += 1) {
    const tally = tallies[at] ?? null;
    if (tally !== null && (transferCount[at] ?? 0) > 0) tally.transferred += 1;
  }
}

function addValues(tallies: Tallies, column: NumberColumn | null, measure: number): void {
  if (column === null) return;
  for (let [from, to] = [0, 0]; from < tallies.length; from = to) {
    const tally = tallies[from] ?? null;
    do to += 1;
    while (to < tallies.length && tallies[to] === tally);
    tally?.histogramAt(measure).addRun(column, from, to);
  }
}

function addSums(tallies: Tallies, column: NumberColumn | null, sumOf: (tally: GroupTally) => ExactSum): void {
  if (column === null) return;
  for (let at = 0; at < tallies.length; at += 1) {
    const tally = tallies[at] ?? null;
    const value = column[at] ?? Number.NaN;
    if (tally !== null && !Number.isNaN(value)) sumOf(tally).add(value);
  }
}

function addTexts(
  tallies: Tallies,
  column: TextColumn,
  index: TextIndex,
  countsOf: (tally: GroupTally) => TextCounts,
): void {
  const places = index.placesOf(column);
  for (let at = 0; at < tallies.length; at += 1) {
    const tally = tallies[at] ?? null;
    if (tally !== null) countsOf(tally).add(places[column.codes[at] ?? 0] ?? 0);
  }
}
