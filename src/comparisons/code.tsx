import * as React from 'react';

import { useOne } from '../api/hooks';
import { DiffBody } from '../specifications/diffview';
import {
  Banner,
  ErrorState,
  SelectField,
  Skeleton,
  useJx,
  useTrans
} from '../ui';
import { byGroup, NamedMark } from './marks';
import type { ComparedSession } from './records';

/** Which sessions ran the same code, and how that of two others differs. */
export function Code(props: { sessions: ComparedSession[] }): JSX.Element {
  const { sessions } = props;
  const trans = useTrans();
  const groups = byGroup(sessions);
  const [base] = sessions;
  const others = sessions.filter(
    one => one.code_group !== base.code_group && !one.deleted
  );
  const [chosen, choose] = React.useState('');
  const other = others.find(one => one.id === chosen) ?? others[0];
  return (
    <div className="jx-Panel">
      <ul className="jx-Comparison-codes">
        {groups.map(places => {
          const { specification, specification_version, code_group } =
            sessions[places[0]];
          return (
            <li key={code_group}>
              <strong className="jx-ellipsis" title={specification.name}>
                {trans.__('%1 v%2', specification.name, specification_version)}
              </strong>
              {places.map(place => (
                <NamedMark key={place} at={place} session={sessions[place]} />
              ))}
            </li>
          );
        })}
      </ul>
      {base.deleted ? (
        <Banner tone="quiet">
          {trans.__(
            'The base was deleted: choose another one to compare code with it.'
          )}
        </Banner>
      ) : !other ? (
        <p>
          {groups.length > 1
            ? trans.__('Those that ran other code were deleted.')
            : trans.__('All of them ran the same code.')}
        </p>
      ) : (
        <>
          <div className="jx-Diff-versions">
            <SelectField
              label={trans.__('Compare the base with')}
              value={other.id}
              options={others.map(one => ({
                value: one.id,
                label: `${sessions.indexOf(one) + 1} · ${one.name}`
              }))}
              onChange={choose}
            />
          </div>
          <p>
            {trans.__(
              'Left (−) is the base, %1 v%2; right (+) is %3 v%4.',
              base.name,
              base.specification_version,
              other.name,
              other.specification_version
            )}
          </p>
          <Differences key={other.id} left={base.id} right={other.id} />
        </>
      )}
    </div>
  );
}

function Differences(props: { left: string; right: string }): JSX.Element {
  const { left, right } = props;
  const jx = useJx();
  // What a session ran never changes.
  const query = useOne(
    'comparison-code',
    left,
    signal =>
      jx.api.get('/comparisons/code', { query: { left, right }, signal }),
    { part: [right] }
  );
  if (query.error) {
    return (
      <ErrorState error={query.error} onRetry={() => void query.refetch()} />
    );
  }
  if (!query.data) {
    return <Skeleton lines={8} />;
  }
  const { known, reason, cells, signature, files } = query.data;
  return known ? (
    <div className="jx-Diff">
      <DiffBody cells={cells} sentences={[...signature, ...files]} />
    </div>
  ) : (
    <Banner tone="quiet">{reason}</Banner>
  );
}
