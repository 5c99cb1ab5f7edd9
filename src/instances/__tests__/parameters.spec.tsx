import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import * as React from 'react';

import { Refusal } from '../../sessions/__tests__/fake';
import { renderWith } from '../../ui/__tests__/fake';
import { InstancePage } from '../page';
import { appWithInstances, fakeInstance, listed } from './fake';

const PARAMETER = {
  description: '',
  minimum: null,
  maximum: null,
  choices: []
};
const PATH = '/instances/i1/parameters';

describe('the parameters of an instance', () => {
  /** Its page, and the dialog of the pencil on it. */
  async function open() {
    const app = appWithInstances();
    let instance = fakeInstance({
      parameters: [
        {
          ...PARAMETER,
          alias: 'rate',
          type: 'float',
          default: 0.5,
          value: 0.7
        },
        {
          ...PARAMETER,
          alias: 'bank',
          type: 'string',
          default: 'a',
          value: 'a'
        }
      ]
    });
    const values = () =>
      Object.fromEntries(
        instance.parameters.map(one => [one.alias, one.value])
      );
    const revision = () => ({
      number: instance.revision,
      values: values(),
      creator: 'Ada',
      created_at: '2026-11-20T14:02:00Z'
    });
    const revisions = [revision()];
    app.server
      .on('GET /instances/i1', () => instance)
      .on(`GET ${PATH}`, () => listed(...revisions))
      .on(`POST ${PATH}`, ({ body }) => {
        instance = {
          ...instance,
          revision: instance.revision + 1,
          parameters: instance.parameters.map(one => ({
            ...one,
            value: body.values[one.alias]
          }))
        };
        revisions.unshift(revision());
        app.stream.changed.emit({
          seq: 1,
          kind: 'instance',
          id: 'i1',
          action: 'updated',
          at: '',
          data: null
        });
        return instance;
      });
    const page = { setTitle: () => undefined, objectId: 'i1' } as any;
    renderWith(
      app.jx,
      <InstancePage
        id="i1"
        tab="parameters"
        setTab={() => undefined}
        page={page}
      />
    );
    const tab = await screen.findByRole('tabpanel');
    await within(tab).findByText('Revision 1 by Ada');
    fireEvent.click(within(tab).getByRole('button', { name: 'Edit…' }));
    await screen.findByText('Parameters of scorecard on Q3');
    return app;
  }

  const dialog = () => document.querySelector<HTMLElement>('.jp-Dialog');
  const field = (name: string) =>
    within(dialog()!).getByLabelText<HTMLInputElement>(name);
  const type = (name: string, value: string) =>
    fireEvent.change(field(name), { target: { value } });
  const press = (name: string) =>
    fireEvent.click(
      Array.from(dialog()!.querySelectorAll('button')).find(
        one => one.textContent === name
      )!
    );
  /** Wait until the field of the rate says what is wrong with it. */
  const refused = (why: string) =>
    waitFor(() => {
      expect(field('rate').getAttribute('aria-invalid')).toBe('true');
      expect(dialog()!.textContent).toContain(why);
    });
  const closed = () => waitFor(() => expect(dialog()).toBeNull());
  const revisions = () =>
    within(screen.getByRole('list', { name: 'Revisions of the parameters' }))
      .getAllByRole('listitem')
      .map(one => [
        one.querySelector('.jx-Timeline-title')!.textContent,
        one.querySelector('.jx-Timeline-body')!.textContent
      ]);

  it('are saved as a second revision, one of them reset', async () => {
    const { server } = await open();
    expect([field('rate').value, field('bank').value]).toEqual(['0.7', 'a']);
    press('Reset');
    await waitFor(() => expect(field('rate').value).toBe('0.5'));
    type('bank', 'b');
    press('Save changes');
    await closed();

    expect(server.asked(`POST ${PATH}`).map(one => one.body)).toEqual([
      { values: { rate: 0.5, bank: 'b' } }
    ]);
    await screen.findByText('Revision 2 by Ada');
    expect(revisions()).toEqual([
      ['Revision 2 by Ada', 'rate 0.7 → 0.5bank a → b'],
      ['Revision 1 by Ada', 'With the instance']
    ]);
    const rows = screen
      .getByRole('region', { name: 'Parameters' })
      .querySelectorAll('tbody tr');
    expect(Array.from(rows).map(one => one.children[2].textContent)).toEqual([
      '0.5',
      'a → b'
    ]);
  });

  it('are not sent while one is none', async () => {
    const { server } = await open();
    type('rate', 'high');
    press('Save changes');
    await refused('Type a number');
    type('rate', '0.9');
    press('Save changes');
    await closed();
    expect(server.asked(`POST ${PATH}`).map(one => one.body)).toEqual([
      { values: { rate: 0.9, bank: 'a' } }
    ]);
  });

  it('say at the field what the server refuses', async () => {
    const { server } = await open();
    server.on(
      `POST ${PATH}`,
      () => new Refusal(422, 'The rate is at most 1.', 'parameters.rate')
    );
    type('rate', '7');
    press('Save changes');
    await refused('The rate is at most 1.');
    press('Cancel');
    await closed();
    expect(revisions()).toEqual([['Revision 1 by Ada', 'With the instance']]);
  });
});
