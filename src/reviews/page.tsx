import * as React from 'react';

import { useOne } from '../api/hooks';
import { auditTab } from '../audit/audittab';
import type { IPageProps } from '../tokens';
import {
  Banner,
  ConnectionBanner,
  CopyId,
  IAction,
  ObjectLink,
  ObjectView,
  RelativeTime,
  sessionIcon,
  useJx,
  useTrans
} from '../ui';
import type { ReviewClient } from './client';
import { CommandIDs } from './commandids';
import { Comments } from './comments';
import { Differences } from './differences';
import { History } from './history';
import { ReviewDetail, describeSignature } from './records';
import { ReviewBadge } from './statebadge';
import { ReviewText } from './text';

/** The page of a review. */
export function reviewPage(reviews: ReviewClient) {
  return function ReviewPage(props: IPageProps): JSX.Element {
    const { id, page, tab, setTab } = props;
    const jx = useJx();
    const trans = useTrans();
    const query = useOne<ReviewDetail>('review', id, signal =>
      reviews.get(id, signal)
    );
    return (
      <ObjectView
        query={query}
        page={page}
        noun={trans.__('review')}
        title={review => review.name}
        icon={() => sessionIcon}
        mark={review => <ReviewBadge state={review.state} />}
        meta={review => <Meta review={review} />}
        actions={review => actions(review)}
        banner={review => (
          <>
            <ConnectionBanner />
            <Proof review={review} />
          </>
        )}
        tab={tab}
        setTab={setTab}
        tabs={review => [
          {
            id: 'text',
            label: trans.__('Text'),
            render: () => <ReviewText review={review} />
          },
          {
            id: 'diff',
            label: trans.__('Diff'),
            render: () => <Differences review={review} />
          },
          {
            id: 'comments',
            label: trans.__('Comments'),
            badge: review.open_comments || null,
            render: () => <Comments review={review} reviews={reviews} />
          },
          {
            id: 'history',
            label: trans.__('History'),
            render: () => <History review={review} />
          },
          auditTab('review', id, trans)
        ]}
      />
    );

    function actions(review: ReviewDetail): IAction[] {
      const run = (command: string) => jx.commands.execute(command, { id });
      const broken = review.proof.whole
        ? null
        : trans.__('The notebook isn’t as it was; nothing can be signed');
      const mine = review.may_approve
        ? null
        : trans.__(
            'Four eyes is on: who ran the session can’t approve its review'
          );
      const reads = ['editor', 'owner'].includes(review.role)
        ? null
        : trans.__('Only editors of the session write and decide on reviews');
      const decided = review.state === 'SUBMITTED';
      return [
        ...(review.state === 'DRAFT' || review.state === 'CHANGES_REQUESTED'
          ? [
              {
                label: trans.__('Submit…'),
                primary: true,
                disabled: reads ?? broken,
                onClick: () => run(CommandIDs.submit)
              }
            ]
          : []),
        ...(decided
          ? [
              {
                label: trans.__('Approve…'),
                primary: true,
                disabled: reads ?? broken ?? mine,
                onClick: () => run(CommandIDs.approve)
              },
              {
                label: trans.__('Request changes…'),
                disabled: reads ?? broken,
                onClick: () => run(CommandIDs.requestChanges)
              }
            ]
          : []),
        ...(review.state !== 'SUPERSEDED'
          ? [
              {
                label: trans.__('Edit text'),
                disabled: reads,
                onClick: () => run(CommandIDs.edit)
              }
            ]
          : [])
      ];
    }
  };
}

function Meta(props: { review: ReviewDetail }): JSX.Element {
  const { review } = props;
  const jx = useJx();
  const trans = useTrans();
  return (
    <div className="jx-Meta">
      <ObjectLink
        name={review.session_name}
        onOpen={() => void jx.open('session', review.session_id, 'reviews')}
      />
      <span>{trans.__('revision %1', review.revision)}</span>
      <span>{trans.__('by %1', review.author.name)}</span>
      <span>
        {trans.__('notebook')}{' '}
        <CopyId
          id={review.base_sha256}
          label={trans.__('Copy the sha256 of the notebook')}
        />
      </span>
      <span>
        {trans.__('locked content')}{' '}
        <CopyId
          id={review.protected_sha256}
          label={trans.__('Copy the sha256 of what no review may change')}
        />
      </span>
      <span>
        {trans.__('review text')}{' '}
        <CopyId
          id={review.overlay_sha256}
          label={trans.__('Copy the sha256 of the review’s text')}
        />
      </span>
      <RelativeTime at={review.updated_at} />
    </div>
  );
}

/** Whether the notebook is still the one, and who stands for the text. */
function Proof(props: { review: ReviewDetail }): JSX.Element {
  const { review } = props;
  const trans = useTrans();
  const { proof } = review;
  const standing = review.signatures.filter(one => !one.voided_at);
  return (
    <>
      {!proof.whole && (
        <Banner tone="error">
          {trans.__('%1 Nothing can be signed on it.', proof.problem ?? '')}{' '}
          {proof.found_base_sha256 &&
            proof.found_base_sha256 !== proof.base_sha256 &&
            trans.__(
              'Its sha256 was %1 and is %2.',
              proof.base_sha256.slice(0, 12),
              proof.found_base_sha256.slice(0, 12)
            )}
        </Banner>
      )}
      {standing.map(one => (
        <Banner
          key={one.id}
          tone={one.decision === 'approved' ? 'success' : 'warning'}
        >
          {describeSignature(one, trans)}, <RelativeTime at={one.at} />
          {one.note && `: ${one.note}`}
        </Banner>
      ))}
    </>
  );
}
