/** Asks for a moment by the clocks of a zone. */
import { TextInput } from '@mantine/core';
import { useText } from '../language/language-context.ts';
import { instantOf, wallOf } from '../language/zoned-time.ts';

interface InstantFieldProps {
  readonly label: string;
  /** ISO 8601 with Z or an offset; empty for none. */
  readonly value: string;
  readonly zone: string;
  readonly onChange: (value: string) => void;
}

export function InstantField({ label, value, zone, onChange }: InstantFieldProps) {
  const text = useText();
  return (
    <TextInput
      type="datetime-local"
      label={label}
      description={text.rich('chats.zone', { zone: <bdi>{zone}</bdi> })}
      value={wallOf(value, zone)}
      onChange={(event) => onChange(instantOf(event.currentTarget.value, zone) ?? '')}
      data-autofocus
    />
  );
}
