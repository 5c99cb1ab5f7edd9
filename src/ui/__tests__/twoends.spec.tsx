import { render } from '@testing-library/react';
import * as React from 'react';

import { TwoEnds, twoEnds } from '../twoends';

describe('a name that may be cut', () => {
  it('keeps its last word, with what joins it', () => {
    expect(twoEnds('Monthly data · scorecard')).toEqual([
      'Monthly data',
      ' · scorecard'
    ]);
    expect(twoEnds('Monthly data of 2026 v12')).toEqual([
      'Monthly data of 2026',
      ' v12'
    ]);
  });

  it('is left whole where it is short, one word, or ends in a long one', () => {
    for (const name of [
      'data · scores',
      'customers_of_all_branches.parquet',
      'see https://example.org/a/long/address'
    ]) {
      expect(twoEnds(name)).toEqual([name, '']);
    }
  });

  it('reads the same as before', () => {
    for (const name of [
      'scores',
      'Monthly data · scorecard',
      'نتائج الشهر الماضي كله'
    ]) {
      const { container } = render(<TwoEnds name={name} />);
      expect(container.textContent).toBe(name);
    }
  });
});
