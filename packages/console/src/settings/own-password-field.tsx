/** Asks for the person's own password again. */
import { PasswordInput } from '@mantine/core';
import { isAbout } from '../frame/field-failure.tsx';
import { useText } from '../language/language-context.ts';

interface OwnPasswordProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: Error | null;
}

export function OwnPasswordField({ value, onChange, error }: OwnPasswordProps) {
  const text = useText();
  return (
    <PasswordInput
      label={text('settings.ownPassword')}
      description={text('settings.ownPasswordHint')}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={isAbout(error, 'ownPassword') && text('settings.ownPasswordWrong')}
      autoComplete="current-password"
    />
  );
}

/** As the API takes it: left out when it is empty. */
export function ownPasswordOf(value: string): { readonly ownPassword?: string } {
  return value === '' ? {} : { ownPassword: value };
}
