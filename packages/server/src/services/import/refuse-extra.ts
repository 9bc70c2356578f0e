/** Refuses rows with very many keys that the log does not have. Used before a row is sealed. */
import type { ReadRow } from '../../chat-log/input/imported-row.ts';
import type { FieldProblem } from '../../chat-log/input/schema-problem.ts';
import { countMembers } from './repeated-keys.ts';
import { mostExtraKeys, type RowRules } from './row-rules.ts';

export function refuseExtra({ folded }: ReadRow, rules: RowRules): FieldProblem | null {
  const count = countMembers(folded.ext.chat.imported?.extra ?? null);
  const most = mostExtraKeys(rules);
  if (count <= most) return null;
  const reason = `holds ${count} keys that are none of the log, more than twice what --max-messages allows: ${most}`;
  return { field: '', reason };
}
