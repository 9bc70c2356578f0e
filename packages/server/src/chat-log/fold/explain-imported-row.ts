/** Explains the numbers of a row that was imported as a row: each was copied, none was computed. */
import { type Chat, type ChatExplanation, EXPLAINED_NUMBERS, type ExplainedNumber } from '@parley/contract';
import type { Zone } from '../../model/zone.ts';

const COPIED = 'Copied from the imported row as it was given; its transcript was not counted.';
const NOT_GIVEN = 'null: an imported row has no such number, and none is computed for it.';

/** `chat` is the row as the log shows it. */
export function explainImportedRow(chat: Chat, zone: Zone): ChatExplanation {
  return {
    metricsVersion: null,
    timeZone: zone.name,
    turns: [],
    numbers: EXPLAINED_NUMBERS.map((name) => explainNumber(chat, name)),
    slaTargets: [],
  };
}

function explainNumber(chat: Chat, name: ExplainedNumber['name']): ExplainedNumber {
  const isColumn = Object.hasOwn(chat, name);
  const value = isColumn ? (chat[name as keyof Chat] as ExplainedNumber['value']) : null;
  return { name, value, rule: isColumn ? COPIED : NOT_GIVEN, from: null, to: null, turns: [], outsideHours: [] };
}
