import { InputGroup } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { IJupyterExt } from '../tokens';
import {
  ActionButton,
  Field,
  FieldErrors,
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

export interface IToMove {
  kind: FolderKind;
  objects: string[];
  folders: string[];
  /** What the title says is moved. */
  what: string;
  /** Where all of them are now; null: at the top; undefined: here and there. */
  from: string | null | undefined;
}

interface IMove {
  /** Where to; null: to the top. */
  folder: string | null;
  /** The name of a new folder in it, which is where to then. */
  name: string;
}

const NO_FOLDERS = new FolderTree([]);

function makeFolder(
  jx: IJupyterExt,
  kind: FolderKind,
  parent: string | null,
  name: string
): Promise<Folder> {
  return jx.api.post('/folders', {
    body: { kind, name: name.trim(), parent_id: parent }
  });
}

/** Ask where to, and move; true: they were moved. */
export async function askAndMove(
  jx: IJupyterExt,
  what: IToMove
): Promise<boolean> {
  const { trans } = jx;
  const { kind, objects, folders, from } = what;
  await fetchFolders(jx, kind); // what can't be had is said before anything is asked
  const done = await showForm<IMove, true>(jx, {
    title: trans.__('Move %1', what.what),
    accept: ({ name }) =>
      name.trim() ? trans.__('Create and move') : trans.__('Move'),
    focus: '.jx-FolderTree',
    initial: { folder: from ?? null, name: '' },
    validate: ({ folder, name }): FieldErrors =>
      folder === from && !name.trim()
        ? { folder_id: trans.__('It is there now. Choose another folder.') }
        : {},
    submit: async ({ folder, name }, set) => {
      let target = folder;
      if (name.trim()) {
        target = (await makeFolder(jx, kind, folder, name)).id;
        set({ folder: target, name: '' }); // made once, whatever the move does
      }
      await moved(jx, { kind, objects, folders, folder_id: target });
      return true;
    },
    render: ({ value, set, error }) => (
      <MoveFields
        what={what}
        value={value}
        set={set}
        error={error('folder_id')}
        nameError={error('name') ?? error('parent_id')}
      />
    )
  });
  return done === true;
}

function MoveFields(props: {
  what: IToMove;
  value: IMove;
  set: (patch: Partial<IMove>) => void;
  error: string | null;
  nameError: string | null;
}): JSX.Element {
  const { what, value, set } = props;
  const { kind } = what;
  const trans = useTrans();
  const tree = useFolders(kind) ?? NO_FOLDERS;
  const refuses = (one: string | null) =>
    what.folders.some(moving => tree.isWithin(one, moving))
      ? trans.__('A folder can’t be moved into itself.')
      : null;
  const wrong = props.error ?? refuses(value.folder);
  return (
    <>
      <FolderTreeView
        kind={kind}
        tree={tree}
        value={value.folder}
        onChange={folder => set({ folder })}
        refuses={refuses}
        invalid={!!wrong}
      />
      <div className="jx-Field-error" role="alert">
        {wrong}
      </div>
      <NewFolderHere
        kind={kind}
        parent={tree.get(value.folder)?.id ?? null}
        parentName={tree.get(value.folder)?.name ?? topName(kind, trans)}
        name={value.name}
        error={props.nameError}
        onName={name => set({ name })}
        onMade={made => set({ folder: made.id, name: '' })}
      />
    </>
  );
}

/** A folder made within the dialog that asks for one. */
function NewFolderHere(props: {
  kind: FolderKind;
  parent: string | null;
  parentName: string;
  name: string;
  error: string | null;
  onName: (name: string) => void;
  onMade: (folder: Folder) => void;
}): JSX.Element {
  const { kind, parent, parentName, name } = props;
  const jx = useJx();
  const trans = useTrans();
  const [error, setError] = React.useState<string | null>(null);
  const make = async () => {
    try {
      const made = await makeFolder(jx, kind, parent, name);
      await jx.queries.invalidateQueries({ queryKey: ['folder'] });
      setError(null);
      props.onMade(made);
    } catch (reason) {
      setError(describeError(reason, trans).message);
    }
  };
  return (
    <Field
      label={trans.__('New folder in %1', parentName)}
      error={error ?? props.error}
    >
      {control => (
        <div className="jx-NewFolder" data-enter="own">
          <InputGroup
            {...control}
            className="jx-Input"
            value={name}
            onChange={event => {
              props.onName(event.target.value);
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
