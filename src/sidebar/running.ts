import { IRunningSessions } from '@jupyterlab/running';
import { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';
import { QueryObserver } from '@tanstack/react-query';

import { IPage, keys } from '../api/queries';
import type { components } from '../api/schema';
import { askToKill } from '../sessions/kill';
import { IJupyterExt } from '../tokens';
import { stateWord } from '../ui/badge';
import { sessionIcon } from '../ui/icons';
import { cancel } from './stop';
import { progressShare } from './words';

type Session = components['schemas']['SessionRecord'];
type Status = components['schemas']['StatusRecord'];

/** What waits or runs now, for places outside React. */
export class ActiveSessions implements IDisposable {
  constructor(private _jx: IJupyterExt) {
    const { api, queries } = _jx;
    const observer = new QueryObserver<IPage<Session>>(queries, {
      queryKey: [...keys.list('session', { active: true }), 0],
      queryFn: ({ signal }) =>
        api.get('/sessions', {
          query: {
            active: true,
            whose: 'mine',
            sort: '-created_at',
            limit: 200
          },
          signal
        })
    });
    const status = new QueryObserver<Status>(queries, {
      queryKey: ['status'],
      meta: { dependsOn: ['session'] },
      queryFn: ({ signal }) => api.get('/status', { signal })
    });
    const stops = [
      observer.subscribe(({ data }) => {
        if (data && data !== this._page) {
          this._page = data;
          this._changed.emit();
        }
      }),
      status.subscribe(({ data }) => {
        if (data && data !== this._status) {
          this._status = data;
          this._changed.emit();
        }
      })
    ];
    this._stop = () => stops.forEach(stop => stop());
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** The newest 200. */
  get items(): Session[] {
    return this._page?.items ?? [];
  }

  /** How many of this user's run, and how many wait. */
  get running(): number {
    return this._status?.queue.running ?? 0;
  }

  get queued(): number {
    return this._status?.queue.queued ?? 0;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  refresh(): void {
    void this._jx.queries.invalidateQueries({
      queryKey: keys.list('session', { active: true })
    });
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._stop();
      Signal.clearData(this);
    }
  }

  private _changed = new Signal<this, void>(this);
  private _isDisposed = false;
  private _page: IPage<Session> | null = null;
  private _status: Status | null = null;
  private _stop: () => void;
}

/** Our sessions in JupyterLab's own panel of running things. */
export function runningManager(
  jx: IJupyterExt,
  active: ActiveSessions
): IRunningSessions.IManager {
  const { trans } = jx;
  return {
    name: trans.__('Notebook sessions'),
    running: () =>
      active.items.map(session => ({
        icon: () => sessionIcon,
        label: () => `${session.instance.name} · ${session.name}`,
        labelTitle: () =>
          `${session.instance.name}\n${session.name}\n${stateWord(session.state, trans)}`,
        detail: () => {
          const share = progressShare(session);
          const word = stateWord(session.state, trans);
          return session.state === 'RUNNING' && share !== null
            ? `${word} ${Math.floor(share * 100)}%`
            : word;
        },
        open: () => void jx.open('session', session.id),
        shutdown: () =>
          void askToKill(jx, trans.__('Kill “%1”?', session.name), 1, reason =>
            cancel(jx, [session.id], reason)
          )
      })),
    shutdownAll: () =>
      void cancel(
        jx,
        active.items.map(session => session.id)
      ),
    refreshRunning: () => active.refresh(),
    runningChanged: active.changed,
    shutdownLabel: trans.__('Stop'),
    shutdownAllLabel: trans.__('Stop all'),
    shutdownAllConfirmationText: trans.__(
      'Are you sure you want to stop all sessions? What they wrote so far is kept with them.'
    )
  };
}
