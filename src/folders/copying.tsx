import * as React from 'react';

import type { IJupyterExt } from '../tokens';
import { FieldErrors, TextField, parseTags, shortName, showForm } from '../ui';
import { FolderField } from './picker';
import { fetchFolders } from './place';
import { FolderKind, FolderTree } from './tree';

/** What a copy may have of its own. */
export interface ICopied {
  name: string;
  description: string;
  tags: string[];
  folder_id: string | null;
}

/** Ask what a copy is called and where it goes, copy, and open it. */
export async function askForCopy<T extends { id: string }>(
  jx: IJupyterExt,
  options: {
    kind: FolderKind;
    object: {
      name: string;
      description: string;
      tags: string[];
      folder_id?: string | null;
    };
    /** What the copy has, and what not. */
    text: string;
    copy: (copied: ICopied) => Promise<T>;
  }
): Promise<T | null> {
  const { trans } = jx;
  const { kind, object } = options;
  // What somebody else shares lies in a folder of theirs.
  const tree = new FolderTree(await fetchFolders(jx, kind));
  const made = await showForm(jx, {
    title: trans.__('Copy %1', object.name),
    accept: trans.__('Save'),
    initial: {
      name: trans.__('%1 (copy)', shortName(object.name, 190)),
      description: object.description,
      tags: object.tags.join(', '),
      folder_id: tree.get(object.folder_id)?.id ?? null
    },
    validate: (form): FieldErrors =>
      form.name.trim() ? {} : { name: trans.__('A name can’t be empty.') },
    submit: form =>
      options.copy({
        ...form,
        name: form.name.trim(),
        tags: parseTags(form.tags)
      }),
    render: ({ value, set, error }) => (
      <>
        <p className="jx-Dialog-text">{options.text}</p>
        <TextField
          label={trans.__('Name')}
          required
          value={value.name}
          error={error('name')}
          onChange={name => set({ name })}
        />
        <TextField
          label={trans.__('Description')}
          multiline
          value={value.description}
          error={error('description')}
          onChange={description => set({ description })}
        />
        <TextField
          label={trans.__('Tags')}
          description={trans.__('Separated by commas.')}
          value={value.tags}
          error={error('tags')}
          onChange={tags => set({ tags })}
        />
        <FolderField
          kind={kind}
          value={value.folder_id}
          error={error('folder_id')}
          onChange={folder_id => set({ folder_id })}
        />
      </>
    )
  });
  if (made) {
    await jx.open(kind, made.id);
  }
  return made;
}
