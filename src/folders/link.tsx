import * as React from 'react';

import { ObjectLink, useJx, useTrans } from '../ui';
import { useFolders } from './place';
import type { FolderKind } from './tree';

/** On the page of an object: the folder that it lies in, which opens; none for the top. */
export function FolderLink(props: {
  kind: FolderKind;
  folder: string | null | undefined;
}): JSX.Element | null {
  const { kind, folder } = props;
  const jx = useJx();
  const trans = useTrans();
  const tree = useFolders(kind, !!folder);
  const found = tree?.get(folder);
  return tree && found ? (
    <span className="jx-MetaPart">
      {trans.__('in')}{' '}
      <ObjectLink
        name={tree.pathText(found.id)}
        onOpen={() => void jx.open(`${kind}s`, '', found.id)}
      />
    </span>
  ) : null;
}
