import { PathExt } from '@jupyterlab/coreutils';
import * as React from 'react';

import { ApiError, isAbort } from '../api/request';
import { askForCopy } from '../folders/copying';
import { FolderField } from '../folders/picker';
import { IJupyterExt } from '../tokens';
import {
  Field,
  FieldErrors,
  IForm,
  ProgressBar,
  TextField,
  confirm,
  confirmDelete,
  editNamed,
  offerUndo,
  showForm,
  useTrans
} from '../ui';
import { FileField } from './filefield';
import { Artifact, ArtifactSelect, ArtifactVersion } from './picker';
import { uploadFile } from './upload';
import { announceVersion } from './uploads';

/** Where a new version goes. */
interface ITargetForm {
  /** A version of this; null: a new artifact. */
  artifact: Artifact | null;
  isNew: boolean;
  name: string;
  versionName: string;
  /** Of a new artifact; null: the top. */
  folder: string | null;
}

interface IUploadForm extends ITargetForm {
  file: File | null;
  /** 0 to 1 while it is on its way. */
  progress: number | null;
}

const get = (jx: IJupyterExt, id: string): Promise<Artifact> =>
  jx.api.get('/artifacts/{artifact_id}', { path: { artifact_id: id } });

function targetErrors(form: ITargetForm, jx: IJupyterExt): FieldErrors {
  const errors: FieldErrors = {};
  if (form.isNew && !form.name.trim()) {
    errors.artifact_name = jx.trans.__('Give the artifact a name.');
  }
  if (!form.isNew && !form.artifact) {
    errors.artifact_id = jx.trans.__('Choose the artifact.');
  }
  return errors;
}

/** Upload a file as a version; gives the artifact, null when given up. */
export async function uploadArtifact(
  jx: IJupyterExt,
  artifactId: string | null,
  folder: string | null = null
): Promise<Artifact | null> {
  const { trans } = jx;
  const given = artifactId ? await get(jx, artifactId) : null;
  let control = new AbortController();
  const version = await showForm<IUploadForm, ArtifactVersion>(jx, {
    title: given
      ? trans.__('Upload a version of %1', given.name)
      : trans.__('Upload a file'),
    accept: trans.__('Upload'),
    initial: {
      file: null,
      progress: null,
      artifact: given,
      isNew: !given,
      name: '',
      versionName: '',
      folder
    },
    validate: form => ({
      ...(form.file ? {} : { file: trans.__('Choose a file.') }),
      ...targetErrors(form, jx)
    }),
    stop: () => control.abort(),
    submit: async (form, set) => {
      control = new AbortController();
      try {
        return await uploadFile(jx.api, form.file!, {
          artifactId: form.isNew ? null : form.artifact!.id,
          artifactName: form.isNew ? form.name.trim() : null,
          versionName: form.versionName.trim() || null,
          folderId: form.isNew ? form.folder : null,
          signal: control.signal,
          onProgress: progress => set({ progress })
        });
      } catch (error) {
        if (isAbort(error)) {
          throw new ApiError(
            0,
            'stopped',
            trans.__('Stopped. Press Upload to go on from where it was.'),
            'file'
          );
        }
        throw error;
      } finally {
        set({ progress: null });
      }
    },
    render: form => (
      <>
        <FileField
          file={form.value.file}
          error={form.error('file') ?? form.error('filename')}
          disabled={form.busy}
          onChange={file => {
            const { name, file: before } = form.value;
            form.set({
              file,
              // A name that was typed stays.
              ...(file && (!name || name === before?.name)
                ? { name: file.name }
                : {})
            });
          }}
        />
        <TargetFields form={form} fixed={!!given} />
        {form.value.progress !== null && (
          <ProgressBar
            value={form.value.progress}
            label={trans.__('Uploading')}
          />
        )}
      </>
    )
  });
  if (!version) {
    return null;
  }
  announceVersion(jx, version);
  return get(jx, version.artifact.id);
}

/** Make a version from files under the server's root; how many were made. */
export async function addFromServer(
  jx: IJupyterExt,
  path: string
): Promise<Artifact | null> {
  const { trans } = jx;
  const version = await showForm<ITargetForm, ArtifactVersion>(jx, {
    title: trans.__('Add %1 as an artifact version', PathExt.basename(path)),
    accept: trans.__('Add version'),
    initial: {
      artifact: null,
      isNew: true,
      name: PathExt.basename(path),
      versionName: '',
      folder: null
    },
    validate: form => targetErrors(form, jx),
    submit: form =>
      jx.api.post('/artifact-files', {
        body: {
          path,
          artifact_id: form.isNew ? null : form.artifact!.id,
          artifact_name: form.isNew ? form.name.trim() : null,
          version_name: form.versionName.trim() || null,
          folder_id: form.isNew ? form.folder : null
        }
      }),
    render: form => (
      <>
        <p className="jx-Dialog-text">
          {trans.__(
            'The content of %1 as it is now is kept; later changes of the file don’t touch it.',
            path
          )}
        </p>
        <TargetFields form={form} />
      </>
    )
  });
  if (!version) {
    return null;
  }
  announceVersion(jx, version);
  return get(jx, version.artifact.id);
}

