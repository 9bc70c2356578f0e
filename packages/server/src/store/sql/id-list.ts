/** Lists of ids in a column, as JSON. */

/** null when the column has none, which is not an empty list. What is no list holds no ids. */
export function readIds<Id>(json: string | null, idOf: (id: number) => Id): readonly Id[] | null {
  if (json === null) return null;
  const list: unknown = JSON.parse(json);
  return (Array.isArray(list) ? list : []).map((id) => idOf(Number(id)));
}
