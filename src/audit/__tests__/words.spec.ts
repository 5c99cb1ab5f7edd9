import { nullTranslator } from '@jupyterlab/translation';

import { changeText } from '../value';
import { actionWord, describeAction, fieldName } from '../words';

const value = (text: string) => ({
  type: 'text' as const,
  text,
  object: null,
  cut: false
});
const trans = nullTranslator.load('jupyter_ext');

function describeIt(kind: string, action: string, after: any = {}) {
  return describeAction(kind, action, field => after[field] ?? '', trans);
}

it.each([
  ['artifact', 'version_added', { number: '3' }, 'Version 3 added'],
  [
    'specification',
    'version_committed',
    { version: '2' },
    'Version 2 committed'
  ],
  ['session', 'submitted', {}, 'Submitted'],
  ['review', 'submitted', { revision: '4' }, 'Revision 4 submitted'],
  [
    'review',
    'approved',
    { revision: '4', name: 'Ada' },
    'Revision 4 approved by Ada'
  ],
  ['runtime', 'created', {}, 'Created'],
  ['review', 'created', {}, 'Review begun'],
  ['session', 'something_new', {}, 'Something new']
])('%s %s in words', (kind, action, after, words) => {
  expect(describeIt(kind, action, after)).toBe(words);
});

it.each(['shared', 'unshared', 'reserved', 'unreserved'])(
  '%s can be said in other languages',
  action => {
    const other = { ...trans, __: (text: string) => `«${text}»` } as any;
    expect(actionWord('instance', action, other)).toMatch(/^«.+»$/);
  }
);

it.each([
  ['review', 'approved', 'Approved'],
  ['review', 'saved', 'Revision saved'],
  ['artifact', 'version_added', 'Version added']
])('%s %s as a choice', (kind, action, words) => {
  expect(actionWord(kind, action, trans)).toBe(words);
});

it('writes fields as words and keeps the names that a user gave', () => {
  expect(fieldName(['body_sha256'], trans)).toBe('sha256 of the code');
  expect(fieldName(['parameters', 'learning_rate'], trans)).toBe(
    'Parameters › learning_rate'
  );
});

it('writes a change on one line', () => {
  expect(
    changeText(
      { path: ['note'], before: value('a\n b'), after: value('f'.repeat(64)) },
      trans
    )
  ).toBe('Note: a b → ffffffff');
});

it.each([
  ['QUEUED', 'RUNNING', 'State: queued → running'],
  ['DRAFT', 'CHANGES_REQUESTED', 'State: draft → changes requested']
])('writes the states %s and %s as words', (before, after, words) => {
  const change = {
    path: ['state'],
    before: value(before),
    after: value(after)
  };
  expect(changeText(change, trans)).toBe(words);
});
