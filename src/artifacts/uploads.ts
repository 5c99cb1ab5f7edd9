import { Notification } from '@jupyterlab/apputils';

import { isAbort } from '../api/request';
import { IJupyterExt } from '../tokens';
import { describeError } from '../ui/states';
import { shortName } from '../ui/values';
import { showWork } from '../ui/worktoast';
import type { ArtifactVersion } from './picker';
import { IUploadTarget, uploadFile } from './upload';

/** Upload a dropped file beside everything else. */
export async function uploadInBackground(
  jx: IJupyterExt,
  file: File,
  target: IUploadTarget = {}
): Promise<ArtifactVersion | null> {
  const { trans } = jx;
  const control = new AbortController();
  const done = showWork(trans.__('Uploading %1', shortName(file.name)), {
    label: trans.__('Stop'),
    execute: () => control.abort()
  });
  try {
    const version = await uploadFile(jx.api, file, {
      ...target,
      signal: control.signal
    });
    done();
    announceVersion(jx, version);
    return version;
  } catch (error) {
    done();
    const text = isAbort(error)
      ? trans.__('The upload of %1 was stopped', shortName(file.name))
      : trans.__(
          '%1 was not uploaded. %2',
          shortName(file.name),
          describeError(error, trans).message
        );
    Notification.emit(text, isAbort(error) ? 'info' : 'error', {
      autoClose: false,
      actions: [
        {
          label: trans.__('Go on'),
          callback: () => void uploadInBackground(jx, file, target)
        }
      ]
    });
    return null;
  }
}

/** Make versions of files that the server can read itself. */
export async function addServerFiles(
  jx: IJupyterExt,
  paths: readonly string[],
  target: IUploadTarget = {}
): Promise<ArtifactVersion[]> {
  const { api, trans } = jx;
  const made: ArtifactVersion[] = [];
  for (const path of paths) {
    try {
      const version = await api.post('/artifact-files', {
        body: {
          path,
          artifact_id: target.artifactId ?? null,
          artifact_name: target.artifactName ?? null,
          version_name: target.versionName ?? null,
          folder_id: target.folderId ?? null
        }
      });
      made.push(version);
      announceVersion(jx, version);
    } catch (error) {
      jx.reportError(trans.__('%1 was not added', path), error);
    }
  }
  return made;
}

/** Say that there is a new version, and offer to open it. */
export function announceVersion(
  jx: IJupyterExt,
  version: ArtifactVersion
): void {
  const { trans } = jx;
  Notification.success(
    version.number === 1
      ? trans.__('%1 is a new artifact', shortName(version.artifact.name))
      : trans.__(
          '%1 has version %2',
          shortName(version.artifact.name),
          version.number
        ),
    {
      autoClose: 6000,
      actions: [
        {
          label: trans.__('Open'),
          callback: () => void jx.open('artifact', version.artifact.id)
        }
      ]
    }
  );
}
