import type { IJupyterExt } from '../tokens';

export namespace CommandIDs {
  /** Args: id. Asks for versions and values, then starts a session. */
  export const runInstance = 'jupyter-ext:run-instance';
  /** Args: path, ask. Saves a notebook and runs it; `ask` offers values. */
  export const runNotebook = 'jupyter-ext:run-notebook';
  /** Args: id of a session. Asks, then starts a new one. */
  export const rerun = 'jupyter-ext:rerun-session';
  /** Args: id of a session. Asks, then saves an archive. */
  export const handOver = 'jupyter-ext:hand-over-session';
  /** Args: id of a session. Asks what of it, then saves that. */
  export const download = 'jupyter-ext:download-session';
  export const openSession = 'jupyter-ext:open-session';
  export const openReport = 'jupyter-ext:open-session-report';
  export const openLogs = 'jupyter-ext:open-session-logs';
  export const kill = 'jupyter-ext:kill-session';
  /** Args: id, starred (whether it is now). */
  export const star = 'jupyter-ext:star-session';
  export const archive = 'jupyter-ext:archive-session';
  export const edit = 'jupyter-ext:edit-session';
  export const remove = 'jupyter-ext:delete-session';
  export const openSessions = 'jupyter-ext:open-sessions';
  /** Args: id of an instance. */
  export const stopPending = 'jupyter-ext:stop-pending-sessions';
  export const removeAll = 'jupyter-ext:delete-all-sessions';
}

/** The arguments of a command on one object. */
export function takesId(description: string) {
  return {
    args: {
      type: 'object' as const,
      required: ['id'],
      properties: { id: { type: 'string' as const, description } }
    }
  };
}

/** Run something for the user; what goes wrong is said under `title`. */
export async function attempt<T>(
  jx: IJupyterExt,
  title: string,
  task: () => Promise<T>
): Promise<T | undefined> {
  try {
    return await task();
  } catch (error) {
    jx.reportError(title, error);
    return undefined;
  }
}
