/** The commands of this room. */
export namespace CommandIDs {
  /** Args: artifact, folder. Upload a file as a version; gives the artifact. */
  export const upload = 'jupyter-ext:upload-artifact';
  /** Args: path (by default what is selected). A version from a file here. */
  export const addFile = 'jupyter-ext:add-artifact-version';
  /** Args: id. */
  export const edit = 'jupyter-ext:edit-artifact';
  /** Args: id, starred (whether it is now). */
  export const star = 'jupyter-ext:star-artifact';
  /** Args: id. Asks, then makes one with the same contents. */
  export const copy = 'jupyter-ext:copy-artifact';
  /** Args: id. */
  export const remove = 'jupyter-ext:delete-artifact';
  /** Args: id of a version. */
  export const download = 'jupyter-ext:download-artifact-version';
  /** Args: id of a version. */
  export const removeVersion = 'jupyter-ext:delete-artifact-version';
}
