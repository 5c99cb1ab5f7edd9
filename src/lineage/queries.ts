import * as React from 'react';

import type { ChangeStream, IChange } from '../api/changes';
import { keys } from '../api/queries';
import type { IJupyterExt } from '../tokens';
import { IAsked, tells } from './model';
import type { Lineage } from './records';

/** What happens at once is asked for together, in milliseconds. */
const GATHER = 1000;

const keyOf = (one: IAsked) =>
  keys.one('lineage', one.id, one.side, one.offset, one.limit);

export function queryOf(jx: IJupyterExt, one: IAsked, enabled: boolean) {
  const { kind, id, side, offset, limit } = one;
  return {
    queryKey: keyOf(one),
    queryFn: ({ signal }: { signal: AbortSignal }): Promise<Lineage> =>
      jx.api.get('/lineage/{kind}/{object_id}', {
        path: { kind, object_id: id },
        query: { side, offset, limit },
        signal
      }),
    enabled
  };
}

export function answerOf(jx: IJupyterExt, one: IAsked): Lineage | undefined {
  return jx.queries.getQueryData<Lineage>(keyOf(one));
}

/**
 * Ask again for what a change made old: the answers that tell of the object,
 * and the first one, to which it may be new.
 */
export function useFreshness(jx: IJupyterExt, asked: IAsked[]): void {
  const latest = React.useRef(asked);
  latest.current = asked;
  React.useEffect(() => {
    let changed = new Set<string>();
    let timer = 0;
    const flush = () => {
      const ids = changed;
      changed = new Set();
      timer = 0;
      for (const [i, one] of latest.current.entries()) {
        const answer = answerOf(jx, one);
        if (i === 0 || (answer && tells(answer, ids))) {
          void jx.queries.invalidateQueries({
            queryKey: keyOf(one),
            exact: true
          });
        }
      }
    };
    const onChange = (_: ChangeStream, { action, id }: IChange) => {
      if (action !== 'progress') {
        changed.add(id);
        timer ||= window.setTimeout(flush, GATHER);
      }
    };
    jx.changes.changed.connect(onChange);
    return () => {
      window.clearTimeout(timer);
      jx.changes.changed.disconnect(onChange);
    };
  }, [jx]);
}
