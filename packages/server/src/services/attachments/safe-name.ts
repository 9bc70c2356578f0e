/** Names of files as people may see them. */

const LONGEST = 120;
/** Controls, and marks that turn the direction of a text or are not seen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/gu;
const FOLDERS = /^.*[\\/]/s;
const RESERVED = /[<>:"|?*]/g;

/** Without folders, and without what is not seen; never empty, never with a dot or space at either end, at most 120 characters. */
export function safeName(text: string): string {
  const shown = text.toWellFormed().normalize('NFC').replace(FOLDERS, '').replace(UNSEEN, '').replace(RESERVED, '_');
  const name = trimmed(shown);
  if (name === '') return 'file';
  const characters = [...name];
  if (characters.length <= LONGEST) return name;
  const end = extensionOf(name) === '' ? [] : [...`.${extensionOf(name)}`];
  return `${trimmed(characters.slice(0, LONGEST - end.length).join(''))}${end.join('')}`;
}

/** What comes after the last dot, in lower case; "" for none, and for what is too long to be one. */
export function extensionOf(name: string): string {
  return /[^.]\.([^.\s]{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

function trimmed(name: string): string {
  let end = name.length;
  while (end > 0 && /[.\s]/.test(name.charAt(end - 1))) end--;
  return name.slice(0, end).replace(/^[.\s]+/, '');
}
