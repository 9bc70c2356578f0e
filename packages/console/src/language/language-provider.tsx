/** Gives the page its language and its direction, and lets people change them without losing anything. */
import { DirectionProvider } from '@mantine/core';
import { type ReactNode, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { createFormats } from './formats.ts';
import { LanguageContext } from './language-context.ts';
import type { Language } from './languages.ts';
import { type LoadedLanguage, loadLanguage } from './loaded-language.ts';
import { keepLanguage } from './recall-language.ts';
import { createText } from './text.ts';

interface LanguageProviderProps {
  readonly initial: LoadedLanguage;
  readonly children: ReactNode;
}

export function LanguageProvider({ initial, children }: LanguageProviderProps) {
  const [{ language, catalogue }, setLoaded] = useState(initial);
  const wanted = useRef(initial.language);
  const choose = useCallback(async (next: Language) => {
    wanted.current = next;
    const loaded = await loadLanguage(next);
    // Somebody may have chosen another one while this one was fetched.
    if (wanted.current !== next) return;
    keepLanguage(next.code);
    setLoaded(loaded);
  }, []);
  const state = useMemo(
    () => ({ language, text: createText(catalogue, language.locale), formats: createFormats(language), choose }),
    [language, catalogue, choose],
  );
  const { code, direction } = language;
  useLayoutEffect(() => {
    document.documentElement.lang = code;
    document.documentElement.dir = direction;
  }, [code, direction]);
  return (
    <LanguageContext value={state}>
      {/* Follows the attribute of the page. */}
      <DirectionProvider initialDirection={initial.language.direction}>{children}</DirectionProvider>
    </LanguageContext>
  );
}
