/** Explains the numbers of an imported row: each was copied, none was computed. */
import { type ChatExplanation, EXPLAINED_NUMBERS, type ExplainedNumber, type ImportedChat } from '@parley/contract';
import type { Zone } from '../../model/zone.ts';

const COPIED = 'Copied from the imported row as it was given; its transcript was not counted.';
const NOT_GIVEN = 'null: an imported row has no such number, and none is computed for it.';

/** `chat` is the row as the log shows it. */
export function explainImportedRow(chat: ImportedChat, zone: Zone): ChatExplanation {
  return {
    metricsVersion: null,
    timeZone: zone.name,
    turns: [],
    numbers: EXPLAINED_NUMBERS.map((name) => explainNumber(chat, name)),
    slaTargets: [],
  };
}

function explainNumber(chat: ImportedChat, name: ExplainedNumber['name']): ExplainedNumber {
  const isOfRow = isKeyOf(chat, name);
  const value = isOfRow ? chat[name] : null;
  return { name, value, rule: isOfRow ? COPIED : NOT_GIVEN, from: null, to: null, turns: [], outsideHours: [] };
}

function isKeyOf<K extends string>(chat: ImportedChat, name: K): name is K & keyof ImportedChat {
  return Object.hasOwn(chat, name);
}
