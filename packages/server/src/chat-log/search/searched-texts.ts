/** The texts of a chat in which `q` looks for words: what the contract marks so. */
import { Chat } from '@parley/contract';
import { type FieldRule, fieldRule } from '../privacy/field-rule.ts';

const CHAT_RULE = fieldRule(Chat);

/** See `textsIn`. */
export function searchedTexts(chatJson: string): readonly string[] {
  return textsIn(JSON.parse(chatJson));
}

/** Each value by itself, numbers of ids as digits. An imported value of another shape than the contract's is left out. */
export function textsIn(chat: object): readonly string[] {
  const texts: string[] = [];
  collect(CHAT_RULE, chat, texts);
  const { transcript, visitorTranscript, agentTranscript } = chat as Partial<Chat>;
  // Otherwise the transcript has the same texts, and no phrase reaches from one message into the next.
  const isEmpty = !Array.isArray(transcript) || transcript.length === 0;
  const told = isEmpty ? [visitorTranscript, agentTranscript] : [];
  return [...texts, ...told.filter((text) => typeof text === 'string')];
}

function collect(rule: FieldRule, value: unknown, texts: string[]): void {
  if (rule.isSearched) {
    if (typeof value === 'string' && value !== '') texts.push(value);
    if (typeof value === 'number' && value !== 0) texts.push(String(value));
    return;
  }
  const { item, members } = rule;
  if (item !== null && Array.isArray(value)) {
    for (const one of value) collect(item, one, texts);
  }
  if (members === null || typeof value !== 'object' || value === null) return;
  for (const [key, member] of members) collect(member, (value as Readonly<Record<string, unknown>>)[key], texts);
}
