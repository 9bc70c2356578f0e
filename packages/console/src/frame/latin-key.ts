/** Which of the page's keys was pressed, on keyboards of other scripts too: there the key in its place counts. */

const PLACES: ReadonlyMap<string, readonly [plain: string, shifted: string]> = new Map([['Slash', ['/', '?']]]);

/** As `event.key`, letters by Shift alone; where it is of another script, what a Latin keyboard has in its place. */
export function latinKey({ key, code, shiftKey }: Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey'>): string {
  const pressed = isLatin(key) ? key : (placeOf(code)?.[shiftKey ? 1 : 0] ?? key);
  if (!/^[a-z]$/i.test(pressed)) return pressed;
  return shiftKey ? pressed.toUpperCase() : pressed.toLowerCase();
}

/** Also true of names such as `Enter`. */
function isLatin(key: string): boolean {
  return /^[\x20-\x7e]+$/.test(key) || /^[À-ɏ]$/.test(key);
}

function placeOf(code: string): readonly [plain: string, shifted: string] | undefined {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  return letter === undefined ? PLACES.get(code) : [letter, letter];
}
