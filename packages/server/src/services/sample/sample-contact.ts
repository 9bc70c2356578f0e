/** The contact of a sample chat. Returning contacts keep their language and channel. */
import type { ChatFacts, Phrases } from './phrases.ts';
import { SAMPLE_LANGUAGES } from './sample-languages.ts';
import { SeededRandom } from './seeded-random.ts';

const CONTACT_STREAM = 2;
const RETURN_STREAM = 3;
const RETURN_SHARE = 0.09;

export type SampleChannel = 'webchat' | 'telegram' | 'messenger' | 'whatsapp';

const CHANNELS: readonly { readonly channel: SampleChannel; readonly weight: number }[] = [
  { channel: 'webchat', weight: 58 },
  { channel: 'messenger', weight: 17 },
  { channel: 'whatsapp', weight: 15 },
  { channel: 'telegram', weight: 10 },
];

export interface SampleContact {
  readonly contactId: number;
  readonly entityId: number;
  readonly name: string;
  readonly channel: SampleChannel;
  readonly phrases: Phrases;
  readonly ipAddress: string;
  readonly email: string;
  readonly phone: string;
  readonly city: string;
  /** Index of the contact's chat before this one; null when this is the first. */
  readonly previousIndex: number | null;
}

/** Follows a short chain backwards, so that any chat can be generated without the earlier ones. */
function previousIndexOf(seed: number, index: number): number | null {
  const random = new SeededRandom(seed, index, RETURN_STREAM);
  // Never one of the nearest, which may still be open.
  if (index < 60 || !random.chance(RETURN_SHARE)) return null;
  return index - random.integer(60, Math.min(3000, index));
}

function ipAddress(random: SeededRandom): string {
  if (random.chance(0.2))
    return `2001:db8:${random.integer(16, 65_535).toString(16)}::${random.integer(1, 65_535).toString(16)}`;
  return `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${random.integer(1, 254)}`;
}

/** The contact of the chat with this index. */
export function sampleContact(seed: number, index: number): SampleContact {
  const previousIndex = previousIndexOf(seed, index);
  let first = index;
  for (let before = previousIndex; before !== null; before = previousIndexOf(seed, first)) first = before;
  const random = new SeededRandom(seed, first, CONTACT_STREAM);
  const { phrases } = random.pickWeighted(SAMPLE_LANGUAGES);
  const [given, family] = [random.pick(phrases.firstNames), random.pick(phrases.lastNames)];
  return {
    contactId: random.chance(0.7) ? 1000 + first : 0,
    entityId: random.chance(0.4) ? 50_000 + first : 0,
    name: phrases.isFamilyNameFirst ? `${family} ${given}` : `${given} ${family}`,
    channel: random.pickWeighted(CHANNELS).channel,
    phrases,
    ipAddress: ipAddress(random),
    email: `${random.pick(['info', 'office', 'post', 'me', 'shop', 'home'])}.${random.digits(3)}@example.${random.pick(['com', 'org', 'net'])}`,
    phone: `${phrases.phonePrefix}${random.digits(4)}`,
    city: random.pick(phrases.cities),
    previousIndex,
  };
}

/** What the chat is about, the same from its first to its last message. */
export function sampleFacts(contact: SampleContact, random: SeededRandom): ChatFacts {
  const { phrases } = contact;
  return {
    order: `${random.pick(['RA', 'KM', 'EU', 'WB', 'TX'])}-${random.digits(6)}`,
    tracking: `${random.pick(['RR', 'CP', 'LX'])}${random.digits(9)}${random.pick(['HU', 'DE', 'GB'])}`,
    product: random.pick(phrases.products),
    price: phrases.price.replace('#', String(random.integer(...phrases.priceRange))),
    email: contact.email,
    phone: contact.phone,
    city: contact.city,
    visitor: contact.name,
  };
}
