import { Notification } from '@jupyterlab/apputils';
import { IDisposable } from '@lumino/disposable';

import type { ChangeStream, IChange } from '../api/changes';
import { isGone } from '../api/request';
import type { IJupyterExt } from '../tokens';
import { shortName } from '../ui/values';
import type { IWorkflows } from '../workflows/tokens';
import { SessionClient } from './client';
import { isOver, Progress, Session } from './records';

const STORE = 'jupyter-ext:watched-sessions';

/** Where the ids of watched sessions outlive a reload; one browser tab's. */
export interface IKeep {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** The part of JupyterLab's notifications that is used here. */
export type Notifications = Pick<
  typeof Notification.manager,
  'notify' | 'update' | 'has' | 'dismiss'
>;

/**
 * Tells how the sessions that were started here are doing: one notification
 * each, first that it waits or runs, then how it ended.
 */
export class SessionNotifier implements IDisposable {
  constructor(
    private _jx: IJupyterExt,
    private _sessions: SessionClient,
    private _notifications: Notifications = Notification.manager,
    private _keep: IKeep = window.sessionStorage
  ) {
    _jx.changes.changed.connect(this._onChange, this);
    _jx.changes.refetch.connect(this._onRefetch, this);
    void this._resume();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._jx.changes.changed.disconnect(this._onChange, this);
      this._jx.changes.refetch.disconnect(this._onRefetch, this);
    }
  }

  /** Tells of those that were started together with others. */
  launches: IWorkflows | null = null;

  /** Begin to tell of a session that was just started. */
  watch(session: Session, remark = ''): void {
    if (session.workflow.sessions > 1 && this.launches) {
      void this.launches.watchId(session.workflow.id, remark);
      return;
    }
    const watched: IWatched = { session, remark, notification: null };
    this._watched.set(session.id, watched);
    this._remember();
    this._show(watched);
    if (isOver(session)) {
      this._forget(session.id);
      return;
    }
    // It may have moved on before anyone listened.
    void this._look(session.id);
  }

  /** Sessions watched before a reload: tell of their end, if that is to come. */
  private async _resume(): Promise<void> {
    let ids: string[] = [];
    try {
      ids = JSON.parse(this._keep.getItem(STORE) ?? '[]');
    } catch {
      // Someone else's content: begin anew.
    }
    for (const id of ids) {
      try {
        const session = await this._sessions.get(id);
        if (!isOver(session) && !this._watched.has(id)) {
          this._watched.set(id, { session, remark: '', notification: null });
        }
      } catch {
        // Gone, or no server: nothing to tell.
      }
    }
    this._remember();
  }

  private _onChange(_: ChangeStream, change: IChange): void {
    const watched =
      change.kind === 'session' ? this._watched.get(change.id) : undefined;
    if (!watched) {
      return;
    }
    if (change.action === 'deleted') {
      this._lose(change.id);
    } else if (change.action === 'progress') {
      const progress = change.data as Progress | null;
      const before = watched.session.progress?.queue_position;
      if (
        watched.session.state === 'QUEUED' &&
        progress?.queue_position &&
        progress.queue_position !== before
      ) {
        watched.session = { ...watched.session, progress };
        this._show(watched);
      }
    } else {
      void this._look(change.id);
    }
  }

  private _onRefetch(): void {
    for (const id of this._watched.keys()) {
      void this._look(id);
    }
  }

  private async _look(id: string): Promise<void> {
    let session: Session;
    try {
      session = await this._sessions.get(id);
    } catch (error) {
      if (isGone(error)) {
        this._lose(id);
      }
      return;
    }
    const watched = this._watched.get(id);
    // A later answer may have come first.
    if (!watched || isOver(watched.session)) {
      return;
    }
    const moved =
      watched.session.state !== session.state ||
      watched.session.progress?.queue_position !==
        session.progress?.queue_position;
    watched.session = session;
    if (moved) {
      this._show(watched);
    }
    if (isOver(session)) {
      this._forget(id);
    }
  }

  private _show(watched: IWatched): void {
    const { session } = watched;
    const over = isOver(session);
    const type = !over
      ? 'in-progress'
      : session.state === 'SUCCEEDED'
        ? 'success'
        : session.state === 'CANCELLED'
          ? 'warning'
          : 'error';
    const message = [this._message(session), over ? '' : watched.remark]
      .filter(Boolean)
      .join(' ');
    const options = {
      autoClose: over && type !== 'error' ? 8000 : (false as const),
      actions: [
        {
          label: this._jx.trans.__('Open'),
          caption: this._jx.trans.__('Open the page of the session'),
          displayType: 'accent' as const,
          callback: () => void this._jx.open('session', session.id)
        }
      ]
    };
    const { notification } = watched;
    if (notification && this._notifications.has(notification)) {
      this._notifications.update({
        id: notification,
        message,
        type,
        ...options
      });
    } else if (!notification || over) {
      // One that was closed comes back only with the end.
      watched.notification = this._notifications.notify(message, type, options);
    }
  }

  private _message(session: Session): string {
    const { trans } = this._jx;
    const { progress } = session;
    const place = progress?.queue_position;
    // Notifications cut what is long at its end, where the news is.
    const name = `${shortName(session.instance.name)} · ${shortName(session.name)}`;
    switch (session.state) {
      case 'QUEUED':
        return place
          ? trans.__('%1 is queued (place %2).', name, place)
          : trans.__('%1 is queued.', name);
      case 'STARTING':
        return trans.__('%1 is starting.', name);
      case 'RUNNING':
        return trans.__('%1 is running.', name);
      case 'CANCELLING':
        return trans.__('%1 is being cancelled.', name);
      case 'SUCCEEDED':
        return session.cached_from
          ? trans.__('%1 took the result of an earlier session.', name)
          : trans.__('%1 succeeded.', name);
      case 'CANCELLED':
        return trans.__('%1 was cancelled.', name);
      case 'TIMED_OUT':
        return trans.__('%1 timed out.', name);
      case 'CRASHED':
        return trans.__('%1 crashed.', name);
      default:
        return trans.__('%1 failed.', name);
    }
  }

  /** It was deleted: nothing goes on any more that could be told. */
  private _lose(id: string): void {
    const shown = this._watched.get(id)?.notification;
    if (shown) {
      this._notifications.dismiss(shown);
    }
    this._forget(id);
  }

  private _forget(id: string): void {
    this._watched.delete(id);
    this._remember();
  }

  private _remember(): void {
    try {
      this._keep.setItem(STORE, JSON.stringify([...this._watched.keys()]));
    } catch {
      // A full store only means that nothing is told after a reload.
    }
  }

  private _isDisposed = false;
  private _watched = new Map<string, IWatched>();
}

interface IWatched {
  session: Session;
  /** Said along, until the end. */
  remark: string;
  notification: string | null;
}
