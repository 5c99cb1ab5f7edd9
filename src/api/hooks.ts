import {
  UseQueryResult,
  useQueries,
  useQuery,
  useQueryClient
} from '@tanstack/react-query';
import * as React from 'react';

import { IPage, keys } from './queries';

/**
 * Whether the view is on screen. One that isn't keeps what it has and asks
 * for what became old when it is shown again.
 */
export const OnScreen = React.createContext(true);

/** One object, kept up to date by the change stream. */
export function useOne<T>(
  kind: string,
  id: string,
  fetch: (signal: AbortSignal) => Promise<T>,
  options: { enabled?: boolean; part?: unknown[]; dependsOn?: string[] } = {}
): UseQueryResult<T, Error> {
  const onScreen = React.useContext(OnScreen);
  return useQuery<T, Error>({
    queryKey: keys.one(kind, id, ...(options.part ?? [])),
    queryFn: ({ signal }) => fetch(signal),
    enabled: onScreen && (options.enabled ?? true),
    meta: { dependsOn: options.dependsOn }
  });
}

/** Rows per request. */
export const PAGE_SIZE = 100;

/** A list that the server sorts, filters and hands out in pages. */
export interface IList<Row> {
  /** Changes with the filters: another list. */
  key: string;
  /** How many rows match; null before the first answer. */
  total: number | null;
  /** The row at a place in the list; undefined: not loaded yet. */
  rowAt: (index: number) => Row | undefined;
  /** The rows at hand with their places, in order. */
  loaded: { index: number; row: Row }[];
  isLoading: boolean;
  /** The rows are those of the list before, until the new ones arrive. */
  isPlaceholder: boolean;
  /** Given while rows are shown, these are older than the error. */
  error: Error | null;
  retry: () => void;
  /** The view tells which rows it shows; their pages are asked for. */
  onVisible: (first: number, last: number) => void;
}

/** How to ask a list route for `limit` rows from `offset` on. */
export type PageFetcher<Row> = (
  page: { offset: number; limit: number },
  signal: AbortSignal
) => Promise<IPage<Row>>;

/**
 * Read a list route, only those pages that are on screen (and the first).
 *
 * `filters` name the list: other filters, another list. A change of any of
 * the objects makes all pages old; those on screen come anew at once, the
 * others when they are scrolled to.
 */
export function useList<Row extends { id: string }>(
  kind: string,
  filters: object,
  fetchPage: PageFetcher<Row>,
  options: { enabled?: boolean; dependsOn?: string[] } = {}
): IList<Row> {
  const client = useQueryClient();
  const onScreen = React.useContext(OnScreen);
  const base = keys.list(kind, filters);
  const key = JSON.stringify(base);
  const [range, setRange] = React.useState<[string, number, number]>([
    key,
    0,
    0
  ]);
  const [first, last] = range[0] === key ? [range[1], range[2]] : [0, 0];
  const wanted = new Set([0]);
  for (let page = first; page <= last; page++) {
    wanted.add(page);
  }
  const pages = [...wanted];
  const results = useQueries({
    queries: pages.map(page => ({
      queryKey: [...base, page],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        fetchPage({ offset: page * PAGE_SIZE, limit: PAGE_SIZE }, signal),
      enabled: onScreen && (options.enabled ?? true),
      meta: { dependsOn: options.dependsOn }
    }))
  });

  // Pages that are no longer on screen may still be in the cache.
  const cached = new Map<number, IPage<Row> | undefined>();
  const pageOf = (page: number) => {
    if (!cached.has(page)) {
      cached.set(page, client.getQueryData<IPage<Row>>([...base, page]));
    }
    return cached.get(page);
  };
  const newest = results.reduce(
    (a, b) =>
      (b.data && b.dataUpdatedAt > a.dataUpdatedAt) || !a.data ? b : a,
    results[0]
  );
  const own: IRows<Row> | null = results[0].data
    ? {
        total: newest.data!.total,
        pages: new Map(pages.map((page, i) => [page, results[i].data]))
      }
    : null;
  const shown = React.useRef<IRows<Row> | null>(null);
  if (own) {
    shown.current = own;
  }
  const rows = own ?? shown.current;
  const error = results.find(result => result.error)?.error ?? null;

  const loaded = useLoaded(rows);

  const timer = React.useRef(0);
  React.useEffect(() => () => window.clearTimeout(timer.current), []);
  const onVisible = React.useCallback(
    (from: number, to: number) => {
      const next: [string, number, number] = [
        key,
        Math.floor(from / PAGE_SIZE),
        Math.floor(to / PAGE_SIZE)
      ];
      window.clearTimeout(timer.current);
      // Pages that only flew by aren't asked for.
      timer.current = window.setTimeout(() => {
        setRange(now => (next.every((v, i) => v === now[i]) ? now : next));
      }, 60);
    },
    [key]
  );
  return {
    key,
    total: rows?.total ?? null,
    rowAt: index => {
      const number = Math.floor(index / PAGE_SIZE);
      const page = rows?.pages.get(number) ?? (own && pageOf(number));
      return page?.items[index % PAGE_SIZE];
    },
    loaded,
    isLoading: !rows && !error,
    isPlaceholder: !own && !!rows,
    error,
    retry: () => {
      for (const result of results) {
        if (result.error) {
          void result.refetch();
        }
      }
    },
    onVisible
  };
}

interface IRows<Row> {
  total: number;
  pages: Map<number, IPage<Row> | undefined>;
}

/** The rows of all pages, the same array as long as the pages are the same. */
function useLoaded<Row>(
  rows: IRows<Row> | null
): { index: number; row: Row }[] {
  const cache = React.useRef<{
    pages: [number, IPage<Row> | undefined][];
    loaded: { index: number; row: Row }[];
  }>({ pages: [], loaded: [] });
  const pages = [...(rows?.pages ?? [])].sort(([a], [b]) => a - b);
  const old = cache.current.pages;
  const same =
    pages.length === old.length &&
    pages.every(([n, page], i) => n === old[i][0] && page === old[i][1]);
  if (!same) {
    const loaded = pages.flatMap(([n, page]) =>
      (page?.items ?? []).map((row, i) => ({ index: n * PAGE_SIZE + i, row }))
    );
    cache.current = { pages, loaded };
  }
  return cache.current.loaded;
}
