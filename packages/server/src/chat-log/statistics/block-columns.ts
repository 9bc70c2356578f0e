/** The columns that a block of facts has. */

/** Columns of facts, by their names in the table. No content: what is erased leaves no text here. */
export const BLOCK_NUMBERS = [
  'chat_id',
  'started_at',
  'last_agent',
  'last_queue',
  'is_spam',
  'is_open',
  'first_response_time',
  'average_response_time',
  'max_response_time',
  'response_count',
  'sum_response_time',
  'wait',
  'duration',
  'message_count',
  'transfer_count',
] as const;
/** Texts that are only compared. */
export const BLOCK_TEXTS = ['type', 'disposition', 'sla_status'] as const;
/** Who took part. */
export const BLOCK_LISTS = ['queue', 'agent'] as const;
export type ListName = (typeof BLOCK_LISTS)[number];
export type NumberName = (typeof BLOCK_NUMBERS)[number];
export type TextName = (typeof BLOCK_TEXTS)[number];

export function isListName(name: string): name is ListName {
  return (BLOCK_LISTS as readonly string[]).includes(name);
}

export function isTextName(name: string): name is TextName {
  return (BLOCK_TEXTS as readonly string[]).includes(name);
}

export function isNumberName(name: string): name is NumberName {
  return (BLOCK_NUMBERS as readonly string[]).includes(name);
}
