import { TextItem } from '@jupyterlab/statusbar';
import { ISignal, Signal } from '@lumino/signaling';
import * as React from 'react';

import { IJupyterExt } from '../tokens';
import { JxWidget, useTrans } from '../ui/context';
import { ActiveSessions } from './running';

/** In the status bar: how many sessions run and wait; or no connection. */
export class SessionStatus extends JxWidget {
  constructor(
    jx: IJupyterExt,
    private _active: ActiveSessions,
    private _onClick: () => void
  ) {
    super(jx);
    this.removeClass('jx-Widget');
    this.addClass('jx-Status');
    _active.changed.connect(this._onChanged, this);
    jx.changes.connectionChanged.connect(this._onConnection, this);
  }

  /** Not shown where there is nothing to say. */
  get isActive(): boolean {
    return this._offline || this._active.running + this._active.queued > 0;
  }

  get activeChanged(): ISignal<this, void> {
    return this._activeChanged;
  }

  dispose(): void {
    if (!this.isDisposed) {
      window.clearTimeout(this._timer);
      this._active.changed.disconnect(this._onChanged, this);
      this.jx.changes.connectionChanged.disconnect(this._onConnection, this);
      super.dispose();
    }
  }

  protected renderContent(): JSX.Element {
    return (
      <Status
        running={this._active.running}
        queued={this._active.queued}
        offline={this._offline}
        onClick={this._onClick}
      />
    );
  }

  private _onChanged(): void {
    this.update();
    this._activeChanged.emit();
  }

  /** A short break is nobody's business. */
  private _onConnection(): void {
    window.clearTimeout(this._timer);
    if (this.jx.changes.status === 'connected') {
      this._offline = false;
      this._onChanged();
    } else if (!this._offline) {
      this._timer = window.setTimeout(() => {
        this._offline = true;
        this._onChanged();
      }, 5000);
    }
  }

  private _activeChanged = new Signal<this, void>(this);
  private _offline = false;
  private _timer = 0;
}

function Status(props: {
  running: number;
  queued: number;
  offline: boolean;
  onClick: () => void;
}): JSX.Element {
  const trans = useTrans();
  const { running, queued, offline } = props;
  const parts = [
    running > 0 && trans.__('%1 running', running),
    queued > 0 && trans.__('%1 queued', queued),
    offline && trans.__('sessions: reconnecting…')
  ].filter(Boolean);
  return (
    <TextItem
      role="button"
      tabIndex={0}
      source={parts.join(', ')}
      title={
        offline
          ? trans.__(
              'No live updates: the server can’t be reached. What you see may be old.'
            )
          : trans.__('Show the sessions that run or wait')
      }
      onClick={props.onClick}
      onKeyDown={event => {
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          props.onClick();
        }
      }}
    />
  );
}
