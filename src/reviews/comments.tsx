import * as React from 'react';

import {
  ActionButton,
  EmptyState,
  RelativeTime,
  Section,
  SelectField,
  TextField,
  cellTitle,
  describeError,
  permits,
  useJx,
  useTrans,
  useUser
} from '../ui';
import type { ReviewClient } from './client';
import type { ReviewComment, ReviewDetail, ReviewedCell } from './records';

const WHOLE = '';

/** What was said of the review, cell by cell, and a place to say more. */
export function Comments(props: {
  review: ReviewDetail;
  reviews: ReviewClient;
}): JSX.Element {
  const { review, reviews } = props;
  const trans = useTrans();
  const user = useUser();
  const isEditor = permits({ role: review.role }, 'editor');
  const cells = new Map(review.cells.map(cell => [cell.id, cell]));
  const groups = new Map<string, ReviewComment[]>();
  for (const one of review.comments) {
    const key = one.cell_id ?? WHOLE;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const places = [WHOLE, ...cells.keys()];
  const order = (id: string) => places.indexOf(id);
  return (
    <div className="jx-Comments">
      {groups.size === 0 && (
        <EmptyState title={trans.__('Nothing was said yet')}>
          {trans.__('Say something about a cell, or about the whole review.')}
        </EmptyState>
      )}
      {[...groups]
        .sort(([a], [b]) => order(a) - order(b))
        .map(([id, comments]) => (
          <Section key={id} title={place(id, cells.get(id))}>
            {comments.map(comment => (
              <Comment
                key={comment.id}
                comment={comment}
                canResolve={
                  isEditor ||
                  [comment.author.id, review.author.id].includes(user ?? '')
                }
                onResolve={resolved =>
                  reviews.resolve(review.id, comment.id, resolved)
                }
              />
            ))}
          </Section>
        ))}
      <NewComment review={review} reviews={reviews} />
    </div>
  );

  function place(id: string, cell: ReviewedCell | undefined): string {
    return id === WHOLE
      ? trans.__('The whole review')
      : cell
        ? describeCell(cell, trans)
        : trans.__('A cell that was taken out again');
  }
}

function describeCell(
  cell: ReviewedCell,
  trans: ReturnType<typeof useTrans>
): string {
  const head = cell.head || cell.cell_type;
  return cell.mark === 'inserted'
    ? trans.__('New text: %1', head)
    : `${cellTitle(cell.number, trans)}: ${head}`;
}

function Comment(props: {
  comment: ReviewComment;
  canResolve: boolean;
  onResolve: (resolved: boolean) => Promise<unknown>;
}): JSX.Element {
  const { comment, onResolve } = props;
  const jx = useJx();
  const trans = useTrans();
  const resolved = comment.resolved_at !== null;
  return (
    <article
      className={resolved ? 'jx-Comment jx-mod-resolved' : 'jx-Comment'}
      aria-label={trans.__('Comment by %1', comment.author.name)}
    >
      <div className="jx-Comment-head">
        <strong>{comment.author.name}</strong>
        <RelativeTime at={comment.at} />
        <span className="jx-quiet">
          {trans.__('on revision %1', comment.revision)}
        </span>
        <ActionButton
          disabled={
            props.canResolve
              ? null
              : trans.__(
                  'For who wrote the comment or the review, and for editors'
                )
          }
          label={resolved ? trans.__('Open again') : trans.__('Resolve')}
          onClick={() =>
            onResolve(!resolved).catch(error =>
              jx.reportError(
                trans.__('The comment could not be changed'),
                error
              )
            )
          }
        />
      </div>
      <p className="jx-Comment-text">{comment.text}</p>
      {resolved && (
        <p className="jx-quiet">
          {trans.__('Resolved by %1', comment.resolved_by ?? '')}
        </p>
      )}
    </article>
  );
}

function NewComment(props: {
  review: ReviewDetail;
  reviews: ReviewClient;
}): JSX.Element {
  const { review, reviews } = props;
  const trans = useTrans();
  const [cell, setCell] = React.useState(WHOLE);
  const [text, setText] = React.useState('');
  const [error, setError] = React.useState<string | null>(null);
  const known = review.cells.some(one => one.id === cell);
  const send = async () => {
    try {
      await reviews.comment(review.id, text, known ? cell : null);
      setText('');
      setError(null);
    } catch (reason) {
      setError(describeError(reason, trans).message);
    }
  };
  return (
    <Section title={trans.__('Say something')}>
      <SelectField
        label={trans.__('About')}
        value={known ? cell : WHOLE}
        options={[
          { value: WHOLE, label: trans.__('The whole review') },
          ...review.cells.map(one => ({
            value: one.id,
            label: describeCell(one, trans)
          }))
        ]}
        onChange={setCell}
      />
      <TextField
        label={trans.__('Comment')}
        multiline
        value={text}
        error={error}
        onChange={setText}
      />
      <ActionButton
        label={trans.__('Comment')}
        primary
        disabled={text.trim() ? null : trans.__('Write something first')}
        onClick={send}
      />
    </Section>
  );
}
