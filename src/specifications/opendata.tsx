import { Notification } from '@jupyterlab/apputils';
import { NotebookPanel } from '@jupyterlab/notebook';
import { PathExt } from '@jupyterlab/coreutils';
import * as React from 'react';

import type { components } from '../api/schema';
import { IJupyterExt } from '../tokens';
import { showForm } from '../ui';
import { IData, dataBody, dataErrors, lastData, rememberData } from './data';
import { DataFields } from './datafields';
import { Signature } from './signature';

type Opened = components['schemas']['OpenedWithData'];

/** Pick data for an open notebook and give it a kernel that has them. */
export async function openWithData(
  jx: IJupyterExt,
  panel: NotebookPanel,
  signature: Signature
): Promise<Opened | null> {
  const { trans } = jx;
  const { path } = panel.context;
  const opened = await showForm<IData, Opened>(jx, {
    title: trans.__('Open %1 with data', PathExt.basename(path)),
    accept: trans.__('Open with data'),
    wide: true,
    initial: await lastData(jx.api, path, signature),
    validate: data => dataErrors(signature, data, trans),
    submit: async data => {
      const result = await jx.api.post('/open-with-data', {
        body: { path, ...dataBody(data) }
      });
      rememberData(path, data);
      return result;
    },
    render: form => (
      <>
        <p className="jx-Dialog-text">
          {signature.parameters.length > 0 &&
            trans.__(
              'The values are what jx.parameter gives; a cell tagged “parameters” assigns what stands in it, as ever.'
            ) + ' '}
          {signature.inputs.length
            ? trans.__(
                'The notebook gets a new kernel in which jx.input reads these versions. Nothing that it writes is kept unless you commit and run it.'
              )
            : trans.__(
                'This notebook declares no inputs. It gets a new kernel in which jx.parameter gives these values.'
              )}
        </p>
        <DataFields signature={signature} {...form} />
      </>
    )
  });
  if (opened) {
    await panel.sessionContext.changeKernel({ id: opened.kernel_id });
    Notification.success(
      trans.__(
        '%1 now has the chosen data. Run its cells from the top.',
        PathExt.basename(path)
      ),
      { autoClose: 5000 }
    );
  }
  return opened;
}
