export namespace CommandIDs {
  /** Args: id of a session, cell (the id of one). Opens its notebook live. */
  export const replay = 'jupyter-ext:replay-session';
  /** Args: path of a replay. Writes a notebook of the user's own. */
  export const saveAsNew = 'jupyter-ext:save-replay-as-new';
}
