/** Lets people choose the language before they have signed in. */
import { NativeSelect } from '@mantine/core';
import { useText } from '../language/language-context.ts';
import { LANGUAGES } from '../language/languages.ts';
import { useLanguageChoice } from '../language/use-language-choice.ts';

export function LanguageField() {
  const text = useText();
  const { code, choose, hasFailed } = useLanguageChoice();
  return (
    <NativeSelect
      aria-label={text('frame.language')}
      size="xs"
      value={code}
      error={hasFailed && text('frame.languageFailed')}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      {LANGUAGES.map((language) => (
        <option key={language.code} value={language.code} lang={language.code}>
          {language.name}
        </option>
      ))}
    </NativeSelect>
  );
}
