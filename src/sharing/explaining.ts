import { Dialog, showDialog } from '@jupyterlab/apputils';

import { IJupyterExt } from '../tokens';

/** Say what would be needed where nothing can be shared or reserved. */
export async function explain(
  jx: IJupyterExt,
  title: string,
  text: string
): Promise<void> {
  await showDialog({
    title,
    body: text,
    buttons: [Dialog.okButton({ label: jx.trans.__('Close') })]
  });
}
