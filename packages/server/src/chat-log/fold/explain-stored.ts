/** Explains the numbers of a stored chat, of events or of an imported row. */
import { ChatExplanation, type ImportedChat } from '@parley/contract';
import type { ChatEvent, StoredEvent } from '../../model/event.ts';
import type { Zone } from '../../model/zone.ts';
import { fieldRule } from '../privacy/field-rule.ts';
import { openPart } from '../privacy/open-part.ts';
import { explainChat } from './explain-chat.ts';
import { explainImportedRow } from './explain-imported-row.ts';
import { readable } from './readable-text.ts';

const EXPLANATION_RULE = fieldRule(ChatExplanation);

export interface ExplanationView {
  readonly zone: Zone;
  /** Whether the reader may see only numbers and times. */
  readonly isMetadataOnly: boolean;
}

/** `document` gives the chat's JSON. A row that was imported as a row explains that its numbers were copied. */
export function explainStored(
  events: readonly StoredEvent[],
  document: () => string,
  { zone, isMetadataOnly }: ExplanationView,
): ChatExplanation {
  const own = events.filter((event): event is ChatEvent => event.body.type !== 'chat.imported');
  const explanation =
    own.length < events.length
      ? explainImportedRow(JSON.parse(document()) as ImportedChat, zone)
      : readable(explainChat(own, zone));
  return isMetadataOnly ? openPart(EXPLANATION_RULE, explanation) : explanation;
}
