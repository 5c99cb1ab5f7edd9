export namespace CommandIDs {
  /** Args: kind, id. The graph of an object, or of a version. */
  export const show = 'jupyter-ext:show-graph';
}
