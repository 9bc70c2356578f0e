/** The language of the page, for whatever stands inside its provider. */
import { createContext, useContext } from 'react';
import type { Formats } from './formats.ts';
import type { Language } from './languages.ts';
import type { Text } from './text.ts';

export interface LanguageState {
  readonly language: Language;
  readonly text: Text;
  readonly formats: Formats;
  /** Changes the language and keeps the choice. @throws when its texts cannot be fetched */
  readonly choose: (language: Language) => Promise<void>;
}

export const LanguageContext = createContext<LanguageState | null>(null);

/** @throws TypeError outside the provider */
export function useLanguage(): LanguageState {
  const state = useContext(LanguageContext);
  if (state === null) throw new TypeError('there is no language here');
  return state;
}

/** Sentences by their ids. */
export function useText(): Text {
  return useLanguage().text;
}

/** Numbers, durations, days and times. */
export function useFormats(): Formats {
  return useLanguage().formats;
}
