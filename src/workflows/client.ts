import { keys } from '../api/queries';
import type { IJupyterExt } from '../tokens';
import { Workflow } from './records';

/** What can be done with the sessions of one launch, as one. */
export class WorkflowClient {
  constructor(private _jx: IJupyterExt) {}

  get(id: string, signal?: AbortSignal): Promise<Workflow> {
    return this._jx.api.get('/workflows/{workflow_id}', {
      path: { workflow_id: id },
      signal
    });
  }

  /** Ask for the end of all that wait or run. */
  async kill(id: string, reason: string): Promise<Workflow> {
    return this._keep(
      await this._jx.api.post('/workflows/{workflow_id}/cancel', {
        path: { workflow_id: id },
        body: { reason }
      })
    );
  }

  /** Start what didn't succeed again; the new workflow. */
  async rerunFailed(id: string, key: string): Promise<Workflow> {
    return this._keep(
      await this._jx.api.post('/workflows/{workflow_id}/rerun-failed', {
        path: { workflow_id: id },
        headers: { 'Idempotency-Key': key }
      })
    );
  }

  /** The answer is the newest state: no need to ask again. */
  private _keep(workflow: Workflow): Workflow {
    this._jx.queries.setQueryData(keys.one('workflow', workflow.id), workflow);
    return workflow;
  }
}
