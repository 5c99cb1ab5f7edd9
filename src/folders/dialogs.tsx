import * as React from 'react';

import { ApiError } from '../api/request';
import type { IJupyterExt } from '../tokens';
import { FieldErrors, TextField, confirm, showForm } from '../ui';
import { fetchFolders } from './place';
import { Folder, FolderKind, FolderTree } from './tree';
import { heldText } from './words';

function askName(
  jx: IJupyterExt,
  options: {
    title: string;
    accept: string;
    name: string;
    save: (name: string) => Promise<Folder>;
  }
): Promise<Folder | null> {
  const { trans } = jx;
  return showForm(jx, {
    title: options.title,
    accept: options.accept,
    initial: { name: options.name },
    validate: ({ name }): FieldErrors =>
      name.trim() ? {} : { name: trans.__('Give the folder a name.') },
    submit: ({ name }) => options.save(name.trim()),
    render: ({ value, set, error }) => (
      <TextField
        label={trans.__('Name')}
        required
        value={value.name}
        error={error('name') ?? error('parent_id')}
        onChange={name => set({ name })}
      />
    )
  });
}

/** Make a folder in another one, or at the top; null: given up. */
export function newFolder(
  jx: IJupyterExt,
  kind: FolderKind,
  parent: string | null
): Promise<Folder | null> {
  return askName(jx, {
    title: jx.trans.__('New folder'),
    accept: jx.trans.__('Create'),
    name: '',
    save: name =>
      jx.api.post('/folders', { body: { kind, name, parent_id: parent } })
  });
}

/** Give a folder another name; null: given up. */
export async function renameFolder(
  jx: IJupyterExt,
  id: string
): Promise<Folder | null> {
  const path = { folder_id: id };
  const folder = await jx.api.get('/folders/{folder_id}', { path });
  return askName(jx, {
    title: jx.trans.__('Rename the folder'),
    accept: jx.trans.__('Rename'),
    name: folder.name,
    save: name => jx.api.patch('/folders/{folder_id}', { path, body: { name } })
  });
}

/** How much of what is listed lies in a folder. */
async function held(jx: IJupyterExt, folder: Folder): Promise<string | null> {
  const { api, trans } = jx;
  const query = { folder: folder.id, limit: 1 };
  const lists = {
    specification: () =>
      api.get('/specifications', { query: { ...query, ad_hoc: true } }),
    instance: () =>
      api.get('/instances', { query: { ...query, ad_hoc: true } }),
    artifact: () => api.get('/artifacts', { query })
  };
  const [folders, objects] = await Promise.all([
    fetchFolders(jx, folder.kind),
    lists[folder.kind]()
  ]);
  return heldText(
    folder.kind,
    new FolderTree(folders).inside(folder.id).length,
    objects.total,
    trans
  );
}

/**
 * Delete an empty folder; true: it was deleted.
 *
 * Rejects at once where something lies in it, with how much that is.
 */
export async function deleteFolder(
  jx: IJupyterExt,
  id: string
): Promise<boolean> {
  const { api, trans } = jx;
  const path = { folder_id: id };
  const folder = await api.get('/folders/{folder_id}', { path });
  const holds = await held(jx, folder);
  if (holds) {
    throw new ApiError(
      409,
      'conflict',
      trans.__(
        '%1 isn’t empty: it holds %2. Move or delete what it holds first.',
        folder.name,
        holds
      )
    );
  }
  const agreed = await confirm(
    {
      title: trans.__('Delete the folder %1?', folder.name),
      body: trans.__('It is empty.'),
      accept: trans.__('Delete'),
      warn: true
    },
    trans
  );
  if (agreed) {
    await api.delete('/folders/{folder_id}', { path });
  }
  return agreed;
}
