/** Asks for an hour of the week. */
import { NativeSelect } from '@mantine/core';
import { useFormats, useText } from '../language/language-context.ts';

interface HourFieldProps {
  /** `1-14` */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export const FIRST_HOUR = '1-00';
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));
const DAYS = Array.from({ length: 7 }, (_, day) => day);

export function HourField({ value, onChange }: HourFieldProps) {
  const text = useText();
  const formats = useFormats();
  const [day = '', hour = ''] = value.split('-');
  return (
    <>
      <NativeSelect
        label={text('filters.weekday')}
        value={day}
        onChange={(event) => onChange(`${event.currentTarget.value}-${hour}`)}
        data={DAYS.map((at) => ({ value: String(at + 1), label: formats.weekday(at) }))}
        data-autofocus
      />
      <NativeSelect
        label={text('filters.hour')}
        value={hour}
        onChange={(event) => onChange(`${day}-${event.currentTarget.value}`)}
        data={HOURS.map((at) => ({ value: at, label: `${at}:00` }))}
      />
    </>
  );
}
