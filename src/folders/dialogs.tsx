import { InputGroup } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { IJupyterExt } from '../tokens';
import {
  ActionButton,
  Field,
  FieldErrors,
  TextField,
  confirm,
  describeError,
  showForm,
  useJx,
  useTrans
} from '../ui';
import { moved } from './moving';
import { FolderTreeView } from './picker';
import { fetchFolders, useFolders } from './place';
import { Folder, FolderKind, FolderTree } from './tree';
import { topName } from './words';

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

/** Delete an empty folder; true: it was deleted. */
export async function deleteFolder(
  jx: IJupyterExt,
  id: string
): Promise<boolean> {
  const { api, trans } = jx;
  const path = { folder_id: id };
  const folder = await api.get('/folders/{folder_id}', { path });
  const agreed = await confirm(
    {
      title: trans.__('Delete the folder %1?', folder.name),
      body: trans.__('Only an empty folder is deleted.'),
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

export interface IToMove {
  kind: FolderKind;
  objects: string[];
  folders: string[];
  /** What the title says is moved. */
  what: string;
  /** Where they are now; null: at the top. */
  from: string | null;
}

/** Ask where to, and move; true: they were moved. */
export async function askAndMove(
  jx: IJupyterExt,
  what: IToMove
): Promise<boolean> {
  const { trans } = jx;
  const { kind, objects, folders } = what;
  await fetchFolders(jx, kind); // what can't be had is said before anything is asked
  const done = await showForm<{ folder: string | null }, true>(jx, {
    title: trans.__('Move %1', what.what),
    accept: trans.__('Move'),
    focus: '.jx-FolderTree',
    initial: { folder: what.from },
    submit: async ({ folder }) => {
      await moved(jx, { kind, objects, folders, folder_id: folder });
      return true;
    },
    render: ({ value, set, error }) => (
      <MoveFields
        what={what}
        folder={value.folder}
        error={error('folder_id') ?? error('name') ?? error('parent_id')}
        onChange={folder => set({ folder })}
      />
    )
  });
  return done === true;
}

function MoveFields(props: {
  what: IToMove;
  folder: string | null;
  error: string | null;
  onChange: (folder: string | null) => void;
}): JSX.Element {
  const { what, folder, onChange } = props;
  const { kind } = what;
  const trans = useTrans();
  const tree = useFolders(kind) ?? NO_FOLDERS;
  const refuses = (one: string | null) =>
    what.folders.some(moving => tree.isWithin(one, moving))
      ? trans.__('A folder can’t be moved into itself.')
      : null;
  return (
    <>
      <FolderTreeView
        kind={kind}
        tree={tree}
        value={folder}
        onChange={onChange}
        refuses={refuses}
        invalid={!!(props.error ?? refuses(folder))}
      />
      <div className="jx-Field-error" role="alert">
        {props.error ?? refuses(folder)}
      </div>
      <NewFolderHere
        kind={kind}
        parent={tree.get(folder)?.id ?? null}
        parentName={tree.get(folder)?.name ?? topName(kind, trans)}
        onMade={made => onChange(made.id)}
      />
    </>
  );
}

const NO_FOLDERS = new FolderTree([]);

/** A folder made within the dialog that asks for one. */
export function NewFolderHere(props: {
  kind: FolderKind;
  parent: string | null;
  parentName: string;
  onMade: (folder: Folder) => void;
}): JSX.Element {
  const { kind, parent, parentName } = props;
  const jx = useJx();
  const trans = useTrans();
  const [name, setName] = React.useState('');
  const [error, setError] = React.useState<string | null>(null);
  const make = async () => {
    try {
      const made = await jx.api.post('/folders', {
        body: { kind, name: name.trim(), parent_id: parent }
      });
      await jx.queries.invalidateQueries({ queryKey: ['folder'] });
      setName('');
      setError(null);
      props.onMade(made);
    } catch (reason) {
      setError(describeError(reason, trans).message);
    }
  };
  return (
    <Field label={trans.__('New folder in %1', parentName)} error={error}>
      {control => (
        <div className="jx-NewFolder" data-enter="own">
          <InputGroup
            {...control}
            className="jx-Input"
            value={name}
            onChange={event => {
              setName(event.target.value);
              setError(null);
            }}
            onKeyDown={event => {
              if (event.key === 'Enter' && name.trim()) {
                event.preventDefault();
                void make();
              }
            }}
          />
          <ActionButton
            label={trans.__('Create')}
            disabled={name.trim() ? null : trans.__('Type its name first.')}
            onClick={make}
          />
        </div>
      )}
    </Field>
  );
}
