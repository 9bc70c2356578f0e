/** Reads the filters that the log, the change feed and the digest have in common from checked parameters. */
import type { Refusal } from '@parley/contract';
import type { AgentId, QueueId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { Zone } from '../../model/zone.ts';
import type { ChatSelection } from './chat-selection.ts';

/** Checked values by documented name. */
export type Values = ReadonlyMap<string, string>;

/** Days that were read, both inclusive. `from` null: from the beginning. */
export interface DateRange {
  readonly from: string | null;
  readonly to: string;
  readonly zoneName: string;
}

/** Which chats; `dateRange` is null without startDate and endDate. Days begin and end in `zone`. */
export function readSelection(
  values: Values,
  zone: Zone,
): { readonly selection: ChatSelection; readonly dateRange: DateRange | null } {
  const dateRange = readDateRange(values, zone);
  return { selection: { ...readConditions(values), ...readDays(dateRange, zone) }, dateRange };
}

/** The refusal of a startDate after the endDate; null when there is nothing to refuse. */
export function findReversedDates(values: Values): Refusal | null {
  const startDate = values.get('startDate');
  const endDate = values.get('endDate');
  if (startDate === undefined || endDate === undefined || startDate <= endDate) return null;
  return { error: 'reversedDates', property: 'startDate', slots: { startDate, endDate } };
}

/** Refuses two parameters that cannot stand together; `reason` follows their names. */
export function conflict(first: string, second: string, reason: string): Refusal {
  return { error: 'conflictingParameters', property: second, slots: { first, second, reason } };
}

/** One condition for each filter but the dates, which need a zone. */
const CONDITIONS: Readonly<Record<string, (value: string) => ChatSelection>> = {
  userId: (value) => ({ lastAgent: Number(value) as AgentId }),
  entityId: (value) => ({ entityId: Number(value) }),
  agentId: (value) => ({ agentId: Number(value) as AgentId }),
  queueId: (value) => ({ queueId: Number(value) as QueueId }),
  contactId: (value) => ({ contactId: Number(value) }),
  ticketId: (value) => ({ ticketId: Number(value) }),
  type: (value) => ({ type: value }),
  disposition: (value) => ({ disposition: value }),
  slaStatus: (value) => ({ slaStatus: value }),
  isSPAM: (value) => ({ isSpam: value === '1' }),
  status: (value) => ({ isOpen: value === 'open' }),
};

function readConditions(values: Values): ChatSelection {
  let selection: ChatSelection = {};
  for (const [name, value] of values) selection = { ...selection, ...CONDITIONS[name]?.(value) };
  return selection;
}

function readDateRange(values: Values, zone: Zone): DateRange | null {
  const from = values.get('startDate') ?? null;
  const to = values.get('endDate') ?? from;
  return to === null ? null : { from, to, zoneName: zone.name };
}

function readDays(
  days: DateRange | null,
  zone: Zone,
): { readonly startedFrom?: Instant; readonly startedBefore?: Instant } {
  if (days === null) return {};
  const startedBefore = zone.endOfDay(days.to);
  return days.from === null ? { startedBefore } : { startedFrom: zone.startOfDay(days.from), startedBefore };
}
