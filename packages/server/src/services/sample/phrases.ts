/** What people write in the sample chats: the shape of a language's sentences and how their slots are filled. */
import type { SeededRandom } from './seeded-random.ts';

/** Values that stay the same throughout one chat. */
export interface ChatFacts {
  readonly order: string;
  readonly tracking: string;
  readonly product: string;
  readonly price: string;
  readonly email: string;
  readonly phone: string;
  readonly city: string;
  readonly visitor: string;
}

const SLOTS = [
  'order',
  'tracking',
  'product',
  'price',
  'email',
  'phone',
  'city',
  'visitor',
  'agent',
  'date',
  'time',
  'number',
] as const;
type SlotName = (typeof SLOTS)[number];

/** A sentence split at its slots: text and slot names alternate, beginning and ending with text. */
export interface Template {
  readonly texts: readonly string[];
  readonly slots: readonly SlotName[];
}

/** The sentences of one language by the part they play; `{order}` and the like are slots. */
export interface PhraseTexts {
  readonly language: string;
  readonly firstNames: readonly string[];
  readonly lastNames: readonly string[];
  readonly isFamilyNameFirst: boolean;
  readonly cities: readonly string[];
  readonly products: readonly string[];
  /** Price with a slot `#` for the amount in whole units. */
  readonly price: string;
  readonly priceRange: readonly [number, number];
  readonly phonePrefix: string;
  /** Order of day `D`, month `M` and year `Y`. */
  readonly dateForm: string;
  readonly pageTitles: readonly string[];
  readonly transferReasons: readonly string[];
  readonly lines: Readonly<Record<LineKind, readonly string[]>>;
}

export type LineKind =
  | 'opening'
  | 'visitorReply'
  | 'visitorShort'
  | 'visitorThanks'
  | 'agentGreeting'
  | 'agentQuestion'
  | 'agentAnswer'
  | 'agentShort'
  | 'agentClosing'
  | 'botGreeting'
  | 'botAnswer'
  | 'botHandOff'
  | 'impatient'
  | 'note';

export interface Phrases extends Omit<PhraseTexts, 'lines'> {
  readonly lines: Readonly<Record<LineKind, readonly Template[]>>;
}

function isSlotName(name: string): name is SlotName {
  return SLOTS.some((slot) => slot === name);
}

function compileTemplate(text: string): Template {
  const texts: string[] = [];
  const slots: SlotName[] = [];
  for (const [position, part] of text.split(/\{(\w+)\}/).entries()) {
    if (position % 2 === 0) texts.push(part);
    else if (isSlotName(part)) slots.push(part);
    else throw new TypeError(`no such slot in a sample sentence: ${part}`);
  }
  return { texts, slots };
}

/** @throws TypeError when a sentence has a slot that does not exist. */
export function compilePhrases(source: PhraseTexts): Phrases {
  const kinds = Object.entries(source.lines) as [LineKind, readonly string[]][];
  const lines = Object.fromEntries(kinds.map(([kind, texts]) => [kind, texts.map(compileTemplate)])) as Record<
    LineKind,
    Template[]
  >;
  return { ...source, lines };
}

function dateText(form: string, random: SeededRandom): string {
  const day = String(random.integer(1, 28)).padStart(2, '0');
  const month = String(random.integer(1, 12)).padStart(2, '0');
  return form
    .replace('D', day)
    .replace('M', month)
    .replace('Y', String(random.integer(2024, 2026)));
}

/** The sentence with its slots filled: facts of the chat, the agent's first name, or a random value. */
export function fillTemplate(
  template: Template,
  facts: ChatFacts,
  agentName: string,
  dateForm: string,
  random: SeededRandom,
): string {
  let text = template.texts[0] ?? '';
  for (const [position, slot] of template.slots.entries()) {
    text += slotValue(slot, facts, agentName, dateForm, random) + (template.texts[position + 1] ?? '');
  }
  return text;
}

function slotValue(
  slot: SlotName,
  facts: ChatFacts,
  agentName: string,
  dateForm: string,
  random: SeededRandom,
): string {
  switch (slot) {
    case 'agent':
      return agentName;
    case 'date':
      return dateText(dateForm, random);
    case 'time':
      return `${String(random.integer(8, 19)).padStart(2, '0')}:${random.pick(['00', '15', '20', '30', '45'])}`;
    case 'number':
      return String(random.integer(2, 14));
    default:
      return facts[slot];
  }
}
