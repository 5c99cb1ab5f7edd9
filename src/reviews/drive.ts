import { Dialog, showDialog } from '@jupyterlab/apputils';
import { Contents, Drive, ServerConnection } from '@jupyterlab/services';

import { ApiError, NAMESPACE } from '../api/request';
import type { IJupyterExt } from '../tokens';
import { confirm } from '../ui/dialogs';
import { ReviewDocument } from './document';
import { ConflictBody, FaultsBody, IConflict } from './dialogs';

export const DRIVE = 'Review';

/** The address of a review in JupyterLab's editor. */
export function pathOf(review: { id: string; name: string }): string {
  const name = review.name.replace(/[\\/:*?"<>|\s]+/g, ' ').trim();
  return `${DRIVE}:${review.id}/${name}.ipynb`;
}

/** The review that a path is of; null for any other path. */
export function reviewOf(path: string): string | null {
  return path.startsWith(`${DRIVE}:`)
    ? path.slice(DRIVE.length + 1).split('/')[0]
    : null;
}

/** Reviews as notebooks: read as the server composes them, saved as text. */
export class ReviewDrive extends Drive {
  constructor(
    private _jx: IJupyterExt,
    serverSettings: ServerConnection.ISettings
  ) {
    super({
      name: DRIVE,
      apiEndpoint: `${NAMESPACE}/review-contents`,
      serverSettings
    });
  }

  /** The reviews that are open, by id. */
  readonly documents = new Map<string, ReviewDocument>();

  /** Send what is the reviewer's, never the notebook. */
  async save(path: string): Promise<Contents.IModel> {
    const document = this.documents.get(idOf(path));
    if (!document) {
      throw new Error(
        this._jx.trans.__('Open the review as a notebook to save it.')
      );
    }
    await document.ready;
    const found = document.faults();
    if (found.length) {
      await this._offerRestore(document, found);
    }
    await this._send(document);
    return this.get(path, { content: false });
  }

  async listCheckpoints(): Promise<Contents.ICheckpointModel[]> {
    return [];
  }

  /** The review has revisions; JupyterLab wants one to exist. */
  async createCheckpoint(): Promise<Contents.ICheckpointModel> {
    return { id: 'revisions', last_modified: new Date().toISOString() };
  }

  async restoreCheckpoint(): Promise<void> {
    throw this._refusal();
  }

  async deleteCheckpoint(): Promise<void> {
    throw this._refusal();
  }

  async newUntitled(): Promise<Contents.IModel> {
    throw this._refusal();
  }

  async copy(): Promise<Contents.IModel> {
    throw this._refusal();
  }

  async rename(): Promise<Contents.IModel> {
    throw this._refusal();
  }

  async delete(): Promise<void> {
    throw this._refusal();
  }

  private _refusal(): Error {
    return new Error(
      this._jx.trans.__(
        'A review belongs to its session: it can’t be renamed, copied or deleted as a file.'
      )
    );
  }

  private async _send(document: ReviewDocument): Promise<void> {
    const put = () =>
      this._jx.api.put('/reviews/{review_id}/overlay', {
        path: { review_id: document.id },
        body: document.overlay()
      });
    try {
      document.saved((await put()).revision);
    } catch (error) {
      if (
        !(error instanceof ApiError && error.status === 409) ||
        error.field !== 'revision'
      ) {
        throw error;
      }
      await this._settle(document, error.details as unknown as IConflict);
      document.saved((await put()).revision);
    }
  }

  /** Somebody saved in between: whose text shall it be? */
  private async _settle(
    document: ReviewDocument,
    conflict: IConflict
  ): Promise<void> {
    const { trans } = this._jx;
    const { button } = await this._once(() =>
      showDialog({
        title: trans.__('This review was saved elsewhere'),
        body: new ConflictBody(conflict, trans),
        buttons: [
          Dialog.cancelButton({ label: trans.__('Cancel') }),
          Dialog.warnButton({
            label: trans.__('Take theirs'),
            actions: ['theirs']
          }),
          Dialog.okButton({ label: trans.__('Keep mine'), actions: ['mine'] })
        ]
      })
    );
    if (button.actions.includes('theirs')) {
      await document.context.revert();
    } else if (button.actions.includes('mine')) {
      document.follow(conflict.revision);
    } else {
      throw cancelled();
    }
  }

  private async _offerRestore(
    document: ReviewDocument,
    found: ReturnType<ReviewDocument['faults']>
  ): Promise<void> {
    const { trans } = this._jx;
    const restore = await this._once(() =>
      confirm(
        {
          title: trans.__('Only text can change in a review'),
          body: FaultsBody({ faults: found, trans }),
          accept: trans.__('Restore and save')
        },
        trans
      )
    );
    if (!restore) {
      throw cancelled();
    }
    document.mend();
  }

  /** One question at a time: a save by the clock asks nothing anew. */
  private async _once<T>(ask: () => Promise<T>): Promise<T> {
    if (this._asking) {
      throw cancelled();
    }
    this._asking = true;
    try {
      return await ask();
    } finally {
      this._asking = false;
    }
  }

  private _asking = false;
}

function idOf(path: string): string {
  return path.replace(/^\//, '').split('/')[0];
}

/** Tells JupyterLab that the user gave up: it then says nothing more. */
function cancelled(): Error {
  const error = new Error('Cancel');
  error.name = 'ModalCancelError';
  return error;
}
