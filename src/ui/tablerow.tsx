import { caretDownIcon, caretUpIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { useJx, useTrans } from './context';
import { ObjectMenuButton, openObjectMenu } from './menu';
import { useDropTarget } from './droptarget';
import type { IColumn, ISort } from './tablestate';

export interface ITableRowProps<Row extends { id: string }> {
  domId: string;
  /** Counted from 1, the header included. */
  index: number;
  /** Undefined: known to exist, not loaded yet. */
  row: Row | undefined;
  name: string;
  columns: IColumn<Row>[];
  active: boolean;
  /** Undefined: rows can't be selected. */
  selected?: boolean;
  fresh: boolean;
  /** Undefined: rows don't unfold; null: this one doesn't. */
  open?: boolean | null;
  menu?: string;
  /** Whether the row can be dragged, and others be dropped on it. */
  draggable?: boolean;
  /** Counted from 0 in the list. */
  place: number;
  actions: ITableRowActions<Row>;
}

/** What a row does when it is clicked; the same object for all rows. */
export interface ITableRowActions<Row> {
  activate: (place: number) => void;
  click: (row: Row) => void;
  open: (row: Row) => void;
  select: (row: Row) => void;
  fold: (row: Row) => void;
  drag: (row: Row, event: React.DragEvent) => void;
  /** Whether what is dragged can be dropped on the row. */
  accepts: (row: Row) => boolean;
  drop: (row: Row) => void;
}

/** One row of a table; grey where its content isn't loaded yet. */
export const TableRow = React.memo(Row) as typeof Row;

function Row<Row extends { id: string }>(
  props: ITableRowProps<Row>
): JSX.Element {
  const { row, menu, name, columns, selected, open, actions, place } = props;
  const jx = useJx();
  const trans = useTrans();
  const [target, drop] = useDropTarget(
    () => !!row && actions.accepts(row),
    () => row && actions.drop(row)
  );
  const classes = [
    'jx-Table-row',
    target && 'jx-mod-target',
    props.active && 'jx-mod-active',
    selected && 'jx-mod-selected',
    props.fresh && 'jx-mod-new'
  ];
  return (
    <div
      id={props.domId}
      role="row"
      aria-rowindex={props.index}
      aria-selected={selected}
      aria-busy={row ? undefined : true}
      data-id={row?.id}
      className={classes.filter(Boolean).join(' ')}
      draggable={props.draggable && row ? true : undefined}
      onDragStart={
        props.draggable && row ? event => actions.drag(row, event) : undefined
      }
      {...(props.draggable ? drop : {})}
      onClick={event => {
        actions.activate(place);
        // The second click of a double one may be on what the first one opened.
        if (row && event.detail < 2) {
          actions.click(row);
        }
      }}
      onDoubleClick={event => {
        // Two clicks on a box or a button are just that.
        if (row && !(event.target as Element).closest('button, input')) {
          actions.open(row);
        }
      }}
      onContextMenu={event => {
        if (menu && row && !event.shiftKey) {
          event.preventDefault();
          event.stopPropagation();
          actions.activate(place);
          openObjectMenu(jx, menu, row, {
            x: event.clientX,
            y: event.clientY
          });
        }
      }}
    >
      {open !== undefined && (
        <span role="gridcell">
          {row && open !== null && (
            <button
              type="button"
              tabIndex={-1}
              className="jp-Button jp-mod-minimal jx-Fold"
              aria-expanded={open}
              aria-label={
                open ? trans.__('Fold %1', name) : trans.__('Unfold %1', name)
              }
              onClick={event => {
                event.stopPropagation();
                actions.fold(row);
              }}
            >
              <caretDownIcon.react tag="span" width="16px" height="16px" />
            </button>
          )}
        </span>
      )}
      {selected !== undefined && (
        <span role="gridcell">
          {row && (
            <input
              type="checkbox"
              tabIndex={-1}
              className="jx-Checkbox"
              aria-label={trans.__('Select %1', name)}
              checked={selected}
              onChange={() => actions.select(row)}
              onClick={event => event.stopPropagation()}
            />
          )}
        </span>
      )}
      {columns.map(column => (
        <span
          key={column.id}
          role="gridcell"
          className={`jx-Table-cell${column.align ? ' jx-mod-right' : ''}${column.icon ? ' jx-mod-icon' : ''}`}
          data-column={column.id}
          title={row && column.title?.(row)}
        >
          {row ? column.cell(row) : <span className="jx-Skeleton-line" />}
        </span>
      ))}
      {!columns.some(column => column.grow) && <span role="presentation" />}
      {menu !== undefined && (
        <span role="gridcell">
          {row && menu && (
            <ObjectMenuButton kind={menu} row={row} name={name} tabIndex={-1} />
          )}
        </span>
      )}
    </div>
  );
}

/** The head of a column: a button where the server can sort by it. */
export function ColumnHeader<Row>(props: {
  column: IColumn<Row>;
  sort: ISort | null;
  onSort?: (sort: ISort) => void;
}): JSX.Element {
  const { column, sort, onSort } = props;
  const key = column.sort;
  const sorted = key !== undefined && sort?.key === key;
  const Icon = sorted && !sort!.descending ? caretUpIcon : caretDownIcon;
  return (
    <span
      role="columnheader"
      className={`jx-Table-cell${column.align ? ' jx-mod-right' : ''}`}
      aria-sort={
        key === undefined
          ? undefined
          : sorted
            ? sort!.descending
              ? 'descending'
              : 'ascending'
            : 'none'
      }
    >
      {key !== undefined && onSort ? (
        <button
          type="button"
          className="jx-Table-sort"
          onClick={() =>
            onSort({ key, descending: sorted ? !sort!.descending : false })
          }
        >
          <span className="jx-ellipsis">{column.header}</span>
          {sorted && <Icon.react tag="span" width="14px" height="14px" />}
        </button>
      ) : (
        <span className="jx-ellipsis">{column.header}</span>
      )}
    </span>
  );
}
