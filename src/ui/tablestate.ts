import * as React from 'react';

import type { IList } from '../api/hooks';

export interface IColumn<Row> {
  id: string;
  header: string;
  cell: (row: Row) => React.ReactNode;
  /** The name by which the server sorts; absent: not sortable. */
  sort?: string;
  /** Pixels it needs; with `grow` it takes a share of what is left too. */
  width: number;
  grow?: number;
  align?: 'right';
  /** Holds an icon or a shape, which an ellipsis would spoil. */
  icon?: boolean;
  /** The name and the state: never dropped, never hidden. */
  required?: boolean;
  /** Not shown until chosen. */
  hidden?: boolean;
  /** The whole text, for the tooltip. */
  title?: (row: Row) => string;
}

export interface ISort {
  key: string;
  descending: boolean;
}

/**
 * The columns that fit: from the right the optional ones are dropped until
 * the rest fits into `width` pixels.
 */
export function fitColumns<C extends { width: number; required?: boolean }>(
  columns: C[],
  width: number
): C[] {
  const shown = [...columns];
  let needed = shown.reduce((sum, column) => sum + column.width, 0);
  for (let i = shown.length - 1; i >= 0 && needed > width; i--) {
    if (!shown[i].required) {
      needed -= shown[i].width;
      shown.splice(i, 1);
    }
  }
  return shown;
}

/** The width of an element, kept up to date; null before the first look. */
export function useWidth(ref: React.RefObject<HTMLElement>): number | null {
  const [width, setWidth] = React.useState<number | null>(null);
  React.useLayoutEffect(() => {
    const node = ref.current;
    if (!node || typeof ResizeObserver === 'undefined') {
      return;
    }
    const observer = new ResizeObserver(() => {
      // A hidden panel has no width: what it showed last is right.
      if (node.clientWidth > 0) {
        setWidth(node.clientWidth);
      }
    });
    observer.observe(node);
    if (node.clientWidth > 0) {
      setWidth(node.clientWidth);
    }
    return () => observer.disconnect();
  }, []);
  return width;
}

/** Which columns the user chose, kept in the browser under the table's id. */
export function useColumnChoice(
  tableId: string,
  columns: IColumn<any>[]
): [Record<string, boolean>, (id: string, shown: boolean) => void] {
  const key = `jupyter-ext:columns:${tableId}`;
  const [choice, setChoice] = React.useState<Record<string, boolean>>(() => {
    try {
      return JSON.parse(window.localStorage.getItem(key) ?? '{}');
    } catch {
      return {};
    }
  });
  const visibility = React.useMemo(
    () =>
      Object.fromEntries(
        columns.map(column => [
          column.id,
          column.required || (choice[column.id] ?? !column.hidden)
        ])
      ),
    [columns, choice]
  );
  const choose = (id: string, shown: boolean) => {
    const next = { ...choice, [id]: shown };
    setChoice(next);
    try {
      window.localStorage.setItem(key, JSON.stringify(next));
    } catch {
      // A full or forbidden store only means that the choice isn't kept.
    }
  };
  return [visibility, choose];
}

/** By what a table is sorted, kept in the browser under its id. */
export function useKeptSort(
  tableId: string,
  otherwise: ISort
): [ISort, (sort: ISort) => void] {
  const key = `jupyter-ext:sort:${tableId}`;
  const [sort, setSort] = React.useState<ISort>(() => {
    try {
      const kept = JSON.parse(window.localStorage.getItem(key) ?? '{}');
      return typeof kept.key === 'string'
        ? { key: kept.key, descending: kept.descending === true }
        : otherwise;
    } catch {
      return otherwise;
    }
  });
  const choose = (next: ISort) => {
    setSort(next);
    try {
      window.localStorage.setItem(key, JSON.stringify(next));
    } catch {
      // A full or forbidden store only means that the choice isn't kept.
    }
  };
  return [sort, choose];
}

/**
 * Which rows came in lately, for a few seconds each: rows never seen before,
 * no more than the list has grown by.
 */
export function useNewRows<Row extends { id: string }>(
  list: IList<Row>
): Map<string, number> {
  const known = React.useRef<{
    key: string;
    total: number;
    ids: Set<string>;
  } | null>(null);
  const [fresh, setFresh] = React.useState<Map<string, number>>(new Map());
  React.useEffect(() => {
    if (list.total === null || list.isPlaceholder) {
      return;
    }
    const before = known.current;
    if (!before || before.key !== list.key) {
      const ids = new Set(list.loaded.map(({ row }) => row.id));
      known.current = { key: list.key, total: list.total, ids };
      setFresh(new Map());
      return;
    }
    const unseen = list.loaded.filter(({ row }) => !before.ids.has(row.id));
    const grown = Math.max(0, list.total - before.total);
    unseen.forEach(({ row }) => before.ids.add(row.id));
    before.total = list.total;
    if (grown && unseen.length) {
      const added = unseen.slice(0, grown);
      setFresh(
        now =>
          new Map([
            ...now,
            ...added.map(({ row, index }) => [row.id, index] as const)
          ])
      );
    }
  }, [list.loaded, list.total, list.key, list.isPlaceholder]);
  React.useEffect(() => {
    if (fresh.size) {
      const timer = window.setTimeout(() => setFresh(new Map()), 5000);
      return () => window.clearTimeout(timer);
    }
  }, [fresh]);
  return fresh;
}
