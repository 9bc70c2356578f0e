/**
 * When the sample chats start. A pilot week in spring is followed by daily work from autumn on, so that even a small
 * sample holds both nights on which Central European clocks change.
 */
import { type Instant, instant } from '../../model/instant.ts';
import type { Zone } from '../../model/zone.ts';
import { SeededRandom } from './seeded-random.ts';

const START_STREAM = 1;
const DAY_MS = 86_400_000;
const PILOT_DAYS = 7;
const PILOT_CHATS_A_DAY = 100;
/** From 2025-03-24 it leads to 2025-10-24. */
const DAYS_FROM_PILOT_TO_LAUNCH = 214;
/** Sunday first, as `Date` counts. */
const CHATS_BY_WEEKDAY = [150, 440, 420, 410, 400, 380, 210] as const;
/** Share of a day's chats by local hour. */
const HOUR_WEIGHTS = [
  2, 1.6, 1.8, 1.2, 0.5, 0.7, 1.5, 3, 6, 9, 10, 9.5, 7, 7.5, 8, 7.5, 7, 5.5, 4, 3.5, 3, 2.5, 2, 2.2,
];

interface DayPlace {
  readonly dayNumber: number;
  readonly place: number;
  readonly chats: number;
}

export class SampleSchedule {
  readonly #zone: Zone;
  readonly #firstDayMs: number;
  readonly #dayBounds = new Map<number, readonly [startMs: number, endMs: number]>();
  readonly #hourSum = HOUR_WEIGHTS.reduce((sum, weight) => sum + weight, 0);

  /** @param startDay first day of the pilot week, `YYYY-MM-DD` in `zone`; it must be a real day. */
  constructor(startDay: string, zone: Zone) {
    this.#zone = zone;
    this.#firstDayMs = Date.parse(`${startDay}T00:00:00Z`);
    if (Number.isNaN(this.#firstDayMs)) throw new RangeError(`not a day: ${startDay}`);
  }

  /** Start of the chat with this index, counted from 0; later for every higher index. */
  startOf(seed: number, index: number): Instant {
    const { dayNumber, place, chats } = this.#dayOf(index);
    const jitter = new SeededRandom(seed, index, START_STREAM).fraction() * 0.9;
    const [startMs, endMs] = this.#boundsOf(dayNumber);
    return instant(startMs + Math.floor(this.#shareOfDay((place + jitter) / chats) * (endMs - startMs)));
  }

  #dayOf(index: number): DayPlace {
    if (index < PILOT_DAYS * PILOT_CHATS_A_DAY) {
      const dayNumber = Math.floor(index / PILOT_CHATS_A_DAY);
      return { dayNumber, place: index % PILOT_CHATS_A_DAY, chats: PILOT_CHATS_A_DAY };
    }
    const sinceLaunch = index - PILOT_DAYS * PILOT_CHATS_A_DAY;
    const chatsAWeek = CHATS_BY_WEEKDAY.reduce((sum, chats) => sum + chats, 0);
    let dayNumber = DAYS_FROM_PILOT_TO_LAUNCH + 7 * Math.floor(sinceLaunch / chatsAWeek);
    let place = sinceLaunch % chatsAWeek;
    let chats = this.#chatsOn(dayNumber);
    while (place >= chats) {
      place -= chats;
      dayNumber += 1;
      chats = this.#chatsOn(dayNumber);
    }
    return { dayNumber, place, chats };
  }

  #chatsOn(dayNumber: number): number {
    const weekday = new Date(this.#firstDayMs + dayNumber * DAY_MS).getUTCDay();
    return CHATS_BY_WEEKDAY[weekday] ?? PILOT_CHATS_A_DAY;
  }

  #boundsOf(dayNumber: number): readonly [startMs: number, endMs: number] {
    const known = this.#dayBounds.get(dayNumber);
    if (known !== undefined) return known;
    const day = new Date(this.#firstDayMs + dayNumber * DAY_MS).toISOString().slice(0, 10);
    const bounds = [this.#zone.startOfDay(day), this.#zone.endOfDay(day)] as const;
    this.#dayBounds.set(dayNumber, bounds);
    return bounds;
  }

  /** Turns the share of the day's chats that came before into the share of the day that has passed. */
  #shareOfDay(shareOfChats: number): number {
    let left = shareOfChats * this.#hourSum;
    for (const [hour, weight] of HOUR_WEIGHTS.entries()) {
      if (left < weight) return (hour + left / weight) / HOUR_WEIGHTS.length;
      left -= weight;
    }
    return 1;
  }
}
