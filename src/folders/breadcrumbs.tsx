import { folderIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { useJx, useTrans } from '../ui/context';
import { useDropTarget } from '../ui/droptarget';
import { canDrop, dropInto } from './drag';
import { FolderKind, FolderTree } from './tree';
import { topName } from './words';

/** The folders that the open one lies in; each opens, and takes what is dropped. */
export function Breadcrumbs(props: {
  kind: FolderKind;
  tree: FolderTree;
  /** The open one; null: the top. */
  folder: string | null;
  onOpen: (folder: string | null) => void;
}): JSX.Element {
  const { kind, tree, folder, onOpen } = props;
  const trans = useTrans();
  const path = tree.path(folder);
  return (
    <nav className="jx-Breadcrumbs" aria-label={trans.__('Folder')}>
      <ol>
        <Crumb
          {...{ kind, tree, onOpen }}
          folder={null}
          name={topName(kind, trans)}
          current={folder === null}
        />
        {path.map(one => (
          <Crumb
            key={one.id}
            {...{ kind, tree, onOpen }}
            folder={one.id}
            name={one.name}
            current={one.id === folder}
          />
        ))}
      </ol>
    </nav>
  );
}

function Crumb(props: {
  kind: FolderKind;
  tree: FolderTree;
  folder: string | null;
  name: string;
  current: boolean;
  onOpen: (folder: string | null) => void;
}): JSX.Element {
  const { kind, tree, folder, name, current } = props;
  const jx = useJx();
  const [over, drop] = useDropTarget(
    () => !current && canDrop(kind, tree, folder),
    () => dropInto(jx, folder)
  );
  return (
    <li className={over ? 'jx-mod-target' : undefined} {...drop}>
      <button
        type="button"
        className="jx-Breadcrumbs-crumb"
        title={name}
        aria-current={current ? 'location' : undefined}
        onClick={event => {
          // The second click of a double one is meant for what opened this.
          if (event.detail < 2) {
            props.onOpen(folder);
          }
        }}
      >
        {folder === null && (
          <folderIcon.react tag="span" width="16px" height="16px" />
        )}
        <span className="jx-ellipsis">{name}</span>
      </button>
    </li>
  );
}
