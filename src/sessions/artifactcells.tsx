import * as React from 'react';

import { CopyId, ObjectLink, useJx, useTrans } from '../ui';

/** An artifact by its name, with its id to be copied. */
export function ArtifactCell(props: {
  artifact: { id: string; name: string; deleted: boolean };
}): JSX.Element {
  const { artifact } = props;
  const jx = useJx();
  const trans = useTrans();
  return (
    <>
      <ObjectLink
        {...artifact}
        onOpen={() => void jx.open('artifact', artifact.id)}
      />
      <CopyId id={artifact.id} label={trans.__("Copy the artifact's id")} />
    </>
  );
}

/** A version by its number, with its id to be copied. */
export function VersionCell(props: {
  version: { id: string; name: string; number: number; deleted: boolean };
}): JSX.Element {
  const { version } = props;
  const trans = useTrans();
  return (
    <>
      <span title={version.name}>
        {version.deleted ? (
          <del>{trans.__('v%1, deleted', version.number)}</del>
        ) : (
          trans.__('v%1', version.number)
        )}
      </span>
      <CopyId id={version.id} label={trans.__("Copy the version's id")} />
    </>
  );
}