/** A new artifact, or one that is there; and what the version is called. */
function TargetFields<V extends ITargetForm>(props: {
  form: IForm<V>;
  /** The artifact was chosen before. */
  fixed?: boolean;
}): JSX.Element {
  const { value, error, busy } = props.form;
  const set = props.form.set as (patch: Partial<ITargetForm>) => void;
  const trans = useTrans();
  const group = React.useId();
  return (
    <>
      {!props.fixed && (
        <fieldset className="jx-Fieldset" role="radiogroup" disabled={busy}>
          <legend className="jx-sr-only">{trans.__('Where it goes')}</legend>
          <label className="jx-Radio">
            <input
              type="radio"
              name={group}
              checked={value.isNew}
              onChange={() => set({ isNew: true })}
            />
            {trans.__('A new artifact')}
          </label>
          <label className="jx-Radio">
            <input
              type="radio"
              name={group}
              checked={!value.isNew}
              onChange={() => set({ isNew: false })}
            />
            {trans.__('A new version of an artifact')}
          </label>
          {value.isNew ? (
            <>
              <TextField
                label={trans.__('Name of the artifact')}
                required
                value={value.name}
                error={error('artifact_name')}
                disabled={busy}
                onChange={name => set({ name })}
              />
              <FolderField
                kind="artifact"
                value={value.folder}
                error={error('folder_id')}
                disabled={busy}
                onChange={folder => set({ folder })}
              />
            </>
          ) : (
            <Field
              label={trans.__('Artifact')}
              required
              error={error('artifact_id')}
            >
              {control => (
                <ArtifactSelect
                  {...control}
                  value={value.artifact}
                  disabled={busy}
                  onChange={artifact => set({ artifact })}
                />
              )}
            </Field>
          )}
        </fieldset>
      )}
      <TextField
        label={trans.__('Name of the version')}
        placeholder={trans.__('the time of creation')}
        value={value.versionName}
        error={error('version_name')}
        disabled={busy}
        onChange={versionName => set({ versionName })}
      />
    </>
  );
}

/** Edit name, description and tags; null: given up. */
export async function editArtifact(
  jx: IJupyterExt,
  id: string
): Promise<Artifact | null> {
  return editNamed(jx, {
    title: jx.trans.__('Edit the artifact'),
    object: await get(jx, id),
    save: body =>
      jx.api.patch('/artifacts/{artifact_id}', {
        path: { artifact_id: id },
        body
      })
  });
}

/** Delete an artifact after showing what depends on it; true: deleted. */
export async function deleteArtifact(
  jx: IJupyterExt,
  id: string
): Promise<boolean> {
  const { api, trans } = jx;
  const path = { artifact_id: id };
  const [artifact, dependents] = await Promise.all([
    get(jx, id),
    api.get('/artifacts/{artifact_id}/dependents', { path })
  ]);
  const agreed = await confirmDelete(jx, {
    title: trans.__('Delete %1?', artifact.name),
    text: artifact.version_count
      ? trans._n(
          'The artifact and its version are deleted. Sessions that used it can’t be reproduced any more and are marked stale.',
          'The artifact and its %1 versions are deleted. Sessions that used them can’t be reproduced any more and are marked stale.',
          artifact.version_count
        )
      : trans.__('The artifact has no versions.'),
    dependents
  });
  if (agreed) {
    await api.delete('/artifacts/{artifact_id}', { path });
    offerUndo(jx, artifact.name, () =>
      api.post('/artifacts/{artifact_id}/restore', { path })
    );
  }
  return agreed;
}

/** Make an artifact with the same contents; null: given up. */
export async function copyArtifact(
  jx: IJupyterExt,
  id: string
): Promise<Artifact | null> {
  const { api, trans } = jx;
  return askForCopy(jx, {
    kind: 'artifact',
    object: await get(jx, id),
    text: trans.__(
      'The copy has the versions that there are now; their contents are shared, not stored again.'
    ),
    copy: body =>
      api.post('/artifacts/{artifact_id}/copy', {
        path: { artifact_id: id },
        body
      })
  });
}

const LISTED = 8;

/** Delete a version after showing which sessions become stale. */
export async function deleteVersion(
  jx: IJupyterExt,
  id: string
): Promise<boolean> {
  const { api, trans } = jx;
  const path = { version_id: id };
  const version = await api.get('/artifact-versions/{version_id}', { path });
  const used = version.used_by ?? [];
  const more = used.length - LISTED;
  const agreed = await confirm(
    {
      title: trans.__(
        'Delete version %1 of %2?',
        version.number,
        version.artifact.name
      ),
      accept: trans.__('Delete version'),
      warn: true,
      body: (
        <>
          <p className="jx-Dialog-text">
            {trans.__(
              'Its content is deleted for good. It stays listed as deleted and can’t be picked.'
            )}
          </p>
          <p className="jx-Dialog-text">
            {used.length
              ? trans._n(
                  '%1 session used it. It becomes stale: it can’t be reproduced any more.',
                  '%1 sessions used it. They become stale: they can’t be reproduced any more.',
                  used.length
                )
              : trans.__('No session used it.')}
          </p>
          {used.length > 0 && (
            <ul className="jx-Dependents">
              {used.slice(0, LISTED).map(one => (
                <li key={one.id}>{one.name}</li>
              ))}
              {more > 0 && (
                <li>{trans._n('and %1 more', 'and %1 more', more)}</li>
              )}
            </ul>
          )}
        </>
      )
    },
    trans
  );
  if (agreed) {
    await api.delete('/artifact-versions/{version_id}', { path });
  }
  return agreed;
}
