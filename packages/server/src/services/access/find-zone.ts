/** Looks up a time zone by name. Used where a project's zone is set. */
import { Zone } from '../../model/zone.ts';
import { nearestName } from '../../platform/nearest-name.ts';

/** `nearest` is the IANA name that was probably meant, null when no name is similar. */
export interface UnknownZone {
  readonly refused: 'unknown-time-zone';
  readonly nearest: string | null;
}

/** The zone of that IANA name, in any case. A fixed offset is refused: it has no summer time. */
export function findZone(name: string): Zone | UnknownZone {
  try {
    if (/^[A-Za-z]/.test(name)) return new Zone(name);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return { refused: 'unknown-time-zone', nearest: nearestName(name, Intl.supportedValuesOf('timeZone')) };
}
