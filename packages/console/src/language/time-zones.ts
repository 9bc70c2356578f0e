/** The time zones that the browser knows. */

const UTC = 'UTC';

/** That of the machine. */
export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** By name, UTC first. Of a zone with two names there is one. */
export function knownZones(): readonly string[] {
  return [UTC, ...Intl.supportedValuesOf('timeZone').filter((name) => name !== UTC)];
}

/** Whether it is the name of a place, which `knownZones` may have under another. */
export function isZone(name: string): boolean {
  if (!name.includes('/')) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
