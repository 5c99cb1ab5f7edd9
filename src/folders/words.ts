import type { TranslationBundle } from '@jupyterlab/translation';

import type { FolderKind } from './tree';

/** All objects of a kind, as the top of their tree is called. */
export function topName(kind: FolderKind, trans: TranslationBundle): string {
  switch (kind) {
    case 'specification':
      return trans.__('Specifications');
    case 'instance':
      return trans.__('Instances');
    case 'artifact':
      return trans.__('Artifacts');
  }
}

/** `2 folders, 12 artifacts`, of what a list shows. */
export function countText(
  folders: number,
  objects: string,
  trans: TranslationBundle
): string {
  return folders
    ? trans.__('%1, %2', trans._n('%1 folder', '%1 folders', folders), objects)
    : objects;
}

/** `1 folder and 12 artifacts`; null: nothing. */
export function heldText(
  kind: FolderKind,
  folders: number,
  objects: number,
  trans: TranslationBundle
): string | null {
  const inside = trans._n('%1 folder', '%1 folders', folders);
  const held = {
    specification: trans._n('%1 specification', '%1 specifications', objects),
    instance: trans._n('%1 instance', '%1 instances', objects),
    artifact: trans._n('%1 artifact', '%1 artifacts', objects)
  }[kind];
  return folders && objects
    ? trans.__('%1 and %2', inside, held)
    : folders
      ? inside
      : objects
        ? held
        : null;
}
