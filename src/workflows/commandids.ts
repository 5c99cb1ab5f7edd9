export namespace CommandIDs {
  /** Args: id. */
  export const open = 'jupyter-ext:open-workflow';
  /** Args: id. Asks, then ends all of its sessions. */
  export const kill = 'jupyter-ext:kill-workflow';
  /** Args: id. Asks, then runs again what didn't succeed. */
  export const rerunFailed = 'jupyter-ext:rerun-failed-of-workflow';
}
