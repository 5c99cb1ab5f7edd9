import { Notification } from '@jupyterlab/apputils';

import type { components } from '../api/schema';
import type { IJupyterExt } from '../tokens';
import { fetchFolders } from './place';
import { FolderTree } from './tree';

export type Move = components['schemas']['Move'];

/** Move, and say so; what goes wrong is shown. True: it was moved. */
export async function moveTo(
  jx: IJupyterExt,
  move: Required<Move>
): Promise<boolean> {
  try {
    await moved(jx, move);
    return true;
  } catch (error) {
    jx.reportError(jx.trans.__('Nothing was moved'), error);
    return false;
  }
}

/** Move, and say so. */
export async function moved(
  jx: IJupyterExt,
  move: Required<Move>
): Promise<void> {
  const { trans } = jx;
  const { count } = await jx.api.post('/moves', { body: move });
  if (!count) {
    return;
  }
  const folder = move.folder_id ?? null;
  // It is moved, whether its name can be had or not.
  const folders = await fetchFolders(jx, move.kind).catch(() => []);
  const name =
    new FolderTree(folders).get(folder)?.name ?? trans.__('a folder');
  Notification.success(
    folder
      ? trans._n('%1 moved to %2', '%1 moved to %2', count, name)
      : trans._n('%1 moved to the top', '%1 moved to the top', count),
    {
      autoClose: 4000,
      actions: [
        {
          label: trans.__('Show'),
          callback: () => void jx.open(`${move.kind}s`, '', folder ?? 'top')
        }
      ]
    }
  );
}
