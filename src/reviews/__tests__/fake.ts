import type { ReviewDetail, ReviewSignature } from '../records';

const BASE = '1a'.repeat(32);
const AT = '2026-11-20T14:02:00Z';

export const person = (name: string) => ({
  id: name.toLowerCase(),
  name,
  proven: true
});

/** A decision of Ben's that stands, but for `parts`. */
export function fakeSignature(
  parts: Partial<ReviewSignature> = {}
): ReviewSignature {
  return {
    id: 'g1',
    decision: 'approved',
    meaning: 'approved',
    words: 'signed by',
    name: 'Ben',
    note: '',
    signer: person('Ben'),
    revision: 2,
    overlay_sha256: '3c'.repeat(32),
    base_sha256: BASE,
    protected_sha256: '2b'.repeat(32),
    at: AT,
    voided_at: null,
    voided_why: null,
    ...parts
  };
}

/** A review of Ada's that waits for a decision, but for `parts`. */
export function fakeReview(parts: Partial<ReviewDetail> = {}): ReviewDetail {
  return {
    id: 'r1',
    session_id: 's1',
    session_name: 'today 14:02',
    number: 1,
    name: 'Review 1 of today 14:02',
    state: 'SUBMITTED',
    author: person('Ada'),
    revision: 2,
    base_sha256: BASE,
    protected_sha256: '2b'.repeat(32),
    overlay_sha256: '3c'.repeat(32),
    open_comments: 0,
    created_at: AT,
    updated_at: AT,
    proof: {
      whole: true,
      problem: null,
      base_sha256: BASE,
      found_base_sha256: BASE,
      protected_sha256: '2b'.repeat(32),
      found_protected_sha256: '2b'.repeat(32)
    },
    four_eyes: false,
    may_approve: true,
    role: 'owner',
    cells: [],
    revisions: [],
    signatures: [],
    comments: [],
    ...parts
  };
}
