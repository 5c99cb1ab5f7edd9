import { fireEvent, screen, waitFor } from '@testing-library/react';
import * as React from 'react';

import { Refusal, fakeApp, settle } from '../../sessions/__tests__/fake';
import { renderWith } from '../../ui/__tests__/fake';
import { ReviewClient } from '../client';
import { addReviewCommands } from '../commands';
import { reviewPage } from '../page';
import type { ReviewDetail } from '../records';
import { fakeReview, fakeSignature } from './fake';

const CHANGED =
  'The session’s notebook was changed after the review began. Nothing can be signed on it.';

/** The page of a review, with the commands that its buttons run. */
async function open(
  parts: Partial<ReviewDetail> = {},
  openOrReveal: jest.Mock = jest.fn()
) {
  const app = fakeApp();
  const review = fakeReview(parts);
  app.server
    .on('GET /reviews/r1', () => review)
    .on('GET /sessions/s1/report', () => ({}))
    .on('GET /status', () => ({
      user: { id: 'ada', name: 'Ada', proven: true }
    }));
  const reviews = new ReviewClient(app.jx);
  addReviewCommands(app.jx, reviews, { openOrReveal } as any);
  const Page = reviewPage(reviews);
  const page = { setTitle: () => undefined, objectId: 'r1' } as any;
  renderWith(
    app.jx,
    <Page id="r1" tab={null} setTab={() => undefined} page={page} />
  );
  await screen.findByRole('heading', { name: review.name });
  return { ...app, review };
}

const button = (name: string) => screen.getByRole('button', { name });
const dialog = () => document.querySelector('.jp-Dialog');

/** Why nothing happens when a button is pressed; null: it can be. */
async function refusalOf(name: string): Promise<string | null> {
  if (button(name).getAttribute('aria-disabled') !== 'true') {
    return null;
  }
  fireEvent.click(button(name));
  await settle();
  expect(dialog()).toBeNull();
  return button(name).title;
}

async function openApproval(): Promise<void> {
  fireEvent.click(button('Approve…'));
  await screen.findByText('Approve “Review 1 of today 14:02”');
}

/** Press a button of the dialog; jsdom doesn't know that one is open. */
function press(name: string): void {
  const buttons = document.querySelectorAll<HTMLElement>(
    '.jp-Dialog-footer button'
  );
  fireEvent.click(Array.from(buttons).find(one => one.textContent === name)!);
}

describe('a decision that stands', () => {
  it.each([
    ['Ben', 'Signed by Ben (approved), '],
    ['Ada', 'Signed by Ada, user ben (approved), ']
  ])('says whose it is, whatever name was typed: %s', async (name, shown) => {
    await open({ state: 'APPROVED', signatures: [fakeSignature({ name })] });
    const banner = document.querySelector('.jx-mod-success');
    expect(banner?.textContent).toContain(shown);
  });
});

describe('an edit of what somebody stands for', () => {
  const edited = async (parts: Partial<ReviewDetail>) => {
    const openOrReveal = jest.fn();
    await open(parts, openOrReveal);
    fireEvent.click(button('Edit text'));
    await settle();
    return openOrReveal;
  };

  it('is asked about, with whose approval it voids', async () => {
    const parts = { state: 'APPROVED', signatures: [fakeSignature()] };
    const opened = await edited(parts as Partial<ReviewDetail>);
    expect(dialog()!.textContent).toContain(
      'Signed by Ben (approved). The first change that is saved voids this'
    );
    expect(opened).not.toHaveBeenCalled();
    press('Edit');
    await waitFor(() => expect(opened).toHaveBeenCalled());
  });

  it('is none where nobody stands for the text', async () => {
    const voided = fakeSignature({ voided_at: '2026-01-02T03:04:05Z' });
    const opened = await edited({ state: 'DRAFT', signatures: [voided] });
    expect(dialog()).toBeNull();
    expect(opened).toHaveBeenCalled();
  });
});

