/** Chooses the columns of the list and their order; every step by keyboard too. */
import { ActionIcon, Button, Checkbox, Popover, ScrollArea } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { DownIcon, UpIcon } from '../frame/icons.tsx';
import { useText } from '../language/language-context.ts';
import type { ChatColumn } from './chat-columns.tsx';
import { FIXED_COLUMN, moveColumn, toggleColumn, USUAL_COLUMNS } from './column-choice.ts';
import classes from './column-menu.module.css';

interface ColumnMenuProps {
  readonly offered: readonly ChatColumn[];
  /** In their order. */
  readonly names: readonly string[];
  readonly onChoose: (names: readonly string[]) => void;
}

export function ColumnMenu({ offered, names, onChoose }: ColumnMenuProps) {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  const usual = USUAL_COLUMNS.filter((name) => offered.some((column) => column.name === name));
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" shadow="md" width={300} trapFocus returnFocus>
      <Popover.Target>
        <Button size="compact-sm" variant="default" onClick={() => setOpen(!isOpen)}>
          {text('columns.title')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs" aria-label={text('columns.title')}>
        <ScrollArea.Autosize mah="60vh">
          <ColumnList offered={offered} names={names} onChoose={onChoose} />
        </ScrollArea.Autosize>
        <Button size="compact-xs" variant="subtle" color="gray" mt="xs" onClick={() => onChoose(usual)}>
          {text('columns.usual')}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Those of the list first, in its order. */
function ColumnList({ offered, names, onChoose }: ColumnMenuProps) {
  const list = useRef<HTMLUListElement>(null);
  const acted = useRef<readonly string[]>([]);
  const chosen = names.flatMap((name) => offered.find((column) => column.name === name) ?? []);
  const others = offered.filter(({ name }) => !names.includes(name));
  // What moves within the page loses the focus; it goes to the first of these that can be pressed.
  useEffect(() => {
    const wanted = acted.current.flatMap((id) => list.current?.querySelector<HTMLElement>(`[data-act="${id}"]`) ?? []);
    acted.current = [];
    wanted.find((element) => !element.matches(':disabled'))?.focus();
  });
  const act = (next: readonly string[], ...focused: readonly string[]) => {
    acted.current = focused;
    onChoose(next);
  };
  return (
    <ul ref={list} className={classes.list}>
      {[...chosen, ...others].map((column, at) => {
        const { name } = column;
        return (
          <ColumnItem
            key={name}
            column={column}
            place={at < chosen.length ? { isFirst: at === 0, isLast: at === chosen.length - 1 } : null}
            onToggle={() => act(toggleColumn(names, name), `toggle ${name}`)}
            onUp={() => act(moveColumn(names, name, -1), `up ${name}`, `down ${name}`)}
            onDown={() => act(moveColumn(names, name, 1), `down ${name}`, `up ${name}`)}
          />
        );
      })}
    </ul>
  );
}

interface ColumnItemProps {
  readonly column: ChatColumn;
  /** null for a column that the list does not have. */
  readonly place: { readonly isFirst: boolean; readonly isLast: boolean } | null;
  readonly onToggle: () => void;
  readonly onUp: () => void;
  readonly onDown: () => void;
}

function ColumnItem({ column: { name, label }, place, onToggle, onUp, onDown }: ColumnItemProps) {
  const text = useText();
  const column = text(label);
  return (
    <li className={classes.item}>
      <Checkbox
        size="xs"
        label={column}
        checked={place !== null}
        disabled={name === FIXED_COLUMN}
        data-act={`toggle ${name}`}
        onChange={onToggle}
      />
      {place !== null && (
        <>
          <MoveButton act={`up ${name}`} isLast={place.isFirst} label={text('columns.up', { column })} onMove={onUp}>
            <UpIcon />
          </MoveButton>
          <MoveButton
            act={`down ${name}`}
            isLast={place.isLast}
            label={text('columns.down', { column })}
            onMove={onDown}
          >
            <DownIcon />
          </MoveButton>
        </>
      )}
    </li>
  );
}

interface MoveButtonProps {
  readonly act: string;
  /** Whether it can go no further. */
  readonly isLast: boolean;
  readonly label: string;
  readonly onMove: () => void;
  readonly children: ReactNode;
}

function MoveButton({ act, isLast, label, onMove, children }: MoveButtonProps) {
  return (
    <ActionIcon
      size="sm"
      variant="subtle"
      color="gray"
      disabled={isLast}
      aria-label={label}
      data-act={act}
      onClick={onMove}
    >
      {children}
    </ActionIcon>
  );
}
