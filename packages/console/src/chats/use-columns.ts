/** The columns of the list, those that fit, and how they are changed. */
import { useMemo, useState } from 'react';
import type { ListView } from '../api/chats.ts';
import { mayReadContent } from '../api/session.ts';
import { useSearchTexts } from '../search/use-search-texts.ts';
import { useSession } from '../session/session-context.ts';
import { CHAT_COLUMNS, type ChatColumn } from './chat-columns.tsx';
import { chosenColumns, columnsInRoom, printColumns } from './column-choice.ts';
import type { RowShape } from './row-shape.ts';
import { useFilters } from './use-filters.ts';

const KEPT_AS = 'parley.columns';
const REM_PX = 16;

export function useColumns({ isNarrow }: RowShape, widthPx: number) {
  const { columns: address } = useSearchTexts();
  const showsContent = mayReadContent(useSession());
  const { setParameter } = useFilters();
  const [kept, setKept] = useState(() => localStorage.getItem(KEPT_AS));
  const offered = useMemo(() => CHAT_COLUMNS.filter(({ isContent }) => showsContent || !isContent), [showsContent]);
  const chosen = useMemo(() => {
    const known = offered.map(({ name }) => name);
    const { names, unknown } = chosenColumns(address, kept, known);
    const isUsual = printColumns(names, known) === null;
    const shown = columnsInRoom(names, { widthRem: widthPx / REM_PX, isNarrow, isUsual });
    const view = viewOf(columnsNamed(offered, names), showsContent);
    return { known, names, unknown, shown: columnsNamed(offered, shown), view };
  }, [address, kept, offered, isNarrow, widthPx, showsContent]);
  const choose = (next: readonly string[]) => {
    const text = printColumns(next, chosen.known);
    if (text === null) localStorage.removeItem(KEPT_AS);
    else localStorage.setItem(KEPT_AS, text);
    setKept(text);
    setParameter('columns', text);
  };
  return { ...chosen, offered, choose };
}

function columnsNamed(offered: readonly ChatColumn[], names: readonly string[]): readonly ChatColumn[] {
  return names.flatMap((name) => offered.find((column) => column.name === name) ?? []);
}

/** What the API is asked for: also what a narrower list would show. */
function viewOf(columns: readonly ChatColumn[], showsContent: boolean): ListView {
  const fields = new Set(columns.flatMap((column) => column.fields));
  fields.add('sessionStartTime');
  if (showsContent) fields.add('visitorName');
  return { fields: [...fields], hasPreview: showsContent || columns.some(({ name }) => name === 'messageCount') };
}
