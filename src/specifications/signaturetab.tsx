import * as React from 'react';

import type { components } from '../api/schema';
import {
  ActionButton,
  Banner,
  ObjectPage,
  describeError,
  useJx,
  useTrans
} from '../ui';
import { Problem, Signature } from './signature';
import { SignatureEditor } from './signatureeditor';

type Specification = components['schemas']['SpecificationRecord'];

/** The committed signature: edited while draft, frozen when registered. */
export function SignatureTab(props: {
  specification: Specification;
  page: ObjectPage;
}): JSX.Element {
  const { specification, page } = props;
  const jx = useJx();
  const trans = useTrans();
  const [edited, setEdited] = React.useState<Signature | null>(null);
  const [problems, setProblems] = React.useState<Problem[]>([]);
  const [error, setError] = React.useState<unknown>(null);
  const registered = !!specification.registered_at;
  React.useEffect(() => {
    page.setLeaveGuard(
      edited && {
        title: trans.__('Leave without saving?'),
        body: trans.__('The changes of the signature would be lost.'),
        accept: trans.__('Leave')
      }
    );
    return () => page.setLeaveGuard(null);
  }, [edited === null]);
  React.useEffect(() => {
    if (!edited) {
      setProblems([]);
      return;
    }
    const control = new AbortController();
    const timer = window.setTimeout(() => {
      jx.api
        .post('/signatures/check', {
          body: { signature: edited },
          signal: control.signal
        })
        .then(
          report => setProblems(report.problems),
          reason => !control.signal.aborted && setError(reason)
        );
    }, 300);
    return () => {
      control.abort();
      window.clearTimeout(timer);
    };
  }, [edited]);
  if (registered) {
    return (
      <div className="jx-SignatureTab">
        <Banner tone="info">
          {trans.__(
            'The signature is frozen: instances rely on it. Code can still be committed as new versions.'
          )}
        </Banner>
        <SignatureEditor signature={specification.signature} />
      </div>
    );
  }
  return (
    <div className="jx-SignatureTab">
      <Banner tone="quiet">
        {trans.__(
          'This is the committed signature. The notebook keeps its own proposal, which replaces it at the next commit.'
        )}
      </Banner>
      {error !== null && (
        <Banner tone="error" onClose={() => setError(null)}>
          {describeError(error, trans).message}
        </Banner>
      )}
      <SignatureEditor
        signature={edited ?? specification.signature}
        problems={problems}
        onChange={setEdited}
      />
      {edited && (
        <div className="jx-Foot">
          <ActionButton
            label={trans.__('Discard changes')}
            onClick={() => setEdited(null)}
          />
          <ActionButton
            primary
            label={trans.__('Save changes')}
            disabled={
              problems.length ? trans.__('Mend the marked fields first.') : null
            }
            onClick={async () => {
              try {
                await jx.api.patch('/specifications/{specification_id}', {
                  path: { specification_id: specification.id },
                  body: { signature: edited }
                });
                setError(null);
                await jx.queries.invalidateQueries({
                  queryKey: ['specification']
                });
                setEdited(null);
              } catch (reason) {
                setError(reason);
              }
            }}
          />
        </div>
      )}
    </div>
  );
}
