import { IDisposable } from '@lumino/disposable';
import { Query, QueryClient, QueryKey } from '@tanstack/react-query';

import { ChangeStream, IChange } from './changes';
import { ApiError, NetworkFailure } from './request';

/** What every list route answers. */
export interface IPage<Row = any> {
  items: Row[];
  /** Of all pages. */
  total: number;
  offset: number;
}

/**
 * How cached answers are named, so that a change finds them:
 * `[kind, 'one', id, part?]` and `[kind, 'list', filters, page]`.
 */
export const keys = {
  one: (kind: string, id: string, ...part: unknown[]): QueryKey => [
    kind,
    'one',
    id,
    ...part
  ],
  list: (kind: string, filters: object = {}): QueryKey => [
    kind,
    'list',
    filters
  ]
};

/** An answer under another key may name the kinds that make it old. */
export interface IQueryMeta extends Record<string, unknown> {
  dependsOn?: string[];
}

/**
 * The cache of answers. Nothing in it grows old by time: the change stream
 * says what did, so there is no polling.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // JupyterLab may be open with no network but its own machine.
        networkMode: 'always',
        retry: (count, error) =>
          count < 2 &&
          (error instanceof NetworkFailure ||
            (error instanceof ApiError && error.status >= 502)),
        retryDelay: count => 300 * 2 ** count
      },
      mutations: { networkMode: 'always', retry: false }
    }
  });
}

/** Marks cached answers as old, or mends them, as changes arrive. */
export class ChangeSync implements IDisposable {
  constructor(
    private _client: QueryClient,
    private _stream: ChangeStream,
    private _interval = 200
  ) {
    _stream.changed.connect(this._onChange, this);
    _stream.refetch.connect(this._onRefetch, this);
    _stream.connectionChanged.connect(this._onConnection, this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      window.clearTimeout(this._timer);
      this._stream.changed.disconnect(this._onChange, this);
      this._stream.refetch.disconnect(this._onRefetch, this);
      this._stream.connectionChanged.disconnect(this._onConnection, this);
    }
  }

  private _onChange(_: ChangeStream, change: IChange): void {
    if (change.action === 'progress') {
      this._patch(change);
      return;
    }
    let ids = this._pending.get(change.kind);
    if (!ids) {
      this._pending.set(change.kind, (ids = new Set()));
    }
    ids.add(change.id);
    if (!this._timer) {
      // The first change after a silence shows at once, a storm 5 times a s.
      const wait = Math.max(0, this._last + this._interval - Date.now());
      this._timer = window.setTimeout(() => this._flush(), wait);
    }
  }

  private _flush(): void {
    this._timer = 0;
    this._last = Date.now();
    const pending = this._pending;
    this._pending = new Map();
    for (const query of this._client.getQueryCache().getAll()) {
      const [kind, scope, id] = query.queryKey as [string, string, string];
      const ids = pending.get(kind);
      const dependsOn = (query.meta as IQueryMeta | undefined)?.dependsOn;
      if (
        (ids && (scope !== 'one' || ids.has(id))) ||
        dependsOn?.some(name => pending.has(name))
      ) {
        this._invalidate(query);
      }
    }
  }

  private _invalidate(query: Query): void {
    void this._client.invalidateQueries({
      queryKey: query.queryKey,
      exact: true
    });
  }

  /** Put the news into what is shown, without asking the server. */
  private _patch(change: IChange): void {
    const { kind, id, data } = change;
    if (!data) {
      return;
    }
    const patch = (row: object) => withNews(kind, row, data);
    this._client.setQueryData(keys.one(kind, id), (old: object | undefined) =>
      old ? patch(old) : undefined
    );
    this._client.setQueriesData<IPage>({ queryKey: [kind, 'list'] }, page =>
      patchRow(page, id, patch)
    );
  }

  private _onRefetch(): void {
    void this._client.invalidateQueries();
  }

  private _onConnection(stream: ChangeStream): void {
    if (!this._greeted && stream.status === 'connected') {
      // What was asked for before the first greeting may have missed a change.
      this._greeted = true;
      void this._client.invalidateQueries({
        predicate: query => query.state.dataUpdatedAt > 0
      });
    }
  }

  private _greeted = false;
  private _isDisposed = false;
  private _last = 0;
  private _pending = new Map<string, Set<string>>();
  private _timer = 0;
}

/** The page with one row changed; the same object if it isn't in there. */
export function patchRow(
  page: IPage | undefined,
  id: string,
  patch: (row: object) => object
): IPage | undefined {
  return page?.items?.some(row => row.id === id)
    ? {
        ...page,
        items: page.items.map(row => (row.id === id ? patch(row) : row))
      }
    : page;
}

/** An object with its progress; one that is over makes none any more. */
function withNews(kind: string, row: object, data: object): object {
  if (kind !== 'session') {
    return { ...row, ...data };
  }
  if ((row as { ended_at?: string | null }).ended_at) {
    return row;
  }
  const { cells_total, cells_done } = data as Record<string, unknown>;
  return {
    ...row,
    progress: data,
    ...(cells_total === null ? {} : { cells_total, cells_done })
  };
}
