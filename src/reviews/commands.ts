import type { IDocumentManager } from '@jupyterlab/docmanager';

import { attempt, takesId } from '../sessions/commands';
import { isOver, Session } from '../sessions/records';
import type { IJupyterExt } from '../tokens';
import { confirm } from '../ui/dialogs';
import type { ReviewClient } from './client';
import { CommandIDs } from './commandids';
import { pathOf } from './drive';
import {
  Review,
  ReviewDetail,
  describeSignature,
  isOpen,
  standingSignature
} from './records';

/** Whether to edit what somebody stands for, who then no longer does. */
async function mayVoid(
  jx: IJupyterExt,
  review: ReviewDetail
): Promise<boolean> {
  const { trans } = jx;
  const standing = standingSignature(review);
  return (
    !standing ||
    confirm(
      {
        title: trans.__('Edit an approved review?'),
        body: trans.__(
          '%1. The first change that is saved voids this, and makes the review a draft again. It stays in the history.',
          describeSignature(standing, trans)
        ),
        accept: trans.__('Edit'),
        warn: true
      },
      trans
    )
  );
}

/** What can be done with reviews, as commands and in the menu of sessions. */
export function addReviewCommands(
  jx: IJupyterExt,
  reviews: ReviewClient,
  docs: IDocumentManager
): void {
  const { commands, trans } = jx;
  const ofSession = takesId(trans.__('The id of the session'));
  const ofReview = takesId(trans.__('The id of the review'));
  const show = (review: Pick<Review, 'id' | 'name'>) =>
    docs.openOrReveal(pathOf(review), 'Notebook');

  commands.addCommand(CommandIDs.reviewSession, {
    label: trans.__('Review'),
    caption: trans.__('Edit the text of what ran; code and outputs stay'),
    describedBy: ofSession,
    execute: args =>
      attempt(jx, trans.__('The review could not be opened'), async () => {
        const id = String(args.id);
        const open = (await reviews.list(id)).find(isOpen);
        return show(open ?? (await reviews.create(id)));
      })
  });
  commands.addCommand(CommandIDs.newReview, {
    label: trans.__('New review'),
    describedBy: ofSession,
    execute: args =>
      attempt(jx, trans.__('The review could not be opened'), async () =>
        show(await reviews.create(String(args.id)))
      )
  });
  commands.addCommand(CommandIDs.edit, {
    label: trans.__('Edit text'),
    describedBy: ofReview,
    execute: args =>
      attempt(jx, trans.__('The review could not be opened'), async () => {
        const review = await reviews.get(String(args.id));
        return (await mayVoid(jx, review)) ? show(review) : null;
      })
  });
  commands.addCommand(CommandIDs.open, {
    label: trans.__('Open review'),
    describedBy: ofReview,
    execute: args =>
      jx.open(
        'review',
        String(args.id),
        args.tab ? String(args.tab) : undefined
      )
  });
  for (const [command, label, decide] of [
    [CommandIDs.submit, trans.__('Submit…'), 'submitReview'],
    [CommandIDs.approve, trans.__('Approve…'), 'approveReview'],
    [CommandIDs.requestChanges, trans.__('Request changes…'), 'requestChanges']
  ] as const) {
    commands.addCommand(command, {
      label,
      describedBy: ofReview,
      execute: args =>
        attempt(jx, trans.__('Nothing was decided'), async () => {
          const decisions = await import('./decisions');
          const review: ReviewDetail = await reviews.get(String(args.id));
          await decisions[decide](jx, reviews, review);
        })
    });
  }
  jx.actions.add('session', {
    command: CommandIDs.reviewSession,
    needs: 'editor',
    isVisible: (session: Session) => isOver(session),
    rank: 25
  });
}
