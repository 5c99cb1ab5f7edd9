import type { TranslationBundle } from '@jupyterlab/translation';

import type { components } from '../api/schema';

type Schemas = components['schemas'];

export type Review = Schemas['ReviewRecord'];
export type ReviewDetail = Schemas['ReviewDetail'];
export type ReviewComment = Schemas['CommentRecord'];
export type ReviewSignature = Schemas['SignatureRecord'];
export type ReviewedCell = Schemas['ReviewedCell'];
export type HistoryEntry = Schemas['HistoryEntry'];

/** Whether the review still wants something done. */
export function isOpen(review: Review): boolean {
  return review.state !== 'APPROVED' && review.state !== 'SUPERSEDED';
}

export function reviewWord(state: string, trans: TranslationBundle): string {
  switch (state) {
    case 'DRAFT':
      return trans.__('draft');
    case 'SUBMITTED':
      return trans.__('submitted');
    case 'CHANGES_REQUESTED':
      return trans.__('changes requested');
    case 'APPROVED':
      return trans.__('approved');
    case 'SUPERSEDED':
      return trans.__('superseded');
    default:
      return state;
  }
}

/** The shape that stands for a state, of those that sessions have. */
export function shapeOf(state: string): string {
  return (
    {
      DRAFT: 'queued',
      SUBMITTED: 'running',
      CHANGES_REQUESTED: 'crashed',
      APPROVED: 'succeeded'
    }[state] ?? 'skipped'
  );
}

/** The approval of what was saved last; null: nobody stands for it. */
export function standingSignature(
  review: ReviewDetail
): ReviewSignature | null {
  return (
    (review.state === 'APPROVED' &&
      review.signatures.find(
        one => one.decision === 'approved' && !one.voided_at
      )) ||
    null
  );
}

/**
 * *Signed by Ada (approved)*; where nobody vouches for it, *Acknowledged by*. Where it is
 * known who it was, a name that is typed otherwise doesn't stand alone.
 */
export function describeSignature(
  signature: ReviewSignature,
  trans: TranslationBundle
): string {
  const { signer } = signature;
  const name =
    signature.name === signer.name || !signer.proven
      ? signature.name
      : trans.__('%1, user %2', signature.name, signer.id);
  if (signature.decision === 'changes_requested') {
    return trans.__('Changes requested by %1', name);
  }
  const meaning = meaningWord(signature.meaning ?? 'approved', trans);
  return signature.words === 'signed by'
    ? trans.__('Signed by %1 (%2)', name, meaning)
    : trans.__('Acknowledged by %1 (%2)', name, meaning);
}

export function meaningWord(meaning: string, trans: TranslationBundle): string {
  switch (meaning) {
    case 'reviewed':
      return trans.__('reviewed');
    case 'responsible':
      return trans.__('responsible');
    default:
      return trans.__('approved');
  }
}
