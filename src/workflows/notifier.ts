import { Notification } from '@jupyterlab/apputils';
import { IDisposable } from '@lumino/disposable';

import type { ChangeStream, IChange } from '../api/changes';
import { isGone } from '../api/request';
import type { IKeep, Notifications } from '../sessions/notifier';
import type { IJupyterExt } from '../tokens';
import { formatCount, shortName } from '../ui/values';
import { active, counts, countsLine, present, Workflow } from './records';
import { WorkflowClient } from './client';

const STORE = 'jupyter-ext:watched-workflows';

/** Milliseconds between two looks at a launch, however much happens in it. */
const PACE = 1_000;

/**
 * Tells how the launches of several sessions are doing: one notification
 * each, first how many there are and are over, then how they ended.
 */
export class WorkflowNotifier implements IDisposable {
  constructor(
    private _jx: IJupyterExt,
    private _workflows: WorkflowClient = new WorkflowClient(_jx),
    private _notifications: Notifications = Notification.manager,
    private _keep: IKeep = window.sessionStorage
  ) {
    _jx.changes.changed.connect(this._onChange, this);
    _jx.changes.refetch.connect(this._soon, this);
    void this._resume();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      window.clearTimeout(this._timer);
      this._jx.changes.changed.disconnect(this._onChange, this);
      this._jx.changes.refetch.disconnect(this._soon, this);
    }
  }

  /** Begin to tell of sessions that were just started together. */
  watch(workflow: Workflow): void {
    this._add(workflow.id);
    this._show(workflow);
  }

  /** As `watch`, where no more than the id is known; `remark` is said along. */
  async watchId(id: string, remark = ''): Promise<void> {
    this._add(id, remark);
    await this._look(id);
  }

  private _add(id: string, remark = ''): void {
    this._watched.set(id, { notification: null, remark });
  }

  /** Launches watched before a reload: tell of their end, if that is to come. */
  private async _resume(): Promise<void> {
    let ids: string[] = [];
    try {
      ids = JSON.parse(this._keep.getItem(STORE) ?? '[]');
    } catch {
      // Someone else's content: begin anew.
    }
    for (const id of ids) {
      const workflow = await this._workflows.get(id).catch(() => null);
      if (workflow && active(workflow) && !this._watched.has(id)) {
        this._add(id);
      }
    }
    this._remember();
  }

  private _onChange(_: ChangeStream, change: IChange): void {
    if (change.kind === 'session' && change.action !== 'progress') {
      this._soon();
    }
  }

  private _soon(): void {
    if (this._watched.size && !this._timer) {
      this._timer = window.setTimeout(() => {
        this._timer = 0;
        for (const id of this._watched.keys()) {
          void this._look(id);
        }
      }, PACE);
    }
  }

  private async _look(id: string): Promise<void> {
    try {
      const workflow = await this._workflows.get(id);
      if (this._watched.has(id)) {
        this._show(workflow);
      }
    } catch (error) {
      if (isGone(error)) {
        const shown = this._watched.get(id)?.notification;
        if (shown) {
          this._notifications.dismiss(shown);
        }
        this._watched.delete(id);
        this._remember();
      }
    }
  }

  private _show(workflow: Workflow): void {
    const over = !active(workflow);
    const ended = counts(workflow).map(([state]) => state);
    const type = !over
      ? 'in-progress'
      : ended.every(state => state === 'SUCCEEDED')
        ? 'success'
        : ended.every(state => ['SUCCEEDED', 'CANCELLED'].includes(state))
          ? 'warning'
          : 'error';
    const options = {
      autoClose: over && type !== 'error' ? 8000 : (false as const),
      actions: [
        {
          label: this._jx.trans.__('Open'),
          caption: this._jx.trans.__('Open the page of the workflow'),
          displayType: 'accent' as const,
          callback: () => void this._jx.open('workflow', workflow.id)
        }
      ]
    };
    const watched = this._watched.get(workflow.id);
    const shown = watched?.notification ?? null;
    const message = [this._message(workflow), over ? '' : watched?.remark]
      .filter(Boolean)
      .join(' ');
    if (shown && this._notifications.has(shown)) {
      this._notifications.update({ id: shown, message, type, ...options });
    } else if (!shown || over) {
      // One that was closed comes back only with the end.
      this._watched.set(workflow.id, {
        remark: '',
        ...watched,
        notification: this._notifications.notify(message, type, options)
      });
    }
    if (over) {
      this._watched.delete(workflow.id);
    }
    this._remember();
  }

  private _message(workflow: Workflow): string {
    const { trans } = this._jx;
    const count = present(workflow);
    return trans._n(
      '%2: %3 session, %4.',
      '%2: %3 sessions, %4.',
      count,
      shortName(workflow.instance.name),
      formatCount(count),
      countsLine(workflow, trans)
    );
  }

  private _remember(): void {
    try {
      this._keep.setItem(STORE, JSON.stringify([...this._watched.keys()]));
    } catch {
      // A full store only means that nothing is told after a reload.
    }
  }

  private _isDisposed = false;
  private _timer = 0;
  /** By the ids of the launches. */
  private _watched = new Map<string, IWatched>();
}

interface IWatched {
  notification: string | null;
  /** Said along, until the end. */
  remark: string;
}
