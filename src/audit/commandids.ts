export namespace CommandIDs {
  /** Args: kind, id. Who did what with an object. */
  export const show = 'jupyter-ext:show-audit';
}
