import { Notification } from '@jupyterlab/apputils';

import { Refusal, fakeApp, settle } from '../../sessions/__tests__/fake';
import { ReviewClient } from '../client';
import { addReviewCommands } from '../commands';
import { tellOfReviews } from '../notifier';
import type { ReviewDetail } from '../records';
import { fakeReview, fakeSignature, person } from './fake';

describe('word of a review', () => {
  /** Somebody at JupyterLab, with a review that they may see. */
  function given(parts: Partial<ReviewDetail> = {}) {
    const app = fakeApp();
    const reviews = new ReviewClient(app.jx);
    const review = fakeReview(parts);
    const say = async (action: string, kind = 'review') => {
      app.stream.changed.emit({
        seq: 1,
        kind,
        id: 'r1',
        action: action as any,
        at: '',
        data: null
      });
      await settle();
    };
    app.server.on('GET /reviews/r1', () => review);
    addReviewCommands(app.jx, reviews, {} as any);
    tellOfReviews(app.jx, reviews);
    return { ...app, reviews, review, say };
  }

  const told = () => Notification.manager.notifications.map(one => one.message);

  afterEach(() => Notification.dismiss());

  const sentBack = fakeSignature({
    decision: 'changes_requested',
    meaning: null
  });
  const comment = {
    id: 'c1',
    cell_id: null,
    revision: 2,
    text: 'Why?',
    author: person('Cy'),
    at: '2026-11-20T14:02:00Z',
    resolved_at: null,
    resolved_by: null
  };

  it.each([
    ['submitted', {}, 'Review 1 of today 14:02 was submitted.', 'text'],
    [
      'approved',
      { state: 'APPROVED' as const, signatures: [fakeSignature()] },
      'Review 1 of today 14:02 was approved by Ben.',
      'text'
    ],
    [
      'changes_requested',
      { state: 'CHANGES_REQUESTED' as const, signatures: [sentBack] },
      'Ben requested changes to Review 1 of today 14:02.',
      'text'
    ],
    [
      'commented',
      { comments: [comment] },
      'Review 1 of today 14:02 has a comment by Cy.',
      'comments'
    ]
  ])(
    'that is %s reaches the owner of the session, and opens it',
    async (action, parts, message, tab) => {
      const { jx, say } = given(parts);
      await say(action);
      expect(told()).toEqual([message]);

      const [open] = Notification.manager.notifications[0].options.actions!;
      expect(open.label).toBe('Open');
      open.callback({ preventDefault: () => undefined } as MouseEvent);
      await settle();
      expect((jx as any).opened).toEqual([['review', 'r1', tab]]);
    }
  );

  it('reaches its editors, and not who only reads or runs it', async () => {
    for (const [role, count] of [
      ['viewer', 0],
      ['runner', 0],
      ['editor', 1]
    ] as const) {
      const { say } = given({ role });
      await say('submitted');
      expect(told()).toHaveLength(count);
    }
  });

  it('is of decisions and comments alone', async () => {
    const { server, say } = given();
    await say('saved');
    await say('created');
    await say('submitted', 'session');
    expect(told()).toEqual([]);
    expect(server.calls).toEqual([]);
  });

  it('is not given of what is gone by then', async () => {
    const { server, say } = given();
    server.on('GET /reviews/r1', () => new Refusal(404, 'No such review.'));
    await say('approved');
    expect(told()).toEqual([]);
  });

  it.each(['submitted', 'approved', 'changes_requested', 'commented'])(
    'is not given of what one %s oneself, but of the next by another',
    async action => {
      // given: the word of the change comes before the answer does
      const { server, reviews, review, say } = given();
      const answers = async () => {
        await say(action);
        return review;
      };
      for (const step of ['submit', 'approve', 'request-changes', 'comments']) {
        server.on(`POST /reviews/r1/${step}`, answers);
      }

      // when
      await {
        submitted: () => reviews.submit(review),
        approved: () =>
          reviews.approve(review, {
            name: 'Ada',
            meaning: 'approved',
            note: ''
          }),
        changes_requested: () =>
          reviews.requestChanges(review, { name: 'Ada', note: 'Say why.' }),
        commented: () => reviews.comment('r1', 'Why?', null)
      }[action]!();

      // then
      expect(told()).toEqual([]);
      await say(action);
      expect(told()).toHaveLength(1);
    }
  );

  it('is given of what another did where one’s own was refused', async () => {
    const { server, reviews, review, say } = given();
    server.on('POST /reviews/r1/submit', () => new Refusal(409, 'Not now.'));
    await expect(reviews.submit(review)).rejects.toThrow('Not now.');
    await say('submitted');
    expect(told()).toHaveLength(1);
  });
});
