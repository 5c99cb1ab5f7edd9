import { Contents, Drive, ServerConnection } from '@jupyterlab/services';
import { TranslationBundle } from '@jupyterlab/translation';

import { NAMESPACE } from '../api/request';

export const DRIVE = 'Replay';

/** Which replay of which session is at a path; null: not on our drive. */
export function replayAt(
  path: string
): { session: string; replay: string } | null {
  const [drive, place] = path.split(/:(.*)/s);
  const parts = place?.split('/') ?? [];
  return drive === DRIVE && parts.length === 3
    ? { session: parts[0], replay: parts[1] }
    : null;
}

/** The path of a replay's notebook, as JupyterLab knows it. */
export function replayPath(replay: { path: string }): string {
  return `${DRIVE}:${replay.path}`;
}

/** A drive that only gives: the server refuses whatever would write. */
export class ReplayDrive extends Drive {
  constructor(
    private _trans: TranslationBundle,
    serverSettings: ServerConnection.ISettings
  ) {
    super({
      name: DRIVE,
      apiEndpoint: `${NAMESPACE}/replay-contents`,
      serverSettings
    });
  }

  async get(
    localPath: string,
    options?: Contents.IFetchOptions
  ): Promise<Contents.IModel> {
    // Else Save would only be dead, without the way out that it offers here.
    return { ...(await super.get(localPath, options)), writable: true };
  }

  async save(): Promise<Contents.IModel> {
    throw this._refusal();
  }

  async newUntitled(): Promise<Contents.IModel> {
    throw this._refusal();
  }

  async rename(): Promise<Contents.IModel> {
    throw this._refusal();
  }

  async copy(): Promise<Contents.IModel> {
    throw this._refusal();
  }

  async delete(): Promise<void> {
    throw this._refusal();
  }

  async createCheckpoint(): Promise<Contents.ICheckpointModel> {
    throw this._refusal();
  }

  async restoreCheckpoint(): Promise<void> {
    throw this._refusal();
  }

  async deleteCheckpoint(): Promise<void> {
    throw this._refusal();
  }

  async listCheckpoints(): Promise<Contents.ICheckpointModel[]> {
    return [];
  }

  private _refusal(): Error {
    return new Error(
      this._trans.__(
        'A replay is never saved. To keep what you changed, use “Save as a new notebook…”.'
      )
    );
  }
}
