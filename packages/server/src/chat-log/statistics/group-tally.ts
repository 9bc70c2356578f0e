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

const PLACES = MEASURES.map((name) => AT[name]);

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
  readonly #histograms = MEASURES.map(() => new Histogram());

  /** `isCounted` false: it is spam that is left out, and only counted as that. */
  add(row: FactRow, isCounted: boolean): void {
    const flags = Number(row[AT.flags]);
    if ((flags & FLAGS.isSpam) > 0) this.spam += 1;
    if (!isCounted) return;
    this.count += 1;
    this.newestChatId = Math.max(this.newestChatId, Number(row[AT.chatId]));
    if (row.length < GROUP_WITH_MEASURES) return;
    for (const [at, place] of PLACES.entries()) {
      const value = row[place];
      if (typeof value === 'number') this.#histograms[at]?.add(value);
    }
    const [responses, sum] = [row[AT.responseCount], row[AT.sumResponseTime]];
    if (typeof responses === 'number') this.responseCount.add(responses);
    if (typeof sum === 'number') this.sumResponseTime.add(sum);
    if ((flags & FLAGS.isTransferred) > 0) this.transferred += 1;
    const rare = row[AT.rare];
    const [disposition = '', slaStatus = ''] = typeof rare === 'string' ? rare.split(RARE_SEPARATOR) : [];
    this.dispositions.add(Math.floor(flags / FLAGS.disposition) & CODE_MASK, disposition);
    this.slaStatus.add(Math.floor(flags / FLAGS.slaStatus) & CODE_MASK, slaStatus);
  }

  merge(other: GroupTally): void {
    this.count += other.count;
    this.spam += other.spam;
    this.transferred += other.transferred;
    this.newestChatId = Math.max(this.newestChatId, other.newestChatId);
    this.responseCount.merge(other.responseCount);
    this.sumResponseTime.merge(other.sumResponseTime);
    this.dispositions.merge(other.dispositions);
    this.slaStatus.merge(other.slaStatus);
    for (const [at, histogram] of other.#histograms.entries()) this.#histograms[at]?.merge(histogram);
  }

  histogramOf(measure: Measure): Histogram {
    return this.#histograms[MEASURES.indexOf(measure)] ?? new Histogram();
  }
}
