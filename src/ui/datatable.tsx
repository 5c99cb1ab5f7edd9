import { useVirtualizer } from '@tanstack/react-virtual';
import * as React from 'react';

import type { IList } from '../api/hooks';
import type { IAction } from './actionbar';
import { ColumnMenuButton } from './columnmenu';
import { useJx, useTrans } from './context';
import { openObjectMenu } from './menu';
import { ListFoot, useSelection } from './selection';
import { Banner, EmptyState, ErrorState, describeError } from './states';
import { ColumnHeader, ITableRowActions, TableRow } from './tablerow';
import {
  IColumn,
  ISort,
  fitColumns,
  useColumnChoice,
  useNewRows,
  useWidth
} from './tablestate';

export type { IColumn, ISort } from './tablestate';

export const ROW_HEIGHT = 24;

export interface IDataTableProps<Row extends { id: string }> {
  /** Under this name the choice of columns is kept. */
  id: string;
  /** What the rows are, for screen readers. */
  label: string;
  columns: IColumn<Row>[];
  list: IList<Row>;
  rowName: (row: Row) => string;
  sort?: ISort | null;
  onSort?: (sort: ISort) => void;
  /** By Enter and double click. */
  onOpen?: (row: Row) => void;
  /** The kind whose menu the rows have, by ⋮ and right click. */
  menu?: string | ((row: Row) => string);
  /** What the list is of, such as a folder; rows are selected in one alone. */
  scope?: string;
  /** Given, rows can be selected, and these can be done with them. */
  selectionActions?: (rows: Row[], clear: () => void) => IAction[];
  /** Given, rows unfold to this; by Enter and double click where none opens. */
  expand?: (row: Row) => React.ReactNode;
  /** Which rows unfold; by default all. */
  canExpand?: (row: Row) => boolean;
  /** Given, rows can be dragged, and onto each other where this accepts it. */
  drag?: IRowDrag<Row>;
  empty: {
    title: string;
    text?: React.ReactNode;
    action?: { label: string; onClick: () => void };
  };
  /** Words for a number of rows, as it is written: `1,200 sessions`. */
  countLabel?: (total: number, written: string) => string;
  /** Without header and footer, for the sidebar. */
  bare?: boolean;
}

/** What dragging rows means. */
export interface IRowDrag<Row> {
  /** The row under the pointer, with those selected beside it. */
  start: (rows: Row[], event: React.DragEvent, moved: () => void) => void;
  accepts: (onto: Row) => boolean;
  drop: (onto: Row) => void;
}

/**
 * A list of objects as a table: only the rows on screen are in the DOM, the
 * server sorts, filters and hands out pages.
 *
 * One tab stop: arrows move, Enter opens, Space selects, right and left
 * unfold and fold, the context-menu key opens the menu.
 */
export function DataTable<Row extends { id: string }>(
  props: IDataTableProps<Row>
): JSX.Element {
  return (
    <ListStates {...props}>
      <Grid {...props} />
    </ListStates>
  );
}

/** What stands in place of a list that has no rows to show. */
export function ListStates<Row>(props: {
  list: IList<Row>;
  bare?: boolean;
  empty: IDataTableProps<any>['empty'];
  children: React.ReactElement;
}): JSX.Element {
  const { list, empty } = props;
  if (list.isLoading) {
    return <TableSkeleton rows={props.bare ? 3 : 8} />;
  }
  if (list.error && !list.total) {
    return <ErrorState error={list.error} onRetry={list.retry} />;
  }
  if (list.total === 0 && !list.isPlaceholder) {
    return (
      <EmptyState title={empty.title} action={empty.action}>
        {empty.text}
      </EmptyState>
    );
  }
  return props.children;
}

/** That what is shown may be old, since it couldn't be asked for again. */
export function OldRows(props: { list: IList<any> }): JSX.Element | null {
  const { list } = props;
  const trans = useTrans();
  return (
    list.error && (
      <Banner
        tone="error"
        actions={
          <button
            type="button"
            className="jp-Button jx-Button jx-mod-plain"
            onClick={list.retry}
          >
            {trans.__('Retry')}
          </button>
        }
      >
        {describeError(list.error, trans).message}{' '}
        {trans.__('The rows below may be old.')}
      </Banner>
    )
  );
}

