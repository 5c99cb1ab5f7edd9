/** The commands of this room. */
export namespace CommandIDs {
  /** Args: kind, folder (the one it is made in; none: the top). */
  export const create = 'jupyter-ext:new-folder';
  /** Args: kind, id. Open the list at that folder. */
  export const open = 'jupyter-ext:open-folder';
  /** Args: id. */
  export const rename = 'jupyter-ext:rename-folder';
  /** Args: id. */
  export const remove = 'jupyter-ext:delete-folder';
  /** Args: kind, objects, folders, what, from. Asks where to. */
  export const move = 'jupyter-ext:move';
}
