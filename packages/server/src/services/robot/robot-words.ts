/** What robots say: the sentences of the sample chats, in the language of one visitor. */
import { type ChatFacts, fillTemplate, type LineKind, type Phrases } from '../sample/phrases.ts';
import { SAMPLE_LANGUAGES } from '../sample/sample-languages.ts';
import type { SeededRandom } from '../sample/seeded-random.ts';

export class RobotWords {
  readonly #random: SeededRandom;
  readonly #phrases: Phrases;
  readonly #facts: ChatFacts;
  readonly visitorName: string;
  readonly email: string;
  readonly pageTitle: string;

  constructor(random: SeededRandom) {
    this.#random = random;
    this.#phrases = random.pickWeighted(SAMPLE_LANGUAGES).phrases;
    const { firstNames, lastNames, isFamilyNameFirst, cities, products, price, priceRange, phonePrefix, pageTitles } =
      this.#phrases;
    const [first, last] = [random.pick(firstNames), random.pick(lastNames)];
    this.visitorName = isFamilyNameFirst ? `${last} ${first}` : `${first} ${last}`;
    this.email = `visitor${random.integer(1, 99_999)}@example.com`;
    this.pageTitle = random.pick(pageTitles);
    this.#facts = {
      order: `R-${random.integer(10_000, 99_999)}`,
      tracking: `1Z${random.integer(100_000, 999_999)}`,
      product: random.pick(products),
      price: price.replace('#', String(random.integer(...priceRange))),
      email: this.email,
      phone: `${phonePrefix}${random.integer(100, 999)}`,
      city: random.pick(cities),
      visitor: first,
    };
  }

  /** A sentence of that kind. */
  say(kind: LineKind, agentName = ''): string {
    const { lines, dateForm } = this.#phrases;
    return fillTemplate(this.#random.pick(lines[kind]), this.#facts, agentName, dateForm, this.#random);
  }
}
