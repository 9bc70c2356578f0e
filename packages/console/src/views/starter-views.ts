/** Views that everybody has, made for the day. Pure; days are `YYYY-MM-DD` of the project's zone. */
import type { PlainTextId } from '../language/catalogue.ts';
import type { SearchTexts } from '../search/search-text.ts';

export interface StarterView {
  readonly label: PlainTextId;
  readonly parameters: SearchTexts;
}

const DAY_MS = 86_400_000;
/** From this on a first answer is slow, in seconds. */
const SLOW_SECONDS = '300';

export function starterViews(today: string): readonly StarterView[] {
  const thisWeek = { startDate: mondayOf(today), endDate: today };
  return [
    { label: 'views.all', parameters: {} },
    { label: 'views.open', parameters: { status: 'open' } },
    { label: 'views.missedThisWeek', parameters: { ...thisWeek, disposition: 'Missed', isSPAM: '0' } },
    { label: 'views.lateThisWeek', parameters: { ...thisWeek, slaStatus: 'Out of SLA' } },
    { label: 'views.slowAnswers', parameters: { minFirstResponseTime: SLOW_SECONDS } },
  ];
}

function mondayOf(day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  const daysSince = (new Date(at).getUTCDay() + 6) % 7;
  return new Date(at - daysSince * DAY_MS).toISOString().slice(0, 10);
}
