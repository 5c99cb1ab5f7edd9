import * as React from 'react';

import type { IJupyterExt } from '../tokens';
import { moveTo } from './moving';
import { FolderKind, FolderTree } from './tree';

/** What is being dragged from a list of ours, in this window. */
interface IDragged {
  kind: FolderKind;
  objects: string[];
  folders: string[];
}

let dragged: (IDragged & { moved: () => void }) | null = null;

const MIME = 'application/x-jupyter-ext-objects';

export function startDrag(
  what: IDragged,
  event: React.DragEvent,
  moved: () => void = () => undefined
): void {
  dragged = { ...what, moved };
  event.dataTransfer.setData(MIME, JSON.stringify(what));
  event.dataTransfer.effectAllowed = 'move';
  // The row may be gone from the page by then: whatever ends it, it is over.
  document.addEventListener('dragend', () => (dragged = null), { once: true });
}

/** Whether what is dragged can go into a folder; null: to the top. */
export function canDrop(
  kind: FolderKind,
  tree: FolderTree,
  folder: string | null
): boolean {
  return (
    dragged?.kind === kind &&
    !dragged.folders.some(one => tree.isWithin(folder, one))
  );
}

/** Move what is dragged into a folder; null: to the top. */
export function dropInto(jx: IJupyterExt, folder: string | null): void {
  if (dragged) {
    const { kind, objects, folders, moved } = dragged;
    dragged = null;
    void moveTo(jx, { kind, objects, folders, folder_id: folder }).then(
      done => done && moved()
    );
  }
}
