import { addIcon, closeIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { ActionButton, ParameterType, formatValue, useTrans } from '../ui';
import { IProposal, SignatureParameter, proposalKey } from './signature';

/** What the code says and the signature doesn't, to be taken over. */
export function Proposals(props: {
  proposals: IProposal[];
  onAccept: (chosen: IProposal[]) => void;
  onIgnore: (one: IProposal) => void;
}): JSX.Element | null {
  const { proposals } = props;
  const trans = useTrans();
  const headingId = React.useId();
  if (!proposals.length) {
    return null;
  }
  const roles = {
    inputs: trans.__('input'),
    parameters: trans.__('parameter'),
    outputs: trans.__('output')
  };
  return (
    <section className="jx-Proposals" aria-labelledby={headingId}>
      <div className="jx-EntryList-head">
        <h3 id={headingId}>
          {trans.__('Found in the code')}
          <span className="jx-EntryList-count">{proposals.length}</span>
        </h3>
        <ActionButton
          label={trans.__('Accept all')}
          onClick={() => props.onAccept(proposals)}
        />
      </div>
      <ul>
        {proposals.map(one => {
          const { alias } = one.entry;
          const said = one.entry as SignatureParameter;
          const value =
            one.part === 'parameters'
              ? formatValue(said.type as ParameterType, said.default).replace(
                  /\s+/g,
                  ' '
                )
              : '';
          return (
            <li key={proposalKey(one)} className="jx-Proposal">
              <span className="jx-Proposal-text jx-ellipsis" title={value}>
                <span className="jx-quiet">{roles[one.part]}</span>{' '}
                <code>{alias}</code>
                {value && <code className="jx-quiet"> = {value}</code>}
              </span>
              <ActionButton
                iconOnly
                icon={addIcon}
                label={
                  one.kind === 'new'
                    ? trans.__('Add the %1 %2', roles[one.part], alias)
                    : trans.__('Take the new default of %1', alias)
                }
                onClick={() => props.onAccept([one])}
              />
              <ActionButton
                iconOnly
                icon={closeIcon}
                label={trans.__('Don’t propose %1', alias)}
                onClick={() => props.onIgnore(one)}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
