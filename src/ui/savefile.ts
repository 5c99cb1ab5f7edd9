import { Notification } from '@jupyterlab/apputils';

import { IReceivedFile, isAbort } from '../api/request';
import type { IJupyterExt } from '../tokens';

/** How a file that is being made is received. */
export interface IReceiving {
  signal: AbortSignal;
  onProgress: (share: number) => void;
}

/**
 * Receive a file and save it, its progress shown beside everything else, with
 * a way to stop it; null: stopped.
 */
export async function saveReceived(
  jx: IJupyterExt,
  message: string,
  receive: (how: IReceiving) => Promise<IReceivedFile>
): Promise<IReceivedFile | null> {
  const control = new AbortController();
  const shown = (progress: number) => ({
    message,
    type: 'in-progress' as const,
    autoClose: false as const,
    progress,
    actions: [{ label: jx.trans.__('Stop'), callback: () => control.abort() }]
  });
  const { message: text, type, ...rest } = shown(0);
  const notification = Notification.emit(text, type, rest);
  try {
    const file = await receive({
      signal: control.signal,
      onProgress: share =>
        void Notification.update({ id: notification, ...shown(share) })
    });
    saveFile(file);
    return file;
  } catch (error) {
    if (isAbort(error)) {
      return null;
    }
    throw error;
  } finally {
    Notification.dismiss(notification);
  }
}

/** Hand a file to the browser, which keeps it where it keeps downloads. */
export function saveFile(file: IReceivedFile): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file.content);
  link.download = file.name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
