/** Counts rejects by reason, for the report on screen. Used by the import and the mirror; the file of rejects has them all. */

export interface RejectGroup {
  readonly count: number;
  /** Field and reason on one line, true of every reject of the group: where they differ, it has an ellipsis. */
  readonly reason: string;
  /** Where the first one is. */
  readonly firstPlace: string;
}

interface OpenGroup {
  count: number;
  words: readonly string[];
  readonly firstPlace: string;
}

/** Reasons that are told apart; what comes after is counted together. */
const MOST_GROUPS = 20;
const LONGEST_REASON = 200;
const ANY = '…';

export class RejectGroups {
  readonly #groups = new Map<string, OpenGroup>();

  /** `place`: where the row is, for example `line 7`. */
  add({ field, reason }: { readonly field: string; readonly reason: string }, place: string): void {
    const words = wordsOf(field, reason);
    const key = keyOf(words);
    const known = this.#groups.get(key);
    if (known !== undefined) {
      known.count += 1;
      known.words = known.words.map((word, at) => (word === words[at] ? word : ANY));
    } else if (this.#groups.size < MOST_GROUPS) this.#groups.set(key, { count: 1, words, firstPlace: place });
    else this.#addOther(place);
  }

  /** In the order of their first rejects. */
  get all(): readonly RejectGroup[] {
    return [...this.#groups.values()].map(({ count, words, firstPlace }) => {
      return { count, reason: printReason(words.join('')), firstPlace };
    });
  }

  #addOther(place: string): void {
    const other = this.#groups.get('') ?? { count: 0, words: ['other reasons'], firstPlace: place };
    this.#groups.set('', { ...other, count: other.count + 1 });
  }
}

/** Lines of a report, each without its line end. */
export function describeRejectGroups({ all }: RejectGroups): readonly string[] {
  return all.map(({ count, reason, firstPlace }) => `reject     ${count} with: ${reason}; first in ${firstPlace}`);
}

/** Positions, numbers and what follows a colon differ from row to row: they are the words at odd places, the last one. */
function wordsOf(field: string, reason: string): readonly string[] {
  const colon = reason.indexOf(': ');
  const kind = colon < 0 ? reason : reason.slice(0, colon + 2);
  const words = `${field} ${kind}`.trimStart().split(/(\d+)/);
  return colon < 0 ? words : [...words, reason.slice(colon + 2)];
}

/** What the words of a group have in common; its count of words too. */
function keyOf(words: readonly string[]): string {
  return words.map((word, at) => (at % 2 === 0 ? word : '#')).join('');
}

/** Texts of the file are in it, and must not steer a terminal. */
function printReason(reason: string): string {
  const line = reason.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ');
  return line.length > LONGEST_REASON ? `${line.slice(0, LONGEST_REASON).toWellFormed()}…` : line;
}
