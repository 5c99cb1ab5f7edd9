import { Notification } from '@jupyterlab/apputils';
import { IDisposable } from '@lumino/disposable';

import type { ChangeStream, IChange } from '../api/changes';
import type { IJupyterExt } from '../tokens';
import { stateWord } from '../ui/badge';
import { shortName } from '../ui/values';
import type { IKeep } from './notifier';
import { Session, isOver } from './records';

const STORE = 'jupyter-ext:newest-end';
/** Sessions that are looked through; that more have ended is said as such. */
const MOST = 100;
/** After the page was out of sight for so long, what ended then is told. */
const AWAY_MS = 5 * 60_000;
const SETTLE_MS = 2000;

/** Where the page is seen, or isn't. */
export type Sight = Pick<
  Document,
  'hidden' | 'addEventListener' | 'removeEventListener'
>;

/** Tells of one's sessions that ended while nobody looked. */
export class AwayTeller implements IDisposable {
  constructor(
    private _jx: IJupyterExt,
    private _notify: typeof Notification.info = Notification.info,
    private _keep: IKeep = window.localStorage,
    private _sight: Sight = document
  ) {
    _jx.changes.changed.connect(this._onChange, this);
    _sight.addEventListener('visibilitychange', this._onSight);
    this.ready = this._look(true);
  }

  /** What had ended before is told. */
  readonly ready: Promise<void>;

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      window.clearTimeout(this._timer);
      this._jx.changes.changed.disconnect(this._onChange, this);
      this._sight.removeEventListener('visibilitychange', this._onSight);
    }
  }

  /** What ends while somebody looks is known; the notifier has told it. */
  private _onChange(_: ChangeStream, change: IChange): void {
    if (
      change.kind === 'session' &&
      change.action !== 'progress' &&
      !this._sight.hidden
    ) {
      window.clearTimeout(this._timer);
      this._timer = window.setTimeout(() => void this._look(false), SETTLE_MS);
    }
  }

  private _onSight = (): void => {
    if (this._sight.hidden) {
      this._hiddenAt = Date.now();
    } else {
      const away = Date.now() - this._hiddenAt > AWAY_MS;
      void this._look(away);
    }
  };

  private async _look(tells: boolean): Promise<void> {
    let ended: Session[];
    try {
      const page = await this._jx.api.get('/sessions', {
        query: {
          whose: 'mine',
          active: false,
          sort: '-ended_at',
          limit: tells ? MOST : 1
        }
      });
      ended = page.items.filter(one => isOver(one) && one.ended_at);
    } catch {
      return; // no server: it is told when there is one
    }
    const known = this._known();
    const at = (one: Session) => Date.parse(one.ended_at!);
    const fresh = known === null ? [] : ended.filter(one => at(one) > known);
    this._remember(Math.max(known ?? 0, ...ended.map(at)));
    if (tells && fresh.length && !this._isDisposed) {
      this._tell(fresh);
    }
  }

  private _tell(sessions: Session[]): void {
    const { trans } = this._jx;
    const counts = new Map<string, number>();
    for (const { state } of sessions) {
      counts.set(state, (counts.get(state) ?? 0) + 1);
    }
    const words = [...counts]
      .map(([state, count]) => `${count} ${stateWord(state, trans)}`)
      .join(', ');
    const [first] = sessions;
    const one = sessions.length === 1;
    const message = one
      ? trans.__(
          '%1 ended while you were away: %2.',
          `${shortName(first.instance.name)} · ${shortName(first.name)}`,
          stateWord(first.state, trans)
        )
      : trans.__(
          '%1 sessions ended while you were away: %2.',
          sessions.length < MOST ? sessions.length : `${MOST}+`,
          words
        );
    this._notify(message, {
      autoClose: false,
      actions: [
        {
          label: trans.__('Show'),
          caption: one
            ? trans.__('Open the page of the session')
            : trans.__('Open the list of sessions'),
          callback: () =>
            void (one
              ? this._jx.open('session', first.id)
              : this._jx.open('sessions', ''))
        }
      ]
    });
  }

  /** The newest end that somebody saw, in ms; null: nobody was here yet. */
  private _known(): number | null {
    const kept = this._keep.getItem(STORE);
    return kept && Number.isFinite(Number(kept)) ? Number(kept) : null;
  }

  private _remember(at: number): void {
    try {
      this._keep.setItem(STORE, String(at));
    } catch {
      // A full store only means that something is told twice.
    }
  }

  private _hiddenAt = Date.now();
  private _isDisposed = false;
  private _timer = 0;
}
