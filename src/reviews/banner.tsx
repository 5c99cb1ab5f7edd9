import type { NotebookPanel } from '@jupyterlab/notebook';
import * as React from 'react';

import { useOne } from '../api/hooks';
import type { IJupyterExt } from '../tokens';
import {
  ActionBar,
  IAction,
  NotebookBanner,
  RelativeTime,
  useJx,
  useTrans
} from '../ui';
import { CommandIDs } from './commandids';
import { ReviewDocument, isStrikable } from './document';
import { markOf } from './overlay';
import { ReviewDetail } from './records';
import { ReviewBadge } from './statebadge';

/** What this notebook is, and what can be done with it. */
export class Banner extends NotebookBanner {
  constructor(
    jx: IJupyterExt,
    private _panel: NotebookPanel,
    private _document: ReviewDocument
  ) {
    super(jx);
    this.addClass('jx-ReviewBanner');
    const update = () => this.update();
    _document.changed.connect(update);
    _panel.content.activeCellChanged.connect(update);
    this.disposed.connect(() => {
      _document.changed.disconnect(update);
      _panel.content.activeCellChanged.disconnect(update);
    });
  }

  protected renderWords(): JSX.Element {
    return <BannerContent panel={this._panel} document={this._document} />;
  }
}

function BannerContent(props: {
  panel: NotebookPanel;
  document: ReviewDocument;
}): JSX.Element {
  const { panel, document } = props;
  const jx = useJx();
  const trans = useTrans();
  const { data: review } = useOne<ReviewDetail>('review', document.id, signal =>
    jx.api.get('/reviews/{review_id}', {
      path: { review_id: document.id },
      signal
    })
  );
  const saved = review?.revisions[0];
  return (
    <>
      <div className="jx-ReviewBanner-text">
        {review && <ReviewBadge state={review.state} />}
        <span>
          {review
            ? trans.__('%1: only text can change.', review.name)
            : trans.__('Review: only text can change.')}
        </span>
        {review?.state === 'APPROVED' && (
          <strong>
            {trans.__('A change that is saved voids the approval.')}
          </strong>
        )}
        {saved && saved.number > 0 && (
          <span className="jx-quiet">
            {trans.__('Revision %1, saved', saved.number)}{' '}
            <RelativeTime at={saved.at} />
          </span>
        )}
      </div>
      <ActionBar
        label={trans.__('Actions of the review')}
        actions={actions(review)}
      />
    </>
  );

  function actions(review: ReviewDetail | undefined): IAction[] {
    const { id } = document;
    const cell = panel.content.activeCell;
    const at = panel.content.activeCellIndex;
    const text = !!cell && isStrikable(document.base, cell.model.id);
    const struck = text && markOf(cell.model.sharedModel as any) === 'struck';
    const why = text
      ? null
      : trans.__('Choose a cell of text of the session first');
    const show = (tab: string) => () =>
      jx.commands.execute(CommandIDs.open, { id, tab });
    return [
      {
        label: struck ? trans.__('Take strike back') : trans.__('Strike out'),
        disabled: why,
        onClick: () => document.strikeOut(at)
      },
      {
        label: trans.__('Original text'),
        disabled: why,
        onClick: () => document.restoreText(at)
      },
      { label: trans.__('Diff'), onClick: show('diff') },
      {
        label: review?.open_comments
          ? trans.__('Comments (%1)', review.open_comments)
          : trans.__('Comments'),
        onClick: show('comments')
      },
      ...(review &&
      (review.state === 'DRAFT' || review.state === 'CHANGES_REQUESTED')
        ? [
            {
              label: trans.__('Submit…'),
              primary: true,
              onClick: async () => {
                if (panel.context.model.dirty) {
                  await panel.context.save();
                }
                await jx.commands.execute(CommandIDs.submit, { id });
              }
            }
          ]
        : [
            {
              label: trans.__('Open review'),
              onClick: show('text')
            }
          ])
    ];
  }
}
