/** The numbers of one group of chats while it is counted. */
import {
  AT,
  CODE_MASK,
  type FactRow,
  FLAGS,
  GROUP_WITH_MEASURES,
  KNOWN_DISPOSITIONS,
  KNOWN_SLA_STATUSES,
  MEASURES,
  type Measure,
  RARE_SEPARATOR,
} from './fact-row.ts';
import { ExactSum, Histogram } from './histogram.ts';

/** Both texts are known. */
const KNOWN: readonly string[] = [];

/** Counts of a text by value. */
export class TextCounts {
  readonly #known: readonly string[];
  readonly #byCode: number[];
  readonly #others = new Map<string, number>();

  constructor(known: readonly string[]) {
    this.#known = known;
    this.#byCode = known.map(() => 0);
  }

  /** `code` is the place among the known ones from 1; with 0 `text` is the value. */
  add(code: number, text: string): void {
    if (code > 0) this.#byCode[code - 1] = (this.#byCode[code - 1] ?? 0) + 1;
    else this.#others.set(text, (this.#others.get(text) ?? 0) + 1);
  }

  merge(other: TextCounts): void {
    for (const [at, count] of other.#byCode.entries()) this.#byCode[at] = (this.#byCode[at] ?? 0) + count;
    for (const [text, count] of other.#others) this.#others.set(text, (this.#others.get(text) ?? 0) + count);
  }

  /** Those that occur: the known ones in their order, then the others by text. */
  list(): readonly { readonly value: string; readonly count: number }[] {
    const known = this.#known.map((value, at) => ({ value, count: this.#byCode[at] ?? 0 }));
    const others = [...this.#others].map(([value, count]) => ({ value, count }));
    return [...known, ...others.sort((a, b) => (a.value < b.value ? -1 : 1))].filter(({ count }) => count > 0);
  }
}

export class GroupTally {
  count = 0;
  spam = 0;
  transferred = 0;
  newestChatId = 0;
  readonly responseCount = new ExactSum();
  readonly sumResponseTime = new ExactSum();
  readonly dispositions = new TextCounts(KNOWN_DISPOSITIONS);
  readonly slaStatus = new TextCounts(KNOWN_SLA_STATUSES);
  #histograms: readonly Histogram[] = MEASURES.map(() => new Histogram());

  /** `isCounted` false: it is spam that is left out, and only counted as that. */
  add(row: FactRow, isCounted: boolean): void {
    const flags = Number(row[AT.flags]);
    if ((flags & FLAGS.isSpam) > 0) this.spam += 1;
    if (!isCounted) return;
    this.count += 1;
    this.newestChatId = Math.max(this.newestChatId, Number(row[AT.chatId]));
    if (row.length < GROUP_WITH_MEASURES) return;
    for (let at = 0; at < MEASURES.length; at += 1) {
      const value = row[AT.firstMeasure + at];
      if (typeof value === 'number') this.#histograms[at]?.add(value);
    }
    const [responses, sum] = [row[AT.responseCount], row[AT.sumResponseTime]];
    if (typeof responses === 'number') this.responseCount.add(responses);
    if (typeof sum === 'number') this.sumResponseTime.add(sum);
    if ((flags & FLAGS.isTransferred) > 0) this.transferred += 1;
    const rare = row[AT.rare];
    const [disposition = '', slaStatus = ''] = typeof rare === 'string' ? rare.split(RARE_SEPARATOR) : KNOWN;
    this.dispositions.add(Math.floor(flags / FLAGS.disposition) & CODE_MASK, disposition);
    this.slaStatus.add(Math.floor(flags / FLAGS.slaStatus) & CODE_MASK, slaStatus);
  }

  static merged(tallies: readonly GroupTally[]): GroupTally {
    const all = new GroupTally();
    for (const one of tallies) {
      all.count += one.count;
      all.spam += one.spam;
      all.transferred += one.transferred;
      all.newestChatId = Math.max(all.newestChatId, one.newestChatId);
      all.responseCount.merge(one.responseCount);
      all.sumResponseTime.merge(one.sumResponseTime);
      all.dispositions.merge(one.dispositions);
      all.slaStatus.merge(one.slaStatus);
    }
    all.#histograms = MEASURES.map((measure) => Histogram.merged(tallies.map((one) => one.histogramOf(measure))));
    return all;
  }

  histogramOf(measure: Measure): Histogram {
    return this.#histograms[MEASURES.indexOf(measure)] ?? new Histogram();
  }
}
