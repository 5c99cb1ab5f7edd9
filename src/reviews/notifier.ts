import { Notification } from '@jupyterlab/apputils';

import type { IJupyterExt } from '../tokens';
import { shortName } from '../ui/values';
import type { ReviewClient } from './client';
import { CommandIDs } from './commandids';
import type { ReviewDetail } from './records';

const TOLD = ['submitted', 'approved', 'changes_requested', 'commented'];

/** Tell of what others do with the reviews of one's sessions. */
export function tellOfReviews(jx: IJupyterExt, reviews: ReviewClient): void {
  jx.changes.changed.connect(async (_, change) => {
    const action: string = change.action;
    if (
      change.kind !== 'review' ||
      !TOLD.includes(action) ||
      reviews.wasOwn(change.id, action)
    ) {
      return;
    }
    let review: ReviewDetail;
    try {
      review = await reviews.get(change.id);
    } catch {
      return; // gone, or no server: nothing to tell
    }
    if (!['editor', 'owner'].includes(review.role)) {
      return; // who only reads finds it when they look
    }
    Notification.info(message(jx, review, action), {
      autoClose: 8000,
      actions: [
        {
          label: jx.trans.__('Open'),
          caption: jx.trans.__('Open the page of the review'),
          callback: () =>
            void jx.commands.execute(CommandIDs.open, {
              id: change.id,
              tab: action === 'commented' ? 'comments' : 'text'
            })
        }
      ]
    });
  });
}

function message(
  { trans }: IJupyterExt,
  review: ReviewDetail,
  action: string
): string {
  const name = shortName(review.name);
  const by = shortName(review.signatures[0]?.name ?? review.author.name);
  switch (action) {
    case 'submitted':
      return trans.__('%1 was submitted.', name);
    case 'approved':
      return trans.__('%1 was approved by %2.', name, by);
    case 'changes_requested':
      return trans.__('%2 requested changes to %1.', name, by);
    default:
      return trans.__(
        '%1 has a comment by %2.',
        name,
        review.comments[review.comments.length - 1]?.author.name ?? by
      );
  }
}
