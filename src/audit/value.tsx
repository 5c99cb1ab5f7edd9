import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { reviewWord } from '../reviews/records';
import {
  CopyId,
  LongText,
  ObjectLink,
  stateWord,
  useJx,
  useTrans
} from '../ui';
import type { AuditChange, AuditObject, AuditValue } from './records';
import { fieldName } from './words';

const HASH = /^[0-9a-f]{64}$/;

/** A value on one line. */
export function valueText(
  value: AuditValue | null | undefined,
  trans: TranslationBundle
): string {
  switch (value?.type) {
    case undefined:
      return '';
    case 'none':
      return trans.__('nothing');
    case 'yes':
      return trans.__('yes');
    case 'no':
      return trans.__('no');
    default: {
      const text = value!.object?.name ?? value!.text.replace(/\s+/g, ' ');
      return value!.cut
        ? `${text}…`
        : HASH.test(text)
          ? text.slice(0, 8)
          : text;
    }
  }
}

/** What stands before and after; states in words. */
export function sides(
  change: AuditChange,
  trans: TranslationBundle
): [AuditValue | null, AuditValue | null] {
  const isState = change.path.length === 1 && change.path[0] === 'state';
  const worded = (value: AuditValue | null) =>
    value && isState
      ? { ...value, text: stateWord(reviewWord(value.text, trans), trans) }
      : value;
  return [worded(change.before), worded(change.after)];
}

/** `Name: a → b`, or `Name: b` where there was nothing to change. */
export function changeText(
  change: AuditChange,
  trans: TranslationBundle
): string {
  const [before, after] = sides(change, trans);
  const name = fieldName(change.path, trans);
  const value =
    before && after
      ? trans.__('%1 → %2', valueText(before, trans), valueText(after, trans))
      : valueText(after ?? before, trans);
  return trans.__('%1: %2', name, value);
}

/** A value in full: an object as a link, a hash with a copy button. */
export function Value(props: {
  value: AuditValue | null | undefined;
}): JSX.Element | null {
  const { value } = props;
  const trans = useTrans();
  if (!value) {
    return null;
  }
  if (value.object) {
    return <AuditLink object={value.object} />;
  }
  if (value.type !== 'text') {
    return <span className="jx-AuditValue">{valueText(value, trans)}</span>;
  }
  if (HASH.test(value.text)) {
    return <CopyId id={value.text} label={trans.__('Copy the sha256')} />;
  }
  return (
    <>
      <LongText className="jx-AuditValue" text={value.text} />
      {value.cut && (
        <span className="jx-Tag">{trans.__('only the begin is shown')}</span>
      )}
    </>
  );
}

/** The object that a row names; where it has no page left, its id. */
export function AuditLink(props: { object: AuditObject }): JSX.Element {
  const { kind, id, name, deleted } = props.object;
  const jx = useJx();
  if (name && kind === 'folder') {
    return <span className="jx-AuditValue">{name}</span>; // has no page
  }
  return name === null || name === undefined ? (
    <CopyId id={id} />
  ) : (
    <ObjectLink
      name={name}
      deleted={deleted}
      onOpen={() => void jx.open(kind, id)}
    />
  );
}
