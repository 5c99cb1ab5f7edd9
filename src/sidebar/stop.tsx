import * as React from 'react';

import { ApiError } from '../api/request';
import { IJupyterExt } from '../tokens';
import { confirm } from '../ui/dialogs';
import { formatCount } from '../ui/values';

/** Requests: a browser gives up on thousands, and what else is asked waits. */
const AT_ONCE = 4;

/** Ask, then end every session of this user that waits or runs. */
export async function stopAll(jx: IJupyterExt): Promise<void> {
  const { api, trans } = jx;
  const ids: string[] = [];
  try {
    for (;;) {
      const page = await api.get('/sessions', {
        query: {
          active: true,
          whose: 'mine',
          offset: ids.length,
          limit: 200
        }
      });
      ids.push(...page.items.map(session => session.id));
      if (!page.items.length || ids.length >= page.total) {
        break;
      }
    }
  } catch (error) {
    jx.reportError(trans.__('The sessions could not be listed'), error);
    return;
  }
  if (!ids.length) {
    return;
  }
  const agreed = await confirm(
    {
      title: trans.__('Stop all sessions?'),
      body: (
        <p>
          {trans._n(
            '%2 session that waits or runs will be cancelled. What it wrote so far is kept with it.',
            '%2 sessions that wait or run will be cancelled. What they wrote so far is kept with them.',
            ids.length,
            formatCount(ids.length)
          )}
        </p>
      ),
      accept: trans.__('Stop all'),
      warn: true
    },
    trans
  );
  if (agreed) {
    await cancel(jx, ids);
  }
}

/** End these sessions; one that is over already is no error. */
export async function cancel(
  jx: IJupyterExt,
  ids: string[],
  reason = ''
): Promise<void> {
  const left = [...ids];
  const failures: unknown[] = [];
  const work = async () => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      try {
        await jx.api.post('/sessions/{session_id}/cancel', {
          path: { session_id: id },
          body: { reason }
        });
      } catch (error) {
        if (!(error instanceof ApiError && error.status === 409)) {
          failures.push(error);
        }
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (failures.length) {
    jx.reportError(
      jx.trans._n(
        '%1 session could not be stopped',
        '%1 sessions could not be stopped',
        failures.length
      ),
      failures[0]
    );
  }
}
