import { useVirtualizer } from '@tanstack/react-virtual';
import * as React from 'react';

import { useJx, useTrans } from './context';
import { IDataTableProps, IRowDrag, ListStates, OldRows } from './datatable';
import { useDropTarget } from './droptarget';
import { openObjectMenu } from './menu';
import { ISelection, ListFoot, useSelection } from './selection';
import { useWidth } from './tablestate';

const TILE_WIDTH = 132;
const TILE_HEIGHT = 104;

export interface ITilesProps<Row extends { id: string }> extends Pick<
  IDataTableProps<Row>,
  | 'label'
  | 'list'
  | 'rowName'
  | 'onOpen'
  | 'menu'
  | 'scope'
  | 'selectionActions'
  | 'drag'
  | 'empty'
  | 'countLabel'
> {
  icon: (row: Row) => React.ReactNode;
  /** Small print below the name: a state, a version, a date. */
  note?: (row: Row) => React.ReactNode;
}

/**
 * A list of objects as tiles: only those on screen are in the DOM.
 *
 * One tab stop: arrows move, Enter opens, Space selects, the context-menu key
 * opens the menu; with the mouse as in a file manager.
 */
export function Tiles<Row extends { id: string }>(
  props: ITilesProps<Row>
): JSX.Element {
  return (
    <ListStates {...props}>
      <Shelf {...props} />
    </ListStates>
  );
}

