/** Counts rejects by reason, for the report on screen. Used by the import and the mirror; the file of rejects has them all. */

export interface RejectGroup {
  readonly count: number;
  /** Field and reason of the first one, on one line. */
  readonly reason: string;
  /** Where the first one is. */
  readonly firstPlace: string;
}

/** Reasons that are told apart; what comes after is counted together. */
const MOST_GROUPS = 20;
const LONGEST_REASON = 200;

export class RejectGroups {
  readonly #groups = new Map<string, RejectGroup>();

  /** `place`: where the row is, for example `line 7`. */
  add({ field, reason }: { readonly field: string; readonly reason: string }, place: string): void {
    const key = keyOf(field, reason);
    const known = this.#groups.get(key);
    if (known !== undefined) this.#groups.set(key, { ...known, count: known.count + 1 });
    else if (this.#groups.size < MOST_GROUPS) {
      this.#groups.set(key, { count: 1, reason: printReason(field, reason), firstPlace: place });
    } else this.#addOther(place);
  }

  /** In the order of their first rejects. */
  get all(): readonly RejectGroup[] {
    return [...this.#groups.values()];
  }

  #addOther(place: string): void {
    const other = this.#groups.get('') ?? { count: 0, reason: 'other reasons', firstPlace: place };
    this.#groups.set('', { ...other, count: other.count + 1 });
  }
}

/** Lines of a report, each without its line end. */
export function describeRejectGroups({ all }: RejectGroups): readonly string[] {
  return all.map(({ count, reason, firstPlace }) => `reject     ${count} with: ${reason}; first in ${firstPlace}`);
}

/** Positions, numbers and what follows a colon differ from row to row. */
function keyOf(field: string, reason: string): string {
  const [kind = ''] = reason.split(': ', 1);
  return `${field.replaceAll(/\d+/g, '#')} ${kind.replaceAll(/\d+/g, '#')}`;
}

/** Texts of the file are in it, and must not steer a terminal. */
function printReason(field: string, reason: string): string {
  const line = `${field} ${reason}`.trim().replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ');
  return line.length > LONGEST_REASON ? `${line.slice(0, LONGEST_REASON).toWellFormed()}…` : line;
}
