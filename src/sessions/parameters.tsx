import * as React from 'react';

import {
  ActionBar,
  ActionButton,
  EmptyState,
  FactTable,
  formatValue,
  sameValue,
  Section,
  useJx,
  useTrans
} from '../ui';
import { aliasColumn } from './alias';
import { SessionDetail } from './records';

/** The value of each parameter in this session, beside its default. */
export function Parameters(props: { session: SessionDetail }): JSX.Element {
  const { session } = props;
  const trans = useTrans();
  const jx = useJx();
  if (!session.parameters.length) {
    return (
      <EmptyState title={trans.__('No parameters')}>
        {trans.__('This code declares none.')}
      </EmptyState>
    );
  }
  return (
    <div className="jx-Panel">
      <Section
        title={trans.__('Parameters')}
        aside={
          <ActionBar label={trans.__('Parameters')}>
            <span>
              {trans.__(
                'Revision %1 of the instance',
                session.parameter_revision
              )}
            </span>
            <ActionButton
              label={trans.__('Open instance')}
              onClick={() =>
                void jx.open('instance', session.instance.id, 'parameters')
              }
            />
          </ActionBar>
        }
      >
        <FactTable
          label={trans.__('Parameters')}
          rows={session.parameters}
          rowKey={one => one.alias}
          columns={[
            aliasColumn(trans.__('Parameter'), 'parameters'),
            { header: trans.__('Type'), cell: one => one.type },
            {
              header: trans.__('Value'),
              cell: one => (
                <code
                  className={
                    sameValue(one.value, one.default)
                      ? 'jx-Values'
                      : 'jx-Values jx-mod-changed'
                  }
                >
                  {formatValue(one.type, one.value) || '""'}
                </code>
              )
            },
            {
              header: trans.__('Default'),
              cell: one => (
                <code className="jx-Values">
                  {formatValue(one.type, one.default) || '""'}
                </code>
              )
            }
          ]}
        />
      </Section>
    </div>
  );
}
