/** The option --time-zone of the commands that set a project's time zone. */
import { matching, type OptionSpec } from '../platform/option-spec.ts';
import { type CommandIo, EXIT, reportFailure } from './command-io.ts';

export const TIME_ZONE = {
  kind: 'text',
  shape: matching(/^[A-Za-z][A-Za-z0-9_+/-]*$/, 'an IANA name, for example Europe/Budapest'),
  isRequired: true,
  sentence: 'IANA name of the zone that the project prints its times in, for example Europe/Budapest.',
} as const satisfies OptionSpec;

/** `nearest` is the name that was probably meant, null when no name is similar. Returns the exit code. */
export function reportUnknownZone(io: Pick<CommandIo, 'stderr'>, timeZone: string, nearest: string | null): number {
  const hint = nearest === null ? 'give an IANA name, for example Europe/Budapest' : `did you mean ${nearest}?`;
  return reportFailure(io, `--time-zone ${timeZone} is not a time zone; ${hint}`, EXIT.usage);
}
