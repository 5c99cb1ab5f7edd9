import * as React from 'react';

import type { IList } from '../api/hooks';
import { Entry, Folder, IFolderRow, folderRow } from './tree';

/** A list of objects with folders before them. */
export function useEntries<Row extends { id: string }>(
  list: IList<Row>,
  folders: readonly Folder[]
): IList<Entry<Row>> {
  const rows = React.useMemo(() => folders.map(folderRow), [folders]);
  const loaded = React.useMemo(
    () => before(rows, list.loaded),
    [rows, list.loaded]
  );
  const count = rows.length;
  return {
    ...list,
    total: list.total === null ? null : list.total + count,
    rowAt: index => (index < count ? rows[index] : list.rowAt(index - count)),
    loaded,
    onVisible: (first, last) =>
      list.onVisible(Math.max(0, first - count), Math.max(0, last - count))
  };
}

function before<Row>(
  folders: IFolderRow[],
  loaded: { index: number; row: Row }[]
): { index: number; row: Entry<Row> }[] {
  return [
    ...folders.map((row, index) => ({ index, row })),
    ...loaded.map(({ index, row }) => ({ index: index + folders.length, row }))
  ];
}
