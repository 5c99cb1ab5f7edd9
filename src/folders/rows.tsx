import { folderIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { useJx, useTrans } from '../ui/context';
import type { IRowDrag } from '../ui/datatable';
import { IStanding, permits } from '../ui/standing';
import type { IColumn } from '../ui/tablestate';
import { canDrop, dropInto, startDrag } from './drag';
import {
  Entry,
  Folder,
  FolderKind,
  FolderTree,
  isFolder,
  parted
} from './tree';

/** The folders before a list: those in the open one, or all that are searched for. */
export function useShownFolders(
  tree: FolderTree | null,
  folder: string | null,
  search: string,
  descending = false
): readonly Folder[] {
  return React.useMemo(() => {
    if (!tree) {
      return [];
    }
    const found = search.trim()
      ? tree.find(search, folder)
      : tree.inside(folder);
    return descending ? [...found].reverse() : found;
  }, [tree, folder, search, descending]);
}

/** Columns of objects that show a folder by its name alone. */
export function folderColumns<Row extends { id: string }>(
  columns: IColumn<Row>[]
): IColumn<Entry<Row>>[] {
  return columns.map(column => ({
    ...column,
    title: entry =>
      isFolder(entry)
        ? column.id === 'name'
          ? entry.name
          : ''
        : (column.title?.(entry) ?? ''),
    cell: entry =>
      isFolder(entry)
        ? column.id === 'name' && <FolderName name={entry.name} />
        : column.cell(entry)
  }));
}

function FolderName(props: { name: string }): JSX.Element {
  const trans = useTrans();
  return (
    <span className="jx-FolderName">
      <folderIcon.react tag="span" width="16px" height="16px" />
      <span className="jx-sr-only">{trans.__('Folder')} </span>
      <span className="jx-ellipsis">{props.name}</span>
    </span>
  );
}

/** Whether all are one's own to move: what others share lies in their folders. */
export function areMovable(entries: readonly Entry<object>[]): boolean {
  return entries.every(
    one => isFolder(one) || permits(one as Partial<IStanding>, 'owner')
  );
}

/** Dragging rows of objects and folders into folders. */
export function useFolderDrag<Row extends { id: string }>(
  kind: FolderKind,
  tree: FolderTree | null
): IRowDrag<Entry<Row>> {
  const jx = useJx();
  return {
    start: (rows, event, moved) =>
      areMovable(rows)
        ? startDrag({ kind, ...parted(rows) }, event, moved)
        : event.preventDefault(),
    accepts: onto => isFolder(onto) && !!tree && canDrop(kind, tree, onto.id),
    drop: onto => dropInto(jx, onto.id)
  };
}
