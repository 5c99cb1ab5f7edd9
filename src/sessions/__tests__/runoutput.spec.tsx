import { screen } from '@testing-library/react';
import * as React from 'react';

import { renderWith } from '../../ui/__tests__/fake';
import { RunOutput } from '../runoutput';
import { fakeApp, fakeSession } from './fake';

const output = {
  alias: 'scores',
  description: '',
  optional: false,
  artifact: { id: 'a1', name: 'Scores of Q3', deleted: false },
  version: {
    id: 'v1',
    number: 4,
    name: 'today',
    deleted: false,
    artifact: { id: 'a1', name: 'Scores of Q3', deleted: false }
  },
  partial: false,
  filename: 'scores.csv',
  size: 23
};

describe('what a run wrote', () => {
  it('has each artifact, to be opened and downloaded', () => {
    const unwritten = { ...output, alias: 'plots', version: null };
    const session = fakeSession({
      metrics: {},
      metric_log: [],
      results: [],
      outputs: [output, unwritten] as any
    });
    renderWith(fakeApp().jx, <RunOutput session={session} />);

    expect(screen.getByText('Scores of Q3')).toBeTruthy();
    expect(
      screen.getByRole('link', { name: 'Download scores' }).getAttribute('href')
    ).toContain('/artifact-versions/v1/content');
    expect(screen.queryByText('plots')).toBeNull();
    expect(screen.getByText('Download everything (zip)')).toBeTruthy();
  });

  it('says that there is nothing', () => {
    const session = fakeSession({
      metrics: {},
      metric_log: [],
      results: [],
      outputs: [{ ...output, version: null }] as any
    });
    renderWith(fakeApp().jx, <RunOutput session={session} />);
    expect(screen.getByText('This session logged nothing')).toBeTruthy();
  });
});
