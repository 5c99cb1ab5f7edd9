import { IReceivedFile, isAbort } from '../api/request';
import type { IJupyterExt } from '../tokens';
import { showWork } from './worktoast';

/**
 * Receive a file and save it, shown beside everything else, with a way to stop
 * it; null: stopped.
 */
export async function saveReceived(
  jx: IJupyterExt,
  message: string,
  receive: (how: { signal: AbortSignal }) => Promise<IReceivedFile>
): Promise<IReceivedFile | null> {
  const control = new AbortController();
  const done = showWork(message, {
    label: jx.trans.__('Stop'),
    execute: () => control.abort()
  });
  try {
    const file = await receive({ signal: control.signal });
    saveFile(file);
    return file;
  } catch (error) {
    if (isAbort(error)) {
      return null;
    }
    throw error;
  } finally {
    done();
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