function Shelf<Row extends { id: string }>(
  props: ITilesProps<Row>
): JSX.Element {
  const { list, menu, selectionActions } = props;
  const jx = useJx();
  const trans = useTrans();
  const base = React.useId();
  const scroller = React.useRef<HTMLDivElement>(null);
  const width = useWidth(scroller) ?? 0;
  const selection = useSelection(list, props.scope);
  const [active, setActive] = React.useState(0);
  React.useEffect(() => setActive(0), [list.key]);

  const count = list.total ?? 0;
  const across = Math.max(1, Math.floor((width - 8) / TILE_WIDTH));
  const virtualizer = useVirtualizer({
    count: Math.ceil(count / across),
    getScrollElement: () => scroller.current,
    estimateSize: () => TILE_HEIGHT,
    overscan: 2
  });
  const lines = virtualizer.getVirtualItems();
  const first = lines.length ? lines[0].index * across : 0;
  const last = lines.length
    ? Math.min(count, (lines[lines.length - 1].index + 1) * across) - 1
    : 0;
  React.useEffect(() => list.onVisible(first, last), [first, last, list.key]);

  const menuOf = (row: Row) => (typeof menu === 'function' ? menu(row) : menu);
  const openMenu = (row: Row, at: { x: number; y: number }) => {
    const kind = menuOf(row);
    if (kind) {
      openObjectMenu(jx, kind, row, at);
    }
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const row = list.rowAt(active);
    const page = Math.max(
      1,
      Math.floor((scroller.current?.clientHeight ?? 0) / TILE_HEIGHT)
    );
    const target = {
      ArrowRight: active + 1,
      ArrowLeft: active - 1,
      ArrowDown: active + across,
      ArrowUp: active - across,
      PageDown: active + page * across,
      PageUp: active - page * across,
      Home: 0,
      End: count - 1
    }[event.key];
    if (target !== undefined) {
      const next = Math.max(0, Math.min(count - 1, target));
      setActive(next);
      virtualizer.scrollToIndex(Math.floor(next / across));
    } else if (!row) {
      return;
    } else if (event.key === 'Enter') {
      props.onOpen?.(row);
    } else if (event.key === ' ' && selectionActions) {
      selection.toggle(row);
    } else if (
      event.key === 'ContextMenu' ||
      (event.shiftKey && event.key === 'F10')
    ) {
      const box = document
        .getElementById(`${base}-${active}`)
        ?.getBoundingClientRect();
      openMenu(row, { x: (box?.left ?? 0) + 24, y: box?.bottom ?? 0 });
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      className={`jx-Table${list.error || list.isPlaceholder ? ' jx-mod-old' : ''}`}
    >
      <OldRows list={list} />
      <div
        className="jx-Table-scroller jx-Tiles"
        ref={scroller}
        role="listbox"
        tabIndex={0}
        aria-label={props.label}
        aria-multiselectable={selectionActions ? true : undefined}
        aria-busy={list.isPlaceholder || undefined}
        aria-activedescendant={
          active >= first && active <= last ? `${base}-${active}` : undefined
        }
        onKeyDown={onKeyDown}
      >
        <div
          className="jx-Table-body"
          role="presentation"
          style={{ height: virtualizer.getTotalSize() }}
        >
          {lines.map(line => (
            <div
              key={line.key}
              role="presentation"
              className="jx-Table-slot jx-Tiles-line"
              style={{
                height: TILE_HEIGHT,
                gridTemplateColumns: `repeat(${across}, minmax(0, 1fr))`,
                transform: `translateY(${line.start}px)`
              }}
            >
              {Array.from(
                { length: Math.min(across, count - line.index * across) },
                (_, i) => {
                  const place = line.index * across + i;
                  const row = list.rowAt(place);
                  return (
                    <Tile<Row>
                      key={row?.id ?? place}
                      {...props}
                      id={`${base}-${place}`}
                      place={place}
                      count={count}
                      row={row}
                      active={place === active}
                      selection={selection}
                      onActivate={() => setActive(place)}
                      onMenu={openMenu}
                    />
                  );
                }
              )}
            </div>
          ))}
        </div>
      </div>
      <ListFoot
        total={list.total}
        countLabel={props.countLabel}
        selection={selection}
        selectionActions={selectionActions}
      />
      {selectionActions && (
        <span className="jx-sr-only" role="note">
          {trans.__('Space selects, Enter opens.')}
        </span>
      )}
    </div>
  );
}

function Tile<Row extends { id: string }>(
  props: ITilesProps<Row> & {
    id: string;
    place: number;
    count: number;
    row: Row | undefined;
    active: boolean;
    selection: ISelection<Row>;
    onActivate: () => void;
    onMenu: (row: Row, at: { x: number; y: number }) => void;
  }
): JSX.Element {
  const { row, drag, selection } = props;
  const [target, drop] = useDropTarget(
    () => !!row && !!drag?.accepts(row),
    () => row && drag?.drop(row)
  );
  const start = (how: IRowDrag<Row>, one: Row, event: React.DragEvent) => {
    const rows = selection.with(one);
    how.start(rows, event, () => selection.leave(rows));
  };
  const selected = !!row && selection.has(row.id);
  const classes = [
    'jx-Tile',
    props.active && 'jx-mod-active',
    selected && 'jx-mod-selected',
    target && 'jx-mod-target'
  ];
  if (!row) {
    return (
      <div
        id={props.id}
        role="option"
        aria-selected={false}
        aria-busy
        className="jx-Tile"
      >
        <span className="jx-Skeleton-line" />
      </div>
    );
  }
  return (
    <div
      id={props.id}
      role="option"
      aria-selected={selected}
      aria-posinset={props.place + 1}
      aria-setsize={props.count}
      data-id={row.id}
      className={classes.filter(Boolean).join(' ')}
      title={props.rowName(row)}
      draggable={drag ? true : undefined}
      onDragStart={drag && (event => start(drag, row, event))}
      {...(drag ? drop : {})}
      onClick={event => {
        props.onActivate();
        if (props.selectionActions && (event.ctrlKey || event.metaKey)) {
          selection.toggle(row);
        }
      }}
      onDoubleClick={() => props.onOpen?.(row)}
      onContextMenu={event => {
        if (!event.shiftKey) {
          event.preventDefault();
          event.stopPropagation();
          props.onActivate();
          props.onMenu(row, { x: event.clientX, y: event.clientY });
        }
      }}
    >
      <span className="jx-Tile-icon">{props.icon(row)}</span>
      <span className="jx-Tile-name">{props.rowName(row)}</span>
      <span className="jx-Tile-note jx-ellipsis">{props.note?.(row)}</span>
    </div>
  );
}
