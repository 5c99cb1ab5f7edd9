import * as React from 'react';

import type { IChange } from '../api/changes';
import type { IList } from '../api/hooks';
import { ActionBar, IAction } from './actionbar';
import { useJx, useTrans } from './context';
import { formatCount } from './values';

/** Which rows of a list are selected. */
export interface ISelection<Row> {
  has: (id: string) => boolean;
  /** In their newest state; one that isn't loaded any more in its last. */
  rows: Row[];
  /** Whether all loaded rows are. */
  all: boolean;
  toggle: (row: Row) => void;
  clear: () => void;
  selectLoaded: () => void;
  /** Rows that went elsewhere are selected no more. */
  leave: (rows: Row[]) => void;
  /** A row, with those that are selected beside it if it is one of them. */
  with: (row: Row) => Row[];
}

/**
 * `scope` is what the list is of: in another one nothing is selected yet. What
 * is deleted, from wherever, isn't selected any more.
 */
export function useSelection<Row extends { id: string }>(
  list: IList<Row>,
  scope?: string
): ISelection<Row> {
  const [selection, setSelection] = React.useState<ReadonlyMap<string, Row>>(
    new Map()
  );
  React.useEffect(
    () => setSelection(now => (now.size ? new Map() : now)),
    [scope]
  );
  const { changes } = useJx();
  React.useEffect(() => {
    const onChange = (_: unknown, { action, id }: IChange) => {
      if (action === 'deleted') {
        setSelection(now => without(now, [id]));
      }
    };
    changes.changed.connect(onChange);
    return () => {
      changes.changed.disconnect(onChange);
    };
  }, [changes]);
  const current = new Map(list.loaded.map(({ row }) => [row.id, row]));
  const rows = [...selection.values()].map(row => current.get(row.id) ?? row);
  return {
    has: id => selection.has(id),
    rows,
    all: list.loaded.every(({ row }) => selection.has(row.id)),
    toggle: row =>
      setSelection(now => {
        const next = new Map(now);
        if (!next.delete(row.id)) {
          next.set(row.id, row);
        }
        return next;
      }),
    clear: () => setSelection(new Map()),
    selectLoaded: () => setSelection(current),
    leave: gone =>
      setSelection(now =>
        without(
          now,
          gone.map(row => row.id)
        )
      ),
    with: row => (selection.has(row.id) ? rows : [row])
  };
}

function without<Row>(
  selection: ReadonlyMap<string, Row>,
  ids: string[]
): ReadonlyMap<string, Row> {
  if (!ids.some(id => selection.has(id))) {
    return selection;
  }
  const next = new Map(selection);
  ids.forEach(id => next.delete(id));
  return next;
}

/** Below a list: how many there are, and what can be done with the selected. */
export function ListFoot<Row>(props: {
  total: number | null;
  countLabel?: (total: number, written: string) => string;
  selection: ISelection<Row>;
  selectionActions?: (rows: Row[], clear: () => void) => IAction[];
}): JSX.Element {
  const { total, selection, selectionActions } = props;
  const trans = useTrans();
  const countLabel =
    props.countLabel ??
    ((count, written) => trans._n('%2 row', '%2 rows', count, written));
  return (
    <div className="jx-Table-foot">
      <span role="status">
        {total !== null && countLabel(total, formatCount(total))}
      </span>
      {selectionActions && selection.rows.length > 0 && (
        <>
          <span role="status">
            {trans._n(
              '%2 selected',
              '%2 selected',
              selection.rows.length,
              formatCount(selection.rows.length)
            )}
          </span>
          <ActionBar
            label={trans.__('With the selected rows')}
            actions={selectionActions(selection.rows, selection.clear)}
          />
        </>
      )}
    </div>
  );
}
