import type { IChange } from '../api/changes';
import type { IJupyterExt } from '../tokens';

const KIND = 'comparison';

/**
 * Every comparison with a session that changes is asked for anew: at once what
 * is shown, the others when they are opened again. Call the result to end it.
 */
export function followSessions(jx: IJupyterExt): () => void {
  const { changes, queries } = jx;
  const onChange = (_: unknown, { kind, action, id }: IChange) => {
    if (kind === 'session' && action !== 'progress') {
      void queries.invalidateQueries({
        predicate: ({ queryKey: [of, , ids] }) =>
          of === KIND && String(ids).split(',').includes(id)
      });
    }
  };
  changes.changed.connect(onChange);
  return () => {
    changes.changed.disconnect(onChange);
  };
}