function Grid<Row extends { id: string }>(
  props: IDataTableProps<Row>
): JSX.Element {
  const { list, columns, expand, menu, selectionActions } = props;
  const menuOf = (row: Row) => (typeof menu === 'function' ? menu(row) : menu);
  const unfolds = (row: Row) => !!expand && (props.canExpand?.(row) ?? true);
  const jx = useJx();
  const trans = useTrans();
  const base = React.useId();
  const scroller = React.useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const [visibility, chooseColumn] = useColumnChoice(props.id, columns);
  const selection = useSelection(list, props.scope);
  const [expanded, setExpanded] = React.useState<Record<string, boolean>>({});
  const [active, setActive] = React.useState(0);
  const fresh = useNewRows(list);

  const extra =
    (selectionActions ? 24 : 0) + (expand ? 20 : 0) + (menu ? 28 : 0);
  const shown = React.useMemo(() => {
    const chosen = columns.filter(column => visibility[column.id]);
    return width === null ? chosen : fitColumns(chosen, width - extra - 8);
  }, [columns, visibility, width, extra]);
  // With room for all, each has its width; else the growing ones give way.
  const needed = shown.reduce((sum, column) => sum + column.width, extra + 8);
  const tight = width !== null && needed > width;
  const template = [
    expand && '20px',
    selectionActions && '24px',
    ...shown.map(column =>
      column.grow
        ? `minmax(${tight ? Math.min(column.width, 80) : column.width}px, ${column.grow}fr)`
        : `${column.width}px`
    ),
    !shown.some(column => column.grow) && '1fr',
    menu && '28px'
  ]
    .filter(Boolean)
    .join(' ');

  const count = list.total ?? 0;
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    scrollPaddingStart: props.bare ? 0 : ROW_HEIGHT,
    overscan: 8
  });
  const items = virtualizer.getVirtualItems();
  const first = items.length ? items[0].index : 0;
  const last = items.length ? items[items.length - 1].index : 0;

  // Pages come as they are scrolled to.
  React.useEffect(() => list.onVisible(first, last), [first, last, list.key]);

  // Rows that come in above don't push away what is being read.
  const anchor = React.useRef<{ id: string; offset: number } | null>(null);
  const remember = () => {
    const top = scroller.current?.scrollTop ?? 0;
    const item = virtualizer.getVirtualItemForOffset(top);
    const row = item && list.rowAt(item.index);
    anchor.current =
      top > 0 && item && row ? { id: row.id, offset: top - item.start } : null;
  };
  React.useLayoutEffect(() => {
    const node = scroller.current;
    const hold = anchor.current;
    if (node && hold) {
      const index = list.loaded.find(({ row }) => row.id === hold.id)?.index;
      const start = virtualizer.measurementsCache[index ?? -1]?.start;
      if (start !== undefined) {
        const top = start + hold.offset;
        if (Math.abs(top - node.scrollTop) >= 1) {
          node.scrollTop = top;
        }
      }
    }
  }, [list.loaded]);
  React.useLayoutEffect(remember);
  // Another list begins at its top.
  const listKey = React.useRef(list.key);
  React.useLayoutEffect(() => {
    if (listKey.current !== list.key) {
      listKey.current = list.key;
      anchor.current = null;
      setActive(0);
      if (scroller.current) {
        scroller.current.scrollTop = 0;
      }
    }
  }, [list.key]);

  const toggleFold = (row: Row, open?: boolean) =>
    setExpanded(now => ({ ...now, [row.id]: open ?? !now[row.id] }));
  const moveTo = (index: number) => {
    const target = Math.max(0, Math.min(count - 1, index));
    setActive(target);
    virtualizer.scrollToIndex(target);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.target !== event.currentTarget) {
      return;
    }
    const row = list.rowAt(active);
    const page = Math.max(
      1,
      Math.floor((scroller.current?.clientHeight ?? 240) / ROW_HEIGHT) - 2
    );
    const target = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: count - 1
    }[event.key];
    if (target !== undefined) {
      moveTo(target);
    } else if (!row) {
      return;
    } else if (event.key === 'Enter' && props.onOpen) {
      props.onOpen(row);
    } else if (event.key === 'Enter' && unfolds(row)) {
      toggleFold(row);
    } else if (event.key === ' ' && selectionActions) {
      selection.toggle(row);
    } else if (event.key === 'ArrowRight' && unfolds(row)) {
      toggleFold(row, true);
    } else if (event.key === 'ArrowLeft' && unfolds(row)) {
      toggleFold(row, false);
    } else if (
      menu &&
      (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10'))
    ) {
      const box = document
        .getElementById(`${base}-row-${active}`)
        ?.getBoundingClientRect();
      openObjectMenu(jx, menuOf(row)!, row, {
        x: (box?.left ?? 0) + 24,
        y: box?.bottom ?? 0
      });
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  // Rows are only rendered again when something of theirs changed.
  const handlers = React.useRef<ITableRowActions<Row>>(null!);
  handlers.current = {
    activate: setActive,
    click: row => props.bare && props.onOpen?.(row),
    open: row => {
      if (!props.bare && props.onOpen) {
        props.onOpen(row);
      } else if (!props.onOpen && unfolds(row)) {
        toggleFold(row);
      }
    },
    select: selection.toggle,
    fold: row => toggleFold(row),
    drag: (row, event) => {
      const rows = selection.with(row);
      props.drag?.start(rows, event, () => selection.leave(rows));
    },
    accepts: row => props.drag?.accepts(row) ?? false,
    drop: row => props.drag?.drop(row)
  };
  const actions = React.useMemo<ITableRowActions<Row>>(
    () => ({
      activate: place => handlers.current.activate(place),
      click: row => handlers.current.click(row),
      open: row => handlers.current.open(row),
      select: row => handlers.current.select(row),
      fold: row => handlers.current.fold(row),
      drag: (row, event) => handlers.current.drag(row, event),
      accepts: row => handlers.current.accepts(row),
      drop: row => handlers.current.drop(row)
    }),
    []
  );

  const freshAbove = [...fresh.values()].filter(at => at < first).length;
  return (
    <div
      className={`jx-Table${list.error || list.isPlaceholder ? ' jx-mod-old' : ''}${props.bare ? ' jx-mod-bare' : ''}`}
    >
      <OldRows list={list} />
      {freshAbove > 0 && (
        <button
          type="button"
          className="jp-Button jx-Table-newer"
          onClick={() => {
            anchor.current = null;
            virtualizer.scrollToIndex(0);
          }}
        >
          {trans._n('↑ %1 new', '↑ %1 new', freshAbove)}
        </button>
      )}
      <div
        className="jx-Table-scroller"
        ref={scroller}
        role="grid"
        tabIndex={0}
        aria-label={props.label}
        aria-rowcount={list.total ?? -1}
        aria-multiselectable={selectionActions ? true : undefined}
        aria-busy={list.isPlaceholder || undefined}
        aria-activedescendant={
          active >= first && active <= last
            ? `${base}-row-${active}`
            : undefined
        }
        style={{ '--jx-columns': template } as React.CSSProperties}
        onScroll={remember}
        onKeyDown={onKeyDown}
      >
        {!props.bare && (
          <div role="rowgroup" className="jx-Table-head">
            <div role="row" className="jx-Table-row" aria-rowindex={1}>
              {expand && (
                <span role="columnheader">
                  <span className="jx-sr-only">{trans.__('Unfold')}</span>
                </span>
              )}
              {selectionActions && (
                <span role="columnheader">
                  <input
                    type="checkbox"
                    className="jx-Checkbox"
                    aria-label={trans.__('Select all loaded rows')}
                    checked={selection.all}
                    ref={box => {
                      if (box) {
                        box.indeterminate =
                          selection.rows.length > 0 && !selection.all;
                      }
                    }}
                    onChange={
                      selection.all ? selection.clear : selection.selectLoaded
                    }
                  />
                </span>
              )}
              {shown.map(column => (
                <ColumnHeader
                  key={column.id}
                  column={column}
                  sort={props.sort ?? null}
                  onSort={props.onSort}
                />
              ))}
              {!shown.some(column => column.grow) && (
                <span role="presentation" />
              )}
              {menu && (
                <span role="columnheader">
                  <ColumnMenuButton
                    columns={columns}
                    visibility={visibility}
                    onChoose={chooseColumn}
                  />
                </span>
              )}
            </div>
          </div>
        )}
        <div
          role="rowgroup"
          className="jx-Table-body"
          style={{ height: virtualizer.getTotalSize() }}
        >
          {items.map(item => {
            const row = list.rowAt(item.index);
            const isSelected = !!row && selection.has(row.id);
            return (
              <div
                key={item.key}
                role="presentation"
                className="jx-Table-slot"
                data-index={item.index}
                ref={expand ? virtualizer.measureElement : undefined}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <TableRow
                  domId={`${base}-row-${item.index}`}
                  index={item.index + (props.bare ? 1 : 2)}
                  row={row}
                  name={row ? props.rowName(row) : ''}
                  columns={shown}
                  active={item.index === active}
                  selected={selectionActions ? isSelected : undefined}
                  fresh={!!row && fresh.has(row.id)}
                  open={
                    expand
                      ? row && !unfolds(row)
                        ? null
                        : !!row && !!expanded[row.id]
                      : undefined
                  }
                  menu={row ? menuOf(row) : menu ? '' : undefined}
                  draggable={!!props.drag}
                  place={item.index}
                  actions={actions}
                />
                {row && expand && expanded[row.id] && (
                  <div role="row" className="jx-Table-unfolded">
                    <div role="gridcell">{expand(row)}</div>
                  </div>
                )}
              </div>
            );
          })}
        </div>
      </div>
      {!props.bare && (
        <ListFoot
          total={list.total}
          countLabel={props.countLabel}
          selection={selection}
          selectionActions={selectionActions}
        />
      )}
    </div>
  );
}

function TableSkeleton(props: { rows: number }): JSX.Element {
  const trans = useTrans();
  return (
    <div
      className="jx-Table jx-mod-loading"
      role="status"
      aria-busy="true"
      aria-label={trans.__('Loading')}
    >
      {Array.from({ length: props.rows }, (_, i) => (
        <div key={i} className="jx-Table-ghost">
          <span
            className="jx-Skeleton-line"
            style={{ width: `${80 - ((i * 23) % 40)}%` }}
          />
        </div>
      ))}
    </div>
  );
}
