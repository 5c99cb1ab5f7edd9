import { UUID } from '@lumino/coreutils';

import { ApiError } from '../api/request';
import { keys } from '../api/queries';
import type { components } from '../api/schema';
import type { IJupyterExt } from '../tokens';
import { isOver, Session, SessionDetail, SessionUpdate } from './records';

/** What can be done with sessions; answers show at once wherever they are shown. */
export class SessionClient {
  constructor(private _jx: IJupyterExt) {}

  async get(id: string, signal?: AbortSignal): Promise<SessionDetail> {
    return this._jx.api.get('/sessions/{session_id}', {
      path: { session_id: id },
      signal
    });
  }

  async update(
    id: string,
    change: Partial<SessionUpdate>
  ): Promise<SessionDetail> {
    return this._keep(
      await this._jx.api.patch('/sessions/{session_id}', {
        path: { session_id: id },
        body: change as SessionUpdate
      })
    );
  }

  /** Run it again with its own data and values, on the newest code. */
  async rerun(id: string): Promise<Session> {
    return this._jx.api.post('/sessions/{session_id}/rerun', {
      path: { session_id: id },
      headers: { 'Idempotency-Key': UUID.uuid4() },
      // What is left out is as the session had it.
      body: {} as components['schemas']['RerunRequest']
    });
  }

  /** Ask for its end; shown as *ending* before the server has answered. */
  async kill(id: string, reason = ''): Promise<SessionDetail> {
    const key = keys.one('session', id);
    const before = this._jx.queries.getQueryData<SessionDetail>(key);
    if (before && !isOver(before)) {
      this._jx.queries.setQueryData(key, { ...before, state: 'CANCELLING' });
    }
    try {
      return this._keep(
        await this._jx.api.post('/sessions/{session_id}/cancel', {
          path: { session_id: id },
          body: { reason }
        })
      );
    } catch (error) {
      if (before) {
        this._jx.queries.setQueryData(key, before);
      }
      throw error;
    }
  }

  async remove(id: string): Promise<void> {
    await this._jx.api.delete('/sessions/{session_id}', {
      path: { session_id: id }
    });
  }

  /** Take its deletion back. */
  async restore(id: string): Promise<void> {
    await this._jx.api.post('/sessions/{session_id}/restore', {
      path: { session_id: id }
    });
  }

  /** End it, wait for its end, then delete it. */
  async killAndRemove(id: string): Promise<void> {
    const ended = this.ended(id);
    try {
      await this.kill(id);
    } catch (error) {
      // It may have come to its end by itself in the meantime.
      if (!(error instanceof ApiError && error.status === 409)) {
        throw error;
      }
    }
    await ended;
    await this.remove(id);
  }

  /** Settles when the session is over; looks when the change stream says so. */
  async ended(id: string): Promise<Session> {
    const { changes } = this._jx;
    return new Promise((resolve, reject) => {
      const look = () =>
        this.get(id).then(session => {
          if (isOver(session)) {
            stop();
            resolve(session);
          }
        }, fail);
      const onChange = (_: unknown, change: { kind: string; id: string }) => {
        if (change.kind === 'session' && change.id === id) {
          void look();
        }
      };
      const fail = (error: unknown) => {
        stop();
        reject(error);
      };
      const stop = () => {
        changes.changed.disconnect(onChange);
        changes.refetch.disconnect(look);
      };
      changes.changed.connect(onChange);
      changes.refetch.connect(look);
      void look();
    });
  }

  /** The answer of a change is the newest state: no need to ask again. */
  private _keep(session: SessionDetail): SessionDetail {
    this._jx.queries.setQueryData(keys.one('session', session.id), session);
    return session;
  }
}
