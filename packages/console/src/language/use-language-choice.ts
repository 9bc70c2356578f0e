/** For fields in which people choose the language. */
import { useMutation } from '@tanstack/react-query';
import { useLanguage } from './language-context.ts';
import { type Language, languageOf } from './languages.ts';

export function useLanguageChoice() {
  const { language, choose } = useLanguage();
  const choosing = useMutation({ mutationFn: (next: Language) => choose(next), networkMode: 'always' });
  return {
    /** Of the present language. */
    code: language.code,
    choose: (code: string) => {
      const next = languageOf(code);
      if (next !== null) choosing.mutate(next);
    },
    hasFailed: choosing.isError,
  };
}
