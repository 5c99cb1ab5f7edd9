import * as React from 'react';

import { useOne } from '../api/hooks';
import { newFolder } from '../folders/dialogs';
import { FolderField } from '../folders/picker';
import { useFolders } from '../folders/place';
import type { IJupyterExt, IPageProps } from '../tokens';
import {
  ActionButton,
  Banner,
  ErrorState,
  ObjectLink,
  Skeleton,
  describeError,
  useJx,
  useTrans
} from '../ui';
import type { Instance } from './wizard';

/** Artifact id to the folder it shall go into; null: to the top. */
type Wanted = Record<string, string | null>;

/** Where the artifacts of an instance's outputs lie: moved one by one, or all. */
export function OrganiseOutputs(props: {
  instance: Instance;
  /** What the button that changes nothing is called. */
  laterLabel: string;
  onLeave: () => Promise<unknown> | void;
}): JSX.Element {
  const { instance } = props;
  const jx = useJx();
  const trans = useTrans();
  const tree = useFolders('artifact');
  const [now, setNow] = React.useState<Wanted | null>(null);
  const [wanted, setWanted] = React.useState<Wanted>({});
  const [failure, setFailure] = React.useState<unknown>(null);
  const [attempt, setAttempt] = React.useState(0);
  const outputs = instance.outputs.filter(one => !one.artifact.deleted);

  React.useEffect(() => {
    placesOf(jx, instance).then(
      places => {
        setNow(places);
        setWanted(places);
        setFailure(null);
      },
      error => setFailure(error)
    );
  }, [instance.id, attempt]);

  if (!now && failure) {
    return (
      <ErrorState error={failure} onRetry={() => setAttempt(attempt + 1)} />
    );
  }
  if (!now || !tree) {
    return <Skeleton lines={outputs.length + 2} />;
  }
  const ids = Object.keys(now);
  const moving = ids.filter(id => wanted[id] !== now[id]);
  const places = new Set(ids.map(id => wanted[id]));
  const move = async () => {
    try {
      for (const folder of new Set(moving.map(id => wanted[id]))) {
        await jx.api.post('/moves', {
          body: {
            kind: 'artifact',
            objects: moving.filter(id => wanted[id] === folder),
            folder_id: folder
          }
        });
      }
      await props.onLeave();
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <div className="jx-Organise">
      <div
        className="jx-FormPage-body"
        role="group"
        aria-label={trans.__('Organise outputs')}
      >
        {failure !== null && (
          <Banner tone="error">{describeError(failure, trans).message}</Banner>
        )}
        <p className="jx-Dialog-text">
          {outputs.length
            ? trans.__(
                'Its runs write into these artifacts. Put them where you will look for them, or leave them where they are.'
              )
            : trans.__('Its specification has no outputs.')}
        </p>
        {outputs.length > 1 && (
          <FolderField
            kind="artifact"
            label={trans.__('All of them in')}
            value={places.size === 1 ? [...places][0] : undefined}
            onChange={folder =>
              setWanted(Object.fromEntries(ids.map(id => [id, folder])))
            }
          />
        )}
        {outputs.map(({ alias, artifact }) => (
          <div key={alias} className="jx-Organise-output" data-alias={alias}>
            <div className="jx-Organise-name">
              <code>{alias}</code>
              <ObjectLink
                {...artifact}
                onOpen={() => void jx.open('artifact', artifact.id)}
              />
            </div>
            <FolderField
              kind="artifact"
              label={trans.__('Folder of %1', alias)}
              value={wanted[artifact.id]}
              onChange={folder =>
                setWanted(before => ({ ...before, [artifact.id]: folder }))
              }
            />
          </div>
        ))}
        <div>
          <ActionButton
            label={trans.__('New folder…')}
            onClick={() => newFolder(jx, 'artifact', null)}
          />
        </div>
      </div>
      <footer className="jx-Foot">
        <span className="jx-Foot-note" role="status">
          {moving.length > 0 &&
            trans._n(
              '%1 artifact will be moved.',
              '%1 artifacts will be moved.',
              moving.length
            )}
        </span>
        <ActionButton
          label={props.laterLabel}
          onClick={() => props.onLeave()}
        />
        <ActionButton
          primary
          label={trans.__('Move')}
          disabled={
            moving.length ? null : trans.__('Choose another folder first.')
          }
          onClick={move}
        />
      </footer>
    </div>
  );
}

/** The folders that the artifacts of the outputs lie in now. */
async function placesOf(jx: IJupyterExt, instance: Instance): Promise<Wanted> {
  const found = await Promise.all(
    instance.outputs
      .filter(one => !one.artifact.deleted)
      .map(one =>
        jx.api.get('/artifacts/{artifact_id}', {
          path: { artifact_id: one.artifact.id }
        })
      )
  );
  return Object.fromEntries(found.map(one => [one.id, one.folder_id ?? null]));
}

/** The same screen by itself, from the instance's menu. */
export function OrganisePage(props: IPageProps): JSX.Element {
  const { id, page } = props;
  const jx = useJx();
  const trans = useTrans();
  const query = useOne('instance', id, signal =>
    jx.api.get('/instances/{instance_id}', {
      path: { instance_id: id },
      signal
    })
  );
  const title = query.data
    ? trans.__('Outputs of %1', query.data.name)
    : trans.__('Organise outputs');
  React.useEffect(() => page.setTitle(title), [title]);
  if (!query.data) {
    return query.error ? (
      <ErrorState error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <Skeleton lines={6} />
    );
  }
  return (
    <div className="jx-FormPage">
      <header className="jx-FormPage-head">
        <h1 className="jx-ellipsis" title={title}>
          {title}
        </h1>
      </header>
      <OrganiseOutputs
        instance={query.data}
        laterLabel={trans.__('Close')}
        onLeave={() => page.dispose()}
      />
    </div>
  );
}
