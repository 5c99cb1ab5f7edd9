import { PathExt } from '@jupyterlab/coreutils';
import { redoIcon, undoIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { useOne } from '../api/hooks';
import { isGone } from '../api/request';
import type { components } from '../api/schema';
import {
  ActionBar,
  ActionButton,
  Banner,
  describeError,
  sameValue,
  useJx,
  useTrans
} from '../ui';
import { LastSessions } from './lastsessions';
import { NotebookSignature } from './notebook';
import { Proposals } from './proposals';
import { RegisteredMark } from './registered';
import { SignatureEditor } from './signatureeditor';

type Specification = components['schemas']['SpecificationRecord'];

/** What can be done with the notebook. */
export interface ISignatureActions {
  commit: () => Promise<unknown>;
  run: () => Promise<unknown>;
  runWithValues: () => Promise<unknown>;
  openWithData: () => Promise<unknown>;
}

/** Re-render when the signature of a notebook changes. */
export function useSignature(signature: NotebookSignature): void {
  const [, update] = React.useReducer((n: number) => n + 1, 0);
  React.useEffect(() => {
    signature.changed.connect(update);
    return () => {
      signature.changed.disconnect(update);
    };
  }, [signature]);
}

/** The signature of one notebook, its proposals, and its last sessions. */
export function SignatureView(props: {
  signature: NotebookSignature;
  visible: boolean;
  actions: ISignatureActions;
  onCell: (number: number) => void;
}): JSX.Element {
  const { signature, actions } = props;
  const jx = useJx();
  const trans = useTrans();
  useSignature(signature);
  React.useEffect(() => {
    if (props.visible) {
      signature.watch();
    }
  }, [signature, props.visible]);
  const id = signature.specificationId;
  const query = useOne(
    'specification',
    id ?? '',
    signal =>
      jx.api.get('/specifications/{specification_id}', {
        path: { specification_id: id ?? '' },
        signal
      }),
    { enabled: id !== null }
  );
  const specification =
    id !== null && !isGone(query.error) ? (query.data ?? null) : null;
  const error = signature.error
    ? describeError(signature.error, trans).message
    : null;
  return (
    <div className="jx-SignatureView">
      <header className="jx-SignatureView-head">
        <h2 className="jx-ellipsis" title={signature.path}>
          {PathExt.basename(signature.path)}
        </h2>
        <SpecificationLine specification={specification} />
        <ActionBar label={trans.__('With this notebook')}>
          <ActionButton
            primary
            label={trans.__('Commit version…')}
            onClick={actions.commit}
          />
          <ActionButton
            label={trans.__('Run as session')}
            onClick={actions.run}
          />
          <ActionButton
            label={trans.__('Run with values…')}
            hasPopup="dialog"
            onClick={actions.runWithValues}
          />
          <ActionButton
            label={trans.__('Open with data…')}
            onClick={actions.openWithData}
          />
          <ActionButton
            iconOnly
            icon={undoIcon}
            label={trans.__('Undo the change of the signature')}
            disabled={
              signature.canUndo ? null : trans.__('Nothing to undo here')
            }
            onClick={() => signature.undo()}
          />
          <ActionButton
            iconOnly
            icon={redoIcon}
            label={trans.__('Redo the change of the signature')}
            disabled={
              signature.canRedo ? null : trans.__('Nothing to redo here')
            }
            onClick={() => signature.redo()}
          />
        </ActionBar>
      </header>
      {error && (
        <Banner
          tone="error"
          actions={
            <ActionButton
              label={trans.__('Retry')}
              onClick={() => signature.refresh()}
            />
          }
        >
          {error}
        </Banner>
      )}
      {specification?.registered_at &&
        !sameValue(specification.signature, signature.signature) && (
          <Banner
            tone="warning"
            actions={
              <ActionButton
                label={trans.__('Take the registered one')}
                onClick={() => signature.edit(specification.signature)}
              />
            }
          >
            {trans.__(
              '%1 is registered: its signature is frozen, and this one differs.',
              specification.name
            )}
          </Banner>
        )}
      <Proposals
        proposals={signature.proposals}
        onAccept={chosen => signature.accept(chosen)}
        onIgnore={one => signature.ignore(one)}
      />
      <SignatureEditor
        signature={signature.signature}
        problems={signature.problems}
        hints={signature.hints}
        onChange={(next, merge) => signature.edit(next, merge)}
        onCell={props.onCell}
      />
      <LastSessions path={signature.path} />
    </div>
  );
}

function SpecificationLine(props: {
  specification: Specification | null;
}): JSX.Element {
  const { specification } = props;
  const jx = useJx();
  const trans = useTrans();
  if (!specification) {
    return (
      <div className="jx-quiet">
        {trans.__('Not committed yet: its first commit makes a specification.')}
      </div>
    );
  }
  return (
    <div className="jx-SpecificationLine">
      <RegisteredMark registered={!!specification.registered_at} />
      <button
        type="button"
        className="jx-Link jx-ellipsis"
        title={trans.__('Open the specification %1', specification.name)}
        onClick={() => void jx.open('specification', specification.id)}
      >
        {specification.name}
      </button>
      <span className="jx-quiet">
        {specification.newest_version
          ? trans.__('version %1', specification.newest_version)
          : trans.__('no version yet')}
      </span>
    </div>
  );
}
