export namespace CommandIDs {
  /** Args: ids of 2 to 10 sessions, the base first. */
  export const compare = 'jupyter-ext:compare-sessions';
  /** Args: id of a session. Asks with which others. */
  export const compareWith = 'jupyter-ext:compare-session-with';
}
