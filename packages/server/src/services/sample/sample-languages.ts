/** The languages of the sample chats and how often each is spoken. */
import type { Phrases } from './phrases.ts';
import { ARABIC } from './phrases-ar.ts';
import { GERMAN } from './phrases-de.ts';
import { ENGLISH } from './phrases-en.ts';
import { SPANISH } from './phrases-es.ts';
import { FRENCH } from './phrases-fr.ts';
import { HUNGARIAN } from './phrases-hu.ts';
import { JAPANESE } from './phrases-ja.ts';
import { POLISH } from './phrases-pl.ts';

export interface SampleLanguage {
  readonly phrases: Phrases;
  readonly weight: number;
}

export const SAMPLE_LANGUAGES: readonly SampleLanguage[] = [
  { phrases: ENGLISH, weight: 30 },
  { phrases: HUNGARIAN, weight: 28 },
  { phrases: GERMAN, weight: 14 },
  { phrases: SPANISH, weight: 9 },
  { phrases: FRENCH, weight: 9 },
  { phrases: POLISH, weight: 5 },
  { phrases: ARABIC, weight: 2.5 },
  { phrases: JAPANESE, weight: 2.5 },
];
