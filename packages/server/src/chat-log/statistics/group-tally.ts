/** The numbers of one group of chats while it is counted. */
import { KNOWN_DISPOSITIONS, KNOWN_SLA_STATUSES, MEASURES, type Measure } from './fact-batch.ts';
import { ExactSum, Histogram } from './histogram.ts';
import { TextCounts, TextIndex } from './text-counts.ts';

/** What the groups of an aggregation share. */
export class TallyTexts {
  readonly dispositions = new TextIndex(KNOWN_DISPOSITIONS);
  readonly slaStatus = new TextIndex(KNOWN_SLA_STATUSES);
}

export class GroupTally {
  count = 0;
  spam = 0;
  transferred = 0;
  newestChatId = 0;
  readonly responseCount = new ExactSum();
  readonly sumResponseTime = new ExactSum();
  readonly dispositions: TextCounts;
  readonly slaStatus: TextCounts;
  /** In the order of `MEASURES`. */
  readonly histograms: readonly Histogram[] = MEASURES.map(() => new Histogram());

  constructor(texts: TallyTexts) {
    this.dispositions = new TextCounts(texts.dispositions);
    this.slaStatus = new TextCounts(texts.slaStatus);
  }

  /** Adds what another of the same aggregation has counted. */
  merge(other: GroupTally): void {
    this.count += other.count;
    this.spam += other.spam;
    this.transferred += other.transferred;
    this.newestChatId = Math.max(this.newestChatId, other.newestChatId);
    this.responseCount.merge(other.responseCount);
    this.sumResponseTime.merge(other.sumResponseTime);
    this.dispositions.merge(other.dispositions);
    this.slaStatus.merge(other.slaStatus);
    for (const [at, histogram] of this.histograms.entries()) histogram.merge(other.histogramAt(at));
  }

  histogramOf(measure: Measure): Histogram {
    return this.histogramAt(MEASURES.indexOf(measure));
  }

  /** @throws RangeError beyond the last of `MEASURES` */
  histogramAt(at: number): Histogram {
    const histogram = this.histograms[at];
    if (histogram === undefined) throw new RangeError(`there is no measure ${at}`);
    return histogram;
  }
}
