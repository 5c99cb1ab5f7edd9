/** The commands of this room, and those of others that it calls. */
export namespace CommandIDs {
  /** Args: specification, folder (optional), draft. Begin the wizard. */
  export const create = 'jupyter-ext:new-instance';
  /** Args: id. */
  export const edit = 'jupyter-ext:edit-instance';
  /** Args: id, starred (whether it is now). */
  export const star = 'jupyter-ext:star-instance';
  /** Args: id. */
  export const editParameters = 'jupyter-ext:edit-instance-parameters';
  /** Args: id. Begin the wizard with what an instance has. */
  export const copy = 'jupyter-ext:copy-instance';
  /** Args: id. Move its output artifacts into folders. */
  export const organise = 'jupyter-ext:organise-outputs';
  /** Args: id. */
  export const remove = 'jupyter-ext:delete-instance';
  /** Args: id. Keep an ad-hoc one. */
  export const promote = 'jupyter-ext:promote-instance';
  /** Args: id of the specification. */
  export const openSpecification = 'jupyter-ext:open-specification';
  /** Args: id. Of the sessions' room. */
  export const run = 'jupyter-ext:run-instance';
  export const stopPending = 'jupyter-ext:stop-pending-sessions';
  export const removeSessions = 'jupyter-ext:delete-all-sessions';
  /** Of the artifacts' room; gives the artifact. */
  export const upload = 'jupyter-ext:upload-artifact';
}
