/** The languages of the page. Another one is an entry here and a folder of texts beside `en`. */
import type { Catalogue } from './catalogue.ts';
import { ENGLISH } from './en/english.ts';

export interface Language {
  /** As in the attribute `lang`. */
  readonly code: string;
  /** In the language itself, for those who cannot read the present one. */
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
  /** For Intl. Digits are Latin in every language, so that times, numbers and ids look alike. */
  readonly locale: string;
  /** Short where the shortest abbreviations of time are not the usual ones. */
  readonly unitDisplay: 'narrow' | 'short';
  /** Fetched when it is chosen; English is always there. */
  readonly load: () => Promise<Catalogue>;
}

const ENGLISH_LANGUAGE: Language = {
  code: 'en',
  name: 'English',
  direction: 'ltr',
  locale: 'en-GB',
  unitDisplay: 'narrow',
  load: async () => ENGLISH,
};

/** The first is taken where no other is asked for. */
export const LANGUAGES: readonly [Language, ...Language[]] = [
  ENGLISH_LANGUAGE,
  {
    code: 'hu',
    name: 'Magyar',
    direction: 'ltr',
    locale: 'hu',
    unitDisplay: 'narrow',
    load: async () => (await import('./hu/hungarian.ts')).HUNGARIAN,
  },
  {
    code: 'de',
    name: 'Deutsch',
    direction: 'ltr',
    locale: 'de',
    unitDisplay: 'short',
    load: async () => (await import('./de/german.ts')).GERMAN,
  },
  {
    code: 'ar',
    name: 'العربية',
    direction: 'rtl',
    locale: 'ar-u-nu-latn',
    unitDisplay: 'narrow',
    load: async () => (await import('./ar/arabic.ts')).ARABIC,
  },
];

/** null for a code that the page does not have. */
export function languageOf(code: string | null): Language | null {
  return LANGUAGES.find((language) => language.code === code) ?? null;
}

/** The first that the page has of those the browser asks for, as `hu-HU`. */
export function languageFor(wanted: readonly string[]): Language {
  const [fallback] = LANGUAGES;
  return wanted.map((tag) => languageOf(tag.toLowerCase().split('-')[0] ?? null)).find(isThere) ?? fallback;
}

function isThere(language: Language | null): language is Language {
  return language !== null;
}
