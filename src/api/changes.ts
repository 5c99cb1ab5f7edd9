import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import { NAMESPACE } from './request';

/** One change of one object, by anyone: a server, the CLI, a worker. */
export interface IChange {
  seq: number;
  kind: string;
  id: string;
  action: 'created' | 'updated' | 'deleted' | 'progress';
  at: string;
  data: Record<string, unknown> | null;
}

export type ConnectionStatus = 'connecting' | 'connected' | 'disconnected';

type Message =
  | { type: 'hello'; seq: number }
  | ({ type: 'change'; resume: number } & IChange)
  | { type: 'heartbeat'; seq: number }
  | { type: 'refetch'; seq: number };

/** A close that only asks to connect again: a socket doesn't live long. */
const COME_AGAIN = 4001;

export namespace ChangeStream {
  export interface IOptions {
    serverSettings: ServerConnection.ISettings;
    /** Milliseconds without a word after which the line counts as dead. */
    silence?: number;
    /** First and longest wait before connecting again, in milliseconds. */
    backoff?: [number, number];
    /** In [0, 1); spreads the reconnects of many browsers. */
    random?: () => number;
  }
}

/**
 * The changes of all objects that this user may see, as they happen.
 *
 * It reconnects by itself and asks for what it missed; where that is too
 * much for the server, `refetch` says that everything shown may be old.
 */
export class ChangeStream implements IDisposable {
  constructor(private _options: ChangeStream.IOptions) {}

  get changed(): ISignal<this, IChange> {
    return this._changed;
  }

  /** What is shown may be out of date: ask for it again. */
  get refetch(): ISignal<this, void> {
    return this._refetch;
  }

  get connectionChanged(): ISignal<this, ConnectionStatus> {
    return this._connectionChanged;
  }

  get status(): ConnectionStatus {
    return this._status;
  }

  /** From where on nothing is lost; null before the first greeting. */
  get seq(): number | null {
    return this._seq;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Start to listen, or try again at once. */
  connect(): void {
    this._connect(false);
  }

  /** `renews`: nothing was lost, so nobody need be told. */
  private _connect(renews: boolean): void {
    if (this._isDisposed || this._socket) {
      return;
    }
    window.clearTimeout(this._retryTimer);
    const { serverSettings } = this._options;
    const query = new URLSearchParams();
    if (this._seq !== null) {
      query.set('since', String(this._seq));
    }
    if (serverSettings.appendToken && serverSettings.token) {
      query.set('token', serverSettings.token);
    }
    const url = URLExt.join(serverSettings.wsUrl, NAMESPACE, 'changes');
    const socket = new serverSettings.WebSocket(
      query.toString() ? `${url}?${query}` : url
    );
    this._socket = socket;
    this._from = this._seq;
    if (!renews) {
      this._setStatus('connecting');
    }
    socket.onmessage = event => {
      if (socket === this._socket) {
        this._watch();
        this._onMessage(JSON.parse(event.data) as Message);
      }
    };
    socket.onclose = event => {
      if (socket !== this._socket) {
        return;
      }
      if (event?.code === COME_AGAIN && this._status === 'connected') {
        this._socket = null;
        this._connect(true);
      } else {
        this._lost();
      }
    };
    this._watch();
    window.addEventListener('online', this._onOnline);
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    window.clearTimeout(this._retryTimer);
    window.clearTimeout(this._silenceTimer);
    window.removeEventListener('online', this._onOnline);
    const socket = this._socket;
    this._socket = null;
    socket?.close();
    Signal.clearData(this);
  }

  private _onMessage(message: Message): void {
    switch (message.type) {
      case 'hello': {
        this._attempts = 0;
        const first = this._seq === null;
        // A sequence that runs behind ours is another database's.
        const restarted = !first && message.seq < this._seq!;
        if (first || restarted) {
          this._seq = this._from = message.seq;
        }
        this._setStatus('connected');
        if (restarted) {
          this._refetch.emit();
        }
        break;
      }
      case 'change':
        // Different objects' changes may come out of order.
        this._seq = Math.max(this._seq ?? 0, message.resume);
        if (this._from === null || message.seq > this._from) {
          this._changed.emit(message);
        }
        break;
      case 'heartbeat':
        this._seq = Math.max(this._seq ?? 0, message.seq);
        break;
      case 'refetch':
        this._seq = message.seq;
        this._refetch.emit();
        break;
    }
  }

  /** Count the line as dead when nothing is heard for a while. */
  private _watch(): void {
    window.clearTimeout(this._silenceTimer);
    this._silenceTimer = window.setTimeout(() => {
      const socket = this._socket;
      this._lost();
      socket?.close();
    }, this._options.silence ?? 30_000);
  }

  private _lost(): void {
    window.clearTimeout(this._silenceTimer);
    this._socket = null;
    this._setStatus('disconnected');
    const [first, longest] = this._options.backoff ?? [500, 30_000];
    const wait = Math.min(longest, first * 2 ** this._attempts++);
    const random = this._options.random ?? Math.random;
    this._retryTimer = window.setTimeout(
      () => this.connect(),
      wait * (0.5 + random() / 2)
    );
  }

  private _setStatus(status: ConnectionStatus): void {
    if (status !== this._status) {
      this._status = status;
      this._connectionChanged.emit(status);
    }
  }

  private _onOnline = (): void => this.connect();

  private _attempts = 0;
  private _from: number | null = null;
  private _changed = new Signal<this, IChange>(this);
  private _connectionChanged = new Signal<this, ConnectionStatus>(this);
  private _isDisposed = false;
  private _refetch = new Signal<this, void>(this);
  private _retryTimer = 0;
  private _seq: number | null = null;
  private _silenceTimer = 0;
  private _socket: WebSocket | null = null;
  private _status: ConnectionStatus = 'disconnected';
}
