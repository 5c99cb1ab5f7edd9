/** The commands of this room, and those of others that it calls. */
export namespace CommandIDs {
  /** Show the signature of the notebook in front. */
  export const showSignature = 'jupyter-ext:show-signature';
  /** Args: path. Commit the saved state of a notebook or script. */
  export const commit = 'jupyter-ext:commit-version';
  /** Args: path. Of the sessions' room. */
  export const runFile = 'jupyter-ext:run-notebook';
  /** Run the file that is selected in the file browser. */
  export const runSelected = 'jupyter-ext:run-selected';
  /** Args: path. Give the notebook a kernel with chosen data. */
  export const openWithData = 'jupyter-ext:open-with-data';
  /** Args: cwd, folder. A specification from nothing. */
  export const create = 'jupyter-ext:new-specification';
  /** Args: path. A specification from a notebook or script. */
  export const createFrom = 'jupyter-ext:specification-from-file';
  /** Args: id. */
  export const register = 'jupyter-ext:register-specification';
  /** Args: id. */
  export const edit = 'jupyter-ext:edit-specification';
  /** Args: id, starred (whether it is now). */
  export const star = 'jupyter-ext:star-specification';
  /** Args: id. Asks, then makes a draft with the newest body. */
  export const copy = 'jupyter-ext:copy-specification';
  /** Args: id. */
  export const remove = 'jupyter-ext:delete-specification';
  /** Args: id. Keep an ad-hoc one. */
  export const promote = 'jupyter-ext:promote-specification';
  /** Args: path. Open the notebook or script of a specification. */
  export const openBody = 'jupyter-ext:open-body';
  /** Args: specification, number. */
  export const downloadBody = 'jupyter-ext:download-body';
  /** Args: id, versions (optional). Save it as one file. */
  export const exportBundle = 'jupyter-ext:export-specification';
  /** Args: folder. A specification, or versions of one, from such a file. */
  export const importBundle = 'jupyter-ext:import-specification';
  /** Args: specification, draft, folder. Of the instances' room. */
  export const newInstance = 'jupyter-ext:new-instance';
}
