/** A language with its texts. Finds the one to begin with, and fetches others. */
import type { Catalogue } from './catalogue.ts';
import { ENGLISH } from './en/english.ts';
import { LANGUAGES, type Language, languageFor, languageOf } from './languages.ts';
import { recalledLanguage } from './recall-language.ts';

export interface LoadedLanguage {
  readonly language: Language;
  readonly catalogue: Catalogue;
}

/** @throws when the texts cannot be fetched */
export async function loadLanguage(language: Language): Promise<LoadedLanguage> {
  return { language, catalogue: await language.load() };
}

/** What was chosen on this device, else what the browser asks for; English where its texts cannot be fetched. */
export async function loadFirstLanguage(wanted: readonly string[]): Promise<LoadedLanguage> {
  try {
    return await loadLanguage(languageOf(recalledLanguage()) ?? languageFor(wanted));
  } catch {
    return { language: LANGUAGES[0], catalogue: ENGLISH };
  }
}
