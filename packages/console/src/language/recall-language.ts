/** The language that was chosen on this device. Browsers may refuse to keep anything. */

const NAME = 'parley.language';

/** Its code; null when none is kept. */
export function recalledLanguage(): string | null {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null;
  }
}

export function keepLanguage(code: string): void {
  try {
    localStorage.setItem(NAME, code);
  } catch {
    // The next visit then begins with the language of the browser.
  }
}
