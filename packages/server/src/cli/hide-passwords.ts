/** Keeps passwords of database addresses out of the list of processes, where every user of the machine reads them. */

const WITH_PASSWORD = /(postgres(?:ql)?:\/\/[^\s:@/]*:)[^\s@/]+(?=@)/;

/** What is said to somebody who gave one on the command line. */
export const PASSWORD_WARNING =
  'other users of this machine could read the password of the database in the list of processes until now; put it into PARLEY_DATABASE, PGPASSWORD or ~/.pgpass';

/** The words of a command line with `…` for passwords; null when there are none. */
export function withoutPasswords(words: readonly string[]): readonly string[] | null {
  const hidden = words.map((word) => word.replace(WITH_PASSWORD, '$1…'));
  return hidden.some((word, at) => word !== words[at]) ? hidden : null;
}
