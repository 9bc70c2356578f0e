/** Finds the probable meaning of a misspelt name. Used wherever an unknown name is refused. */

/**
 * The name with the fewest single-character edits, ignoring case; the first of equals.
 * Null when every name needs more than three edits, or more than half of the longer name.
 */
export function nearestName(given: string, known: Iterable<string>): string | null {
  let nearest: string | null = null;
  let fewest = 4;
  for (const name of known) {
    const edits = editDistance(given.toLowerCase(), name.toLowerCase());
    if (edits < fewest && edits * 2 <= Math.max(given.length, name.length)) {
      nearest = name;
      fewest = edits;
    }
  }
  return nearest;
}

function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
