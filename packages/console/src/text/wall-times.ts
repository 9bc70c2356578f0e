/** Printed times of the API, cut into the parts that the page shows. They are already in the zone that it names. */

export interface WallParts {
  /** `2025-10-28` */
  readonly day: string;
  /** `10:18:17` */
  readonly time: string;
}

/** Of `2025-10-28 10:18:17` and of `2025-10-28T10:18:17+01:00`; null for anything else. */
export function wallParts(text: string | null | undefined): WallParts | null {
  const found = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})/.exec(text ?? '');
  return found?.[1] === undefined || found[2] === undefined ? null : { day: found[1], time: found[2] };
}
