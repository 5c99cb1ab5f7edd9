import * as React from 'react';

import type { IJupyterExt } from '../tokens';
import { INamed, askNamed, shortName } from '../ui';
import { FolderField } from './picker';
import { fetchFolders } from './place';
import { FolderKind, FolderTree } from './tree';

/** What a copy may have of its own. */
export interface ICopied extends INamed {
  folder_id: string | null;
}

/** Ask what a copy is called and where it goes, copy, and open it. */
export async function askForCopy<T extends { id: string }>(
  jx: IJupyterExt,
  options: {
    kind: FolderKind;
    object: INamed & { folder_id?: string | null };
    /** What the copy has, and what not. */
    text: string;
    copy: (copied: ICopied) => Promise<T>;
  }
): Promise<T | null> {
  const { trans } = jx;
  const { kind, object } = options;
  // What somebody else shares lies in a folder of theirs.
  const tree = new FolderTree(await fetchFolders(jx, kind));
  const made = await askNamed(jx, {
    title: trans.__('Copy %1', object.name),
    text: options.text,
    object: {
      ...object,
      name: trans.__('%1 (copy)', shortName(object.name, 190))
    },
    more: { folder_id: tree.get(object.folder_id)?.id ?? null },
    save: options.copy,
    render: ({ value, set, error }) => (
      <FolderField
        kind={kind}
        value={value.folder_id}
        error={error('folder_id')}
        onChange={folder_id => set({ folder_id })}
      />
    )
  });
  if (made) {
    await jx.open(kind, made.id);
  }
  return made;
}
