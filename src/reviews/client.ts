import { keys } from '../api/queries';
import type { IJupyterExt } from '../tokens';
import type { Review, ReviewDetail } from './records';

export interface IApproval {
  name: string;
  meaning: 'reviewed' | 'approved' | 'responsible';
  note: string;
}

/** What can be done with reviews; remembers what it did, so that others tell. */
export class ReviewClient {
  constructor(private _jx: IJupyterExt) {}

  get(id: string, signal?: AbortSignal): Promise<ReviewDetail> {
    return this._jx.api.get('/reviews/{review_id}', {
      path: { review_id: id },
      signal
    });
  }

  list(sessionId: string, signal?: AbortSignal): Promise<Review[]> {
    return this._jx.api.get('/sessions/{session_id}/reviews', {
      path: { session_id: sessionId },
      signal
    });
  }

  create(sessionId: string): Promise<ReviewDetail> {
    return this._jx.api.post('/sessions/{session_id}/reviews', {
      path: { session_id: sessionId }
    });
  }

  submit(review: Review): Promise<ReviewDetail> {
    return this._decide(review.id, 'submitted', () =>
      this._jx.api.post('/reviews/{review_id}/submit', {
        path: { review_id: review.id },
        body: { revision: review.revision }
      })
    );
  }

  approve(review: Review, approval: IApproval): Promise<ReviewDetail> {
    return this._decide(review.id, 'approved', () =>
      this._jx.api.post('/reviews/{review_id}/approve', {
        path: { review_id: review.id },
        body: { revision: review.revision, ...approval }
      })
    );
  }

  requestChanges(
    review: Review,
    wish: { name: string; note: string }
  ): Promise<ReviewDetail> {
    return this._decide(review.id, 'changes_requested', () =>
      this._jx.api.post('/reviews/{review_id}/request-changes', {
        path: { review_id: review.id },
        body: { revision: review.revision, ...wish }
      })
    );
  }

  async comment(
    id: string,
    text: string,
    cell: string | null
  ): Promise<unknown> {
    return this._own(id, 'commented', () =>
      this._jx.api.post('/reviews/{review_id}/comments', {
        path: { review_id: id },
        body: { text, cell_id: cell }
      })
    );
  }

  async resolve(
    id: string,
    comment: string,
    resolved: boolean
  ): Promise<unknown> {
    return this._jx.api.patch('/reviews/{review_id}/comments/{comment_id}', {
      path: { review_id: id, comment_id: comment },
      body: { resolved }
    });
  }

  /** Whether a change that is told of was made here; asked once for each. */
  wasOwn(id: string, action: string): boolean {
    return this._done.delete(`${id} ${action}`);
  }

  private async _decide(
    id: string,
    action: string,
    call: () => Promise<ReviewDetail>
  ): Promise<ReviewDetail> {
    const review = await this._own(id, action, call);
    this._jx.queries.setQueryData(keys.one('review', id), review);
    return review;
  }

  private async _own<T>(
    id: string,
    action: string,
    call: () => Promise<T>
  ): Promise<T> {
    const key = `${id} ${action}`;
    this._done.add(key);
    try {
      return await call();
    } catch (error) {
      this._done.delete(key);
      throw error;
    }
  }

  private _done = new Set<string>();
}
