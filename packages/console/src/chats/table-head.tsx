/** The heads of the columns; one by which the list can be sorted is a button. */
import { DownIcon, UpIcon } from '../frame/icons.tsx';
import { useText } from '../language/language-context.ts';
import { orderIn, withNextOrder } from '../search/list-order.ts';
import type { ChatColumn } from './chat-columns.tsx';
import classes from './chat-table.module.css';
import { useFilters } from './use-filters.ts';

export function TableHead({ columns }: { readonly columns: readonly ChatColumn[] }) {
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" aria-rowindex={1} className={`${classes.row} ${classes.head}`}>
        {columns.map((column) => (
          <ColumnHead key={column.name} column={column} />
        ))}
      </div>
    </div>
  );
}

function ColumnHead({ column: { label, hint, className, sort } }: { readonly column: ChatColumn }) {
  const text = useText();
  const { parameters, setParameters } = useFilters();
  const order = orderIn(parameters);
  const direction = sort !== null && order.sort === sort ? order.direction : null;
  const Arrow = direction === 'asc' ? UpIcon : DownIcon;
  return (
    <div
      role="columnheader"
      title={text(hint)}
      className={`${classes.cell} ${className}`}
      {...(sort === null ? {} : { 'aria-sort': ARIA[direction ?? 'none'] })}
    >
      {sort === null ? (
        text(label)
      ) : (
        <button type="button" className={classes.sort} onClick={() => setParameters(withNextOrder(parameters, sort))}>
          <span>{text(label)}</span>
          {direction !== null && <Arrow />}
        </button>
      )}
    </div>
  );
}

const ARIA = { asc: 'ascending', desc: 'descending', none: 'none' } as const;
