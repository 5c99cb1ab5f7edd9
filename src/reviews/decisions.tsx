import * as React from 'react';

import type { IJupyterExt } from '../tokens';
import { SelectField, TextField, confirm, showForm } from '../ui';
import { IApproval, ReviewClient } from './client';
import { ReviewDetail, meaningWord } from './records';

/** Ask for a decision on what was saved last. */
export async function submitReview(
  jx: IJupyterExt,
  reviews: ReviewClient,
  review: ReviewDetail
): Promise<void> {
  const { trans } = jx;
  const agreed = await confirm(
    {
      title: trans.__('Submit “%1”?', review.name),
      body: (
        <>
          <p>
            {trans.__(
              'Revision %1 is put up for a decision. A later edit takes it back to a draft.',
              review.revision
            )}
          </p>
          <Reach jx={jx} review={review} />
        </>
      ),
      accept: trans.__('Submit')
    },
    trans
  );
  if (agreed) {
    await reviews.submit(review);
  }
}

/** Sign what was submitted. */
export async function approveReview(
  jx: IJupyterExt,
  reviews: ReviewClient,
  review: ReviewDetail
): Promise<void> {
  const { trans } = jx;
  const { user } = await jx.api.get('/status');
  await showForm<IApproval, ReviewDetail>(jx, {
    title: trans.__('Approve “%1”', review.name),
    accept: trans.__('Approve'),
    initial: { name: user.name, meaning: 'approved', note: '' },
    validate: ({ name }) => needed({ name }, trans.__('Say who signs.')),
    submit: value => reviews.approve(review, value),
    render: ({ value, set, error }) => (
      <>
        <p>
          {trans.__(
            'You decide on revision %1, told by its hash. A later edit voids your decision.',
            review.revision
          )}
        </p>
        <TextField
          label={trans.__('Name')}
          required
          value={value.name}
          error={error('name')}
          description={
            user.proven
              ? trans.__(
                  'Kept as “signed by”, with your user name %1.',
                  user.id
                )
              : trans.__(
                  'Kept as “acknowledged by”: nothing on this server proves who you are.'
                )
          }
          onChange={name => set({ name })}
        />
        <SelectField
          label={trans.__('Meaning')}
          value={value.meaning}
          options={(['reviewed', 'approved', 'responsible'] as const).map(
            one => ({ value: one, label: meaningWord(one, trans) })
          )}
          error={error('meaning')}
          onChange={one => set({ meaning: one as IApproval['meaning'] })}
        />
        <TextField
          label={trans.__('Note')}
          multiline
          value={value.note}
          error={error('note')}
          onChange={note => set({ note })}
        />
        <Reach jx={jx} review={review} />
      </>
    )
  });
}

/** Send what was submitted back. */
export async function requestChanges(
  jx: IJupyterExt,
  reviews: ReviewClient,
  review: ReviewDetail
): Promise<void> {
  const { trans } = jx;
  const { user } = await jx.api.get('/status');
  await showForm(jx, {
    title: trans.__('Request changes to “%1”', review.name),
    accept: trans.__('Request changes'),
    initial: { name: user.name, note: '' },
    validate: value =>
      needed(value, trans.__('Say what has to change, and who says so.')),
    submit: value => reviews.requestChanges(review, value),
    render: ({ value, set, error }) => (
      <>
        <TextField
          label={trans.__('Name')}
          required
          value={value.name}
          error={error('name')}
          onChange={name => set({ name })}
        />
        <TextField
          label={trans.__('What has to change')}
          required
          multiline
          value={value.note}
          error={error('note')}
          onChange={note => set({ note })}
        />
      </>
    )
  });
}

function needed(
  values: Record<string, string>,
  message: string
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => !value.trim())
      .map(([field]) => [field, message])
  );
}

/** What a decision here is worth. */
function Reach(props: { jx: IJupyterExt; review: ReviewDetail }): JSX.Element {
  const { trans } = props.jx;
  const open = props.review.open_comments;
  return (
    <>
      {open > 0 && (
        <p>
          <strong>
            {trans._n('%1 comment is open.', '%1 comments are open.', open)}
          </strong>
        </p>
      )}
      <p className="jx-quiet">
        {trans.__(
          'Changes to the notebook or its history are evident afterwards. They are prevented only where users reach the database through a service alone.'
        )}{' '}
        {props.review.four_eyes &&
          trans.__('Four eyes is on: who ran the session can’t approve.')}
      </p>
    </>
  );
}
