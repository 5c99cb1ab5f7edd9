/** The commands of this room. */
export namespace CommandIDs {
  /** Args: kind, id. */
  export const share = 'jupyter-ext:share';
  /** Args: kind, id. */
  export const reserve = 'jupyter-ext:reserve';
  /** Args: kind, id. */
  export const unreserve = 'jupyter-ext:unreserve';
}
