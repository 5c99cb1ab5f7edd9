import { UseQueryResult, useQuery } from '@tanstack/react-query';
import * as React from 'react';

import { OnScreen } from '../api/hooks';
import { keys } from '../api/queries';
import type { IJupyterExt, IPageProps } from '../tokens';
import { useJx } from '../ui/context';
import type { ISort } from '../ui/tablestate';
import { SHARED, Whose } from '../ui/whose';
import { Folder, FolderKind, FolderTree, TOP } from './tree';

/** A user's folders of a kind, kept up to date; null: not known yet. */
export function useFolders(
  kind: FolderKind,
  enabled = true
): FolderTree | null {
  return useTree(useFolderQuery(kind, enabled));
}

function useFolderQuery(
  kind: FolderKind,
  enabled: boolean
): UseQueryResult<Folder[], Error> {
  const jx = useJx();
  const onScreen = React.useContext(OnScreen);
  return useQuery<Folder[], Error>({
    queryKey: keys.list('folder', { kind }),
    queryFn: ({ signal }) => fetchFolders(jx, kind, signal),
    enabled: enabled && onScreen
  });
}

function useTree(query: UseQueryResult<Folder[], Error>): FolderTree | null {
  const folders = query.data ?? (query.error ? NONE : null);
  return React.useMemo(() => folders && new FolderTree(folders), [folders]);
}

const NONE: Folder[] = [];

export function fetchFolders(
  jx: IJupyterExt,
  kind: FolderKind,
  signal?: AbortSignal
): Promise<Folder[]> {
  return jx.api.get('/folders', { query: { kind }, signal });
}

/** How a list is looked at. */
export interface IListPreferences {
  folder: string | null;
  view: 'list' | 'grid';
  sort: ISort;
}

const keyOf = (kind: FolderKind) => `jupyter-ext:list:${kind}`;

export function readPreferences(
  kind: FolderKind,
  otherwise: ISort
): IListPreferences {
  const nothing = { folder: null, view: 'list' as const, sort: otherwise };
  try {
    const kept = JSON.parse(window.localStorage.getItem(keyOf(kind)) ?? '{}');
    return {
      folder: typeof kept.folder === 'string' ? kept.folder : null,
      view: kept.view === 'grid' ? 'grid' : 'list',
      sort: typeof kept.sort?.key === 'string' ? kept.sort : otherwise
    };
  } catch {
    return nothing;
  }
}

function keepPreferences(kind: FolderKind, kept: IListPreferences): void {
  try {
    window.localStorage.setItem(keyOf(kind), JSON.stringify(kept));
  } catch {
    // A full or forbidden store only means that they aren't kept.
  }
}

/** Where one is in the list of a kind, and how it is shown. */
export interface IPlace extends IListPreferences {
  kind: FolderKind;
  /** Null until the folders are known. */
  tree: FolderTree | null;
  /** Why there are no folders to show; null: these are all. */
  failure: Error | null;
  retry: () => void;
  open: (folder: string | null) => void;
  /** What is searched for; it ends with the folder that it was typed in. */
  search: string;
  setSearch: (text: string) => void;
  setView: (view: IListPreferences['view']) => void;
  setSort: (sort: ISort) => void;
  /**
   * What a list route is asked: this folder; for a search and for what is
   * starred from it down. What others share lies in none of one's own, so it
   * is looked for in all.
   */
  query: (narrowed?: { whose?: Whose; starred?: boolean }) => {
    q: string;
    sort: string;
    folder: string;
    below: boolean;
  };
}

/** The place that a list page shows: its tab, else where one was last. */
export function usePlace(
  kind: FolderKind,
  props: IPageProps,
  sort: ISort
): IPlace {
  const folders = useFolderQuery(kind, true);
  const tree = useTree(folders);
  const [kept, setKept] = React.useState(() => readPreferences(kind, sort));
  const keep = (patch: Partial<IListPreferences>) =>
    setKept(now => {
      const next = { ...now, ...patch };
      keepPreferences(kind, next);
      return next;
    });
  const asked = props.tab
    ? props.tab === TOP
      ? null
      : props.tab
    : kept.folder;
  const [typed, setTyped] = React.useState({ folder: asked, text: '' });
  const search = typed.folder === asked ? typed.text : '';
  // A folder that is gone leaves one at the top; while none can be had it is
  // kept for later.
  const folder = tree?.get(asked)?.id ?? null;
  React.useEffect(() => {
    if (folders.data && folder !== kept.folder) {
      keep({ folder });
    }
  }, [folders.data, folder]);
  return {
    ...kept,
    kind,
    tree,
    failure: folders.data ? null : folders.error,
    retry: () => void folders.refetch(),
    folder,
    open: to => {
      setTyped({ folder: to, text: '' });
      keep({ folder: to });
      props.setTab(to ?? TOP);
    },
    search,
    setSearch: text => setTyped({ folder: asked, text }),
    setView: view => keep({ view }),
    setSort: chosen => keep({ sort: chosen }),
    query: ({ whose, starred } = {}) => ({
      q: search.trim(),
      sort: `${kept.sort.descending ? '-' : ''}${kept.sort.key}`,
      folder: (whose === SHARED ? null : folder) ?? TOP,
      below: !!search.trim() || !!starred || whose === SHARED
    })
  };
}
