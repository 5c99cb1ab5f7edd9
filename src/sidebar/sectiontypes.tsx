import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { PageFetcher } from '../api/hooks';
import type { FolderKind } from '../folders/tree';
import { NameCell } from '../ui/standing';
import { STARRED, starredQuery } from '../ui/starring';
import { IColumn } from '../ui/tablestate';
import { MINE, whoseQuery } from '../ui/whose';

export interface ISectionChip {
  id: string;
  label: string;
  title: string;
  /** Makes sense only where users are told apart. */
  proven?: boolean;
}

/** One section of the sidebar: a list of one kind of object. */
export interface ISection<Row extends { id: string } = any> {
  id: string;
  kind: string;
  title: string;
  /** The page that shows the whole list, where a room has one. */
  listPage?: string;
  /** The kind of its folders, if it has any. */
  folders?: FolderKind;
  /** Ends all that is listed. */
  stop?: () => unknown;
  chips: ISectionChip[];
  /** Value for the server, and its words; the first is the default. */
  sorts: { value: string; label: string }[];
  columns: IColumn<Row>[];
  name: (row: Row) => string;
  fetch: (filters: ISectionFilters) => PageFetcher<Row>;
  empty: { title: string; text: string; action?: string };
}

export interface ISectionFilters {
  search: string;
  chips: string[];
  sort: string;
  /** What a list with folders is asked for; absent: whatever the folder. */
  folder?: string;
}

/** Narrows a section to what isn't shared by others. */
export const mineChip = (trans: TranslationBundle): ISectionChip => ({
  id: MINE,
  label: trans.__('mine'),
  title: trans.__('Without what others share with me'),
  proven: true
});

/** How the server is asked for it. */
export const whose = (chips: string[]) => whoseQuery(new Set(chips));

/** Narrows a section to what is starred. */
export const starredChip = (trans: TranslationBundle): ISectionChip => ({
  id: STARRED,
  label: trans.__('starred'),
  title: trans.__('Only starred ones')
});

/** How the server is asked for objects in folders; for starred ones from there down. */
export function placedQuery({ search, chips, sort, folder }: ISectionFilters) {
  const starred = starredQuery(new Set(chips));
  return {
    q: search,
    sort,
    folder,
    ...starred,
    ...(starred.starred && { below: true }),
    ...whose(chips)
  };
}

/** The name takes its room first: other columns go before it is cut. */
export function nameColumn<Row extends { name: string }>(
  trans: TranslationBundle,
  cell?: (row: Row) => React.ReactNode,
  width = 120
): IColumn<Row> {
  return {
    id: 'name',
    header: trans.__('Name'),
    width,
    grow: 2,
    required: true,
    cell: cell ?? (row => <NameCell row={row} />),
    title: row => row.name
  };
}