describe('a decision with comments that are open', () => {
  it('says how many there are', async () => {
    await open({ open_comments: 2 });
    await openApproval();
    expect(dialog()!.textContent).toContain('2 comments are open.');
    press('Cancel');
    await waitFor(() => expect(dialog()).toBeNull());
  });
});

describe('a review whose notebook is not as it was', () => {
  const proof = {
    ...fakeReview().proof,
    whole: false,
    problem: 'The session’s notebook was changed after the review began.',
    found_base_sha256: '9f'.repeat(32)
  };
  const broken = 'The notebook isn’t as it was; nothing can be signed';

  it('says so in red, with both hashes', async () => {
    await open({ proof });
    const banner = screen.getByRole('alert');
    expect(banner.className).toContain('jx-mod-error');
    expect(banner.textContent).toBe(
      `${CHANGED} Its sha256 was 1a1a1a1a1a1a and is 9f9f9f9f9f9f.`
    );
  });

  it('names no hash of a notebook that is gone', async () => {
    const problem = 'The session’s notebook is no longer in the store.';
    await open({ proof: { ...proof, problem, found_base_sha256: null } });
    expect(screen.getByRole('alert').textContent).toBe(
      `${problem} Nothing can be signed on it. `
    );
  });

  it('can’t be approved or sent back, and the buttons say why', async () => {
    await open({ proof });
    expect(await refusalOf('Approve…')).toBe(broken);
    expect(await refusalOf('Request changes…')).toBe(broken);
  });

  it('can’t be submitted either', async () => {
    await open({ proof, state: 'DRAFT' });
    expect(await refusalOf('Submit…')).toBe(broken);
  });

  it('is refused by the server where the page doesn’t know yet', async () => {
    const { server } = await open();
    expect(screen.queryByRole('alert')).toBeNull();
    server.on('POST /reviews/r1/approve', () => new Refusal(409, CHANGED));
    await openApproval();
    press('Approve');
    await screen.findByText(CHANGED);
    expect(dialog()).not.toBeNull();
    press('Cancel');
    await waitFor(() => expect(dialog()).toBeNull());
  });
});

describe('a review that waits for a decision', () => {
  it('with four eyes isn’t approved by who ran the session', async () => {
    await open({ four_eyes: true, may_approve: false });
    expect(await refusalOf('Approve…')).toBe(
      'Four eyes is on: who ran the session can’t approve its review'
    );
    expect(await refusalOf('Request changes…')).toBeNull();
  });

  it('is approved by another editor, who is told what it is worth', async () => {
    const { server, review } = await open({ four_eyes: true, role: 'editor' });
    server.on('POST /reviews/r1/approve', () => ({
      ...review,
      state: 'APPROVED'
    }));
    expect(await refusalOf('Approve…')).toBeNull();
    await openApproval();
    expect(dialog()!.textContent).toContain(
      'Four eyes is on: who ran the session can’t approve.'
    );
    press('Approve');
    await waitFor(() => expect(dialog()).toBeNull());
    expect(server.asked('POST /reviews/r1/approve')[0].body).toEqual({
      revision: 2,
      name: 'Ada',
      meaning: 'approved',
      note: ''
    });
  });

  it('is decided on by editors alone', async () => {
    await open({ role: 'viewer', may_approve: false });
    for (const name of ['Approve…', 'Request changes…', 'Edit text']) {
      expect(await refusalOf(name)).toBe(
        'Only editors of the session write and decide on reviews'
      );
    }
  });

  it('is read with or without its code', async () => {
    const { server } = await open();
    const shows = (query: string) =>
      waitFor(() =>
        expect(screen.getByTitle<HTMLIFrameElement>(/^Text of/).src).toContain(
          query
        )
      );
    await shows('code=true&review=r1');
    fireEvent.click(screen.getByRole('checkbox', { name: 'Code' }));
    await shows('code=false&review=r1');
    const asked = server.asked('GET /sessions/s1/report');
    expect(asked.map(({ query }) => query.get('code'))).toEqual([
      'true',
      'false'
    ]);
  });
});
